/// The seeded security schemes: every second project has one.
enum SeedSecurity {
    /// Positions in a scheme: who work here, who develop, who administrate.
    private static let perScheme = 3

    static func levels(_ context: SeedContext) -> [SimulatedSecurityLevel] {
        context.projects.indices.filter { $0 % 2 == 0 }.flatMap { project -> [SimulatedSecurityLevel] in
            let id = Int64(10000 + project * 10)
            return [
                SimulatedSecurityLevel(
                    id: id, name: "Internal", description: "For those who work here", project: project,
                    groups: ["jira-software-users"]),
                SimulatedSecurityLevel(
                    id: id + 1, name: context.hostile ? "Devs \"only\", <b>" : "Developers",
                    description: "", project: project, roles: ["Developers"]),
                SimulatedSecurityLevel(
                    id: id + 2, name: "Administrators", description: "Nobody else", project: project,
                    groups: ["jira-administrators"]),
            ]
        }
    }

    /// Gives some issues a level, sub-tasks that of their parent, from a generator of its own: what the
    /// issues hold otherwise does not depend on it.
    static func secure(
        _ record: inout IssueRecord, _ slot: Int, _ context: SeedContext, _ before: [IssueRecord]
    ) {
        let project = Int(record.project)
        guard context.securedPercent > 0, project % 2 == 0 else { return }
        if record.parent >= 0 {
            record.security = before[Int(record.parent)].security
            return
        }
        var random = SeededGenerator(seed: context.seed, purpose: 40, number: slot)
        guard random.chance(context.securedPercent) else { return }
        record.security = project / 2 * perScheme + random.below(perScheme)
    }
}
