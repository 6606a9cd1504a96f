import JiraAPI
import JiraSimulator
import SyncCore
import TestSupport

/// What may go wrong in a run, drawn by chance.
enum RandomTrouble {
    case none
    /// The server or the network misbehaves once or more.
    case fault(FaultRule)
    /// The source fails for good at that request: the process might have been killed there.
    case killedAtRequest(Int)
    /// The mirror fails for good at that transaction: what came before it is committed, nothing after.
    case killedAtCommit(Int)
    /// Somebody works in Jira before each page.
    case commotion

    /// - Parameter truthfulOnly: no old answers in place of new ones, which only a census can settle.
    static func draw(_ work: RandomWork, seed: UInt64, truthfulOnly: Bool) -> RandomTrouble {
        switch work.below(10) {
        case 0, 1, 2: .fault(fault(work, seed: seed, truthfulOnly: truthfulOnly))
        case 3: .killedAtRequest(work.below(40))
        case 4, 5: .killedAtCommit(work.below(150))
        case 6, 7: .commotion
        default: .none
        }
    }

    /// Faults that a run survives or that end it; none that a human must settle.
    private static func fault(_ work: RandomWork, seed: UInt64, truthfulOnly: Bool) -> FaultRule {
        var actions: [FaultAction] = [
            .status(503, body: "<html>maintenance</html>"), .status(502), .status(429),
            .html200, .anonymous, .cutBody(afterBytes: work.below(4000)),
            .reset(afterBytes: work.below(2000)),
            .truncatedJSON(keep: 0.5), .redirect(302, to: "/login.jsp"),
            .stripIdentityHeader, .impersonate("admin"),
        ]
        if !truthfulOnly { actions += [.duplicate, .replayPrevious] }
        return FaultRule(
            actions[work.below(actions.count)], from: 1 + work.below(20),
            count: work.below(3) == 0 ? nil : 1 + work.below(4), probability: 0.5, seed: seed)
    }
}
