import Foundation
import JiraAPI
import JiraSimulator
import SyncCore
import TestSupport
import Testing

/// Random work in Jira, runs, faults and kills in random order; then one more run, and every table equals
/// Jira. `JIRA_MIRROR_SEQUENCES` sets how many sequences there are, `JIRA_MIRROR_FIRST_SEED` where they begin.
@Suite("Whatever happened before, one quiet run makes the mirror equal")
struct StateMachineTests {
    private static let count =
        UInt64(ProcessInfo.processInfo.environment["JIRA_MIRROR_SEQUENCES"] ?? "") ?? 100
    private static let first =
        UInt64(ProcessInfo.processInfo.environment["JIRA_MIRROR_FIRST_SEED"] ?? "") ?? 1
    /// Sequences of one test case: a case for each would cost more than the sequences.
    private static let chunk: UInt64 = 25

    static var chunks: [UInt64] { Array(stride(from: first, to: first + count, by: Int(chunk))) }

    @Test("after random sequences of work, runs, faults and kills", arguments: chunks)
    func sequences(from start: UInt64) async throws {
        var tally = Tally()
        let seeds = start..<min(start + Self.chunk, Self.first + Self.count)
        for seed in seeds {
            try await Sequence(seed: seed).run(&tally)
        }
        // A chunk in which nothing went wrong would prove nothing.
        #expect(tally.changes > seeds.count * 10)
        #expect(tally.failedRuns > 0)
        #expect(tally.faults > 0)
        print("sequences \(start)…: \(tally)")
    }

    struct Tally: CustomStringConvertible {
        var changes = 0
        var runs = 0
        var failedRuns = 0
        /// Faults that really happened, by the simulator's count.
        var faults = 0
        var kills = 0
        var rows = 0

        var description: String {
            "\(changes) changes, \(runs) runs, \(failedRuns) of them failed, \(faults) faults, \(kills) kills, "
                + "\(rows) rows compared"
        }
    }
}

/// One sequence, all of it drawn from its seed.
private struct Sequence {
    let seed: UInt64

    /// Every fourth sequence does without the nets: no re-read, no census, only changes that leave a trace.
    private var isPlain: Bool { seed % 4 == 0 }

    func run(_ tally: inout StateMachineTests.Tally) async throws {
        let lab = try await Laboratory(issues: 24, projects: 3, seed: seed) { options in
            options.site.missingKeyBoundIsError = seed % 2 == 0
            options.site.pageCap = seed % 3 == 0 ? 7 : 1000
        }
        let work = RandomWork(
            lab.jira.site, seed: seed, kinds: isPlain ? RandomWork.tracedKinds : RandomWork.kinds)
        for _ in 0..<(2 + work.below(4)) {
            for _ in 0..<work.below(12) { work.step() }
            if work.below(4) > 0 { try await troubledRun(lab, work, &tally) }
        }
        // The worklog feeds hold back the last minute.
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 120_000))
        let last = try await lab.sync { options in
            options.allowMassDeletion = true
            options.remoteLinkRequests = 1000
            options.archivedRequests = 1000
            options.archivedPerCensus = 1000
            if isPlain {
                options.rereadPages = 0
            } else {
                options.reconcile = true
                options.referenceEverySeconds = 0
                options.rereadPages = 100
            }
        }
        tally.runs += 1
        tally.changes += work.applied.values.reduce(0, +)
        if let failure = last.failure { Issue.record("seed \(seed): \(failure)") }
        // After a restore from a backup some former keys are known to the mirror alone.
        let comparison = try Comparison(
            mirror: lab.mirror, site: lab.jira.site, user: Laboratory.user,
            leavingOut: work.applied["restore backup"] == nil ? [] : ["issue_keys", "project_keys"])
        tally.rows += comparison.rowsCompared
        if !comparison.isEqual {
            let text = comparison.differences.joined(separator: "\n")
            Issue.record("seed \(seed), after \(work.applied): the mirror differs:\n\(text)")
        }
        await lab.stop()
    }

    private func troubledRun(
        _ lab: Laboratory, _ work: RandomWork, _ tally: inout StateMachineTests.Tally
    ) async throws {
        let trouble = RandomTrouble.draw(work, seed: seed, truthfulOnly: isPlain)
        let pageSize = 2 + work.below(30)
        let isFull = work.below(8) == 0
        let configure: (inout SyncOptions) -> Void = { options in
            options.firstPageSize = pageSize
            options.largestPageSize = pageSize
            // Every other site's projects are walked in parts wherever they have two pages.
            if seed % 2 == 0 { options.largestUnsplit = Int64(pageSize) }
            options.full = isFull
            options.allowMassDeletion = true
        }
        tally.runs += 1
        let report: RunReport
        switch trouble {
        case .none:
            report = try await lab.sync(configure)
        case .fault(let rule):
            let handle = lab.jira.faults.add(rule)
            report = try await lab.sync(configure)
            tally.faults += handle.fired
            lab.jira.faults.clear()
        case .commotion:
            report = try await lab.sync(configure) { client in
                HookedSource.moving(client) { _ in work.step() }
            }
        case .killedAtRequest(let number):
            let fuse = KilledStore.Fuse(number)
            report = try await lab.sync(configure) { client in
                HookedSource(base: client) { (_) throws(SourceError) in
                    do { try fuse.burn() } catch { throw .tryLater("killed") }
                }
            }
            tally.kills += fuse.isBurnt ? 1 : 0
        case .killedAtCommit(let number):
            let fuse = KilledStore.Fuse(number)
            report = try await lab.sync(configure, into: { KilledStore($0, fuse) })
            tally.kills += fuse.isBurnt ? 1 : 0
        }
        if report.failure != nil { tally.failedRuns += 1 }
        // Whether a run failed is the trouble's business; that it never spoils the last one is the test's.
    }
}
