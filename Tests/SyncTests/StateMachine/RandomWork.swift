import JiraSimulator
import TestSupport

/// People at work in a simulated Jira: every kind of change, drawn by chance. The same seed does the same
/// things to the same site.
final class RandomWork: @unchecked Sendable {
    private let site: SimulatedSite
    private var generator: SplitMix64
    /// How often each kind of change was applied.
    private(set) var applied: [String: Int] = [:]
    private var hasBackup = false

    init(_ site: SimulatedSite, seed: UInt64) {
        self.site = site
        generator = SplitMix64(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    }

    /// Tries changes until one applies; gives its name.
    @discardableResult
    func step() -> String? {
        for _ in 0..<20 {
            let kinds = Self.kinds
            let (name, make) = kinds[below(kinds.count)]
            guard let mutation = make(self), site.apply(mutation).error == nil else { continue }
            applied[name, default: 0] += 1
            return name
        }
        return nil
    }

    // MARK: Chance

    func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(generator.next() % UInt64(bound)) }

    func word() -> String { "w\(generator.next() % 100_000)" }

    private func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[below(list.count)]
    }

    // MARK: What there is

    private func rows(_ table: String, as user: String? = SimulatedSite.administratorKey) -> [[String:
        String]]
    {
        let columns = SiteSnapshot.columns[table] ?? []
        return site.snapshot(as: user).rows(of: table).map { row in
            Dictionary(
                zip(columns, row).compactMap { name, value in value.map { (name, $0) } },
                uniquingKeysWith: { $1 })
        }
    }

    private func cell(_ table: String, _ column: String) -> String? {
        pick(rows(table))?[column]
    }

    private func id(_ table: String) -> Int64? { cell(table, "id").flatMap { Int64($0) } }

    private func issue() -> String? {
        var keys: [String] = []
        site.snapshot(as: SimulatedSite.administratorKey).forEachIssue { keys.append($0.key) }
        return pick(keys)
    }

    private func project() -> String? { cell("projects", "key") }

    /// A child of some issue: the issue's key and the child's id.
    private func child(_ table: String) -> (issue: String, id: Int64)? {
        var found: [(String, Int64)] = []
        let at = SiteSnapshot.columns[table]?.firstIndex(of: "id") ?? 0
        site.snapshot(as: SimulatedSite.administratorKey).forEachIssue { issue in
            for row in issue.rows[table] ?? [] {
                if let id = row[at].flatMap({ Int64($0) }) { found.append((issue.key, id)) }
            }
        }
        return pick(found).map { (issue: $0.0, id: $0.1) }
    }

    private func someone() -> String? {
        pick(rows("users").filter { $0["active"] == "1" })?["key"]
    }

    /// Somebody whose account the test does not depend on.
    private func colleague() -> String? {
        let own = [SimulatedSite.administratorKey, SimulatedSite.serviceAccountKey]
        return pick(rows("users").filter { $0["active"] == "1" && !own.contains($0["key"] ?? "") })?["key"]
    }

    private func named(_ table: String, in project: String) -> String? {
        guard let id = rows("projects").first(where: { $0["key"] == project })?["id"] else { return nil }
        return pick(rows(table).filter { $0["project_id"] == id })?["name"]
    }

    private func status() -> String? { cell("statuses", "id") }

    // MARK: Kinds of change

    typealias Make = (RandomWork) -> Mutation?

    /// Frequent kinds stand here several times.
    static let kinds: [(String, Make)] =
        issueKinds + issueKinds + childKinds + childKinds + siteKinds + peopleKinds + agileKinds

    private static let issueKinds: [(String, Make)] = [
        ("create", { w in w.project().map { .createIssue(project: $0, summary: w.word()) } }),
        ("edit", { w in w.issue().map { .editIssue(issue: $0, edit: IssueEdit(summary: w.word())) } }),
        (
            "edit much",
            { w in
                w.issue().map {
                    .editIssue(
                        issue: $0,
                        edit: IssueEdit(
                            description: w.word(), dueDate: "2026-0\(1 + w.below(9))-1\(w.below(9))",
                            originalEstimateSeconds: Int64(w.below(9)) * 3600,
                            labels: [w.word(), "both"]))
                }
            }
        ),
        (
            "clear",
            { w in
                w.issue().map { .editIssue(issue: $0, edit: IssueEdit(clear: ["description", "dueDate"])) }
            }
        ),
        ("transition", { w in w.issue().flatMap { i in w.status().map { .transition(issue: i, to: $0) } } }),
        ("assign", { w in w.issue().map { .assign(issue: $0, to: w.someone()) } }),
        ("move", { w in w.issue().flatMap { i in w.project().map { .moveIssue(issue: i, toProject: $0) } } }),
        ("delete", { w in w.issue().map { .deleteIssue(issue: $0) } }),
        ("vote", { w in w.issue().map { .setVotes(issue: $0, votes: w.below(50)) } }),
        ("watch", { w in w.issue().map { .setWatches(issue: $0, watches: w.below(50)) } }),
        ("rank", { w in w.issue().map { .rankIssue(issue: $0) } }),
        (
            "security",
            { w in
                w.issue().map { .setSecurityLevel(issue: $0, level: w.below(2) == 0 ? nil : w.levelName()) }
            }
        ),
    ]

    private func levelName() -> String? { cell("security_levels", "id") }

    private static let childKinds: [(String, Make)] = [
        ("comment", { w in w.issue().map { .addComment(issue: $0, body: w.word(), author: w.someone()) } }),
        (
            "hidden comment",
            { w in
                w.issue().map {
                    .addComment(
                        issue: $0, body: w.word(),
                        visibility: Visibility(type: "role", value: "Administrators"))
                }
            }
        ),
        (
            "edit comment",
            { w in w.child("comments").map { .editComment(issue: $0.issue, comment: $0.id, body: w.word()) } }
        ),
        (
            "delete comment",
            { w in w.child("comments").map { .deleteComment(issue: $0.issue, comment: $0.id) } }
        ),
        (
            "worklog",
            { w in w.issue().map { .addWorklog(issue: $0, seconds: Int64(1 + w.below(50)) * 600) } }
        ),
        (
            "edit worklog",
            { w in
                w.child("worklogs").map {
                    .editWorklog(issue: $0.issue, worklog: $0.id, seconds: Int64(1 + w.below(9)) * 60)
                }
            }
        ),
        (
            "delete worklog",
            { w in w.child("worklogs").map { .deleteWorklog(issue: $0.issue, worklog: $0.id) } }
        ),
        (
            "link",
            { w in
                guard let a = w.issue(), let b = w.issue(), a != b, let type = w.cell("link_types", "id")
                else { return nil }
                return .addLink(type: type, source: a, target: b)
            }
        ),
        ("unlink", { w in w.child("issue_links").map { .removeLink(link: $0.id) } }),
        ("attach", { w in w.issue().map { .addAttachment(issue: $0, filename: w.word() + ".txt") } }),
        (
            "detach",
            { w in w.child("attachments").map { .deleteAttachment(issue: $0.issue, attachment: $0.id) } }
        ),
        (
            "fix version",
            { w in
                guard let issue = w.issue(), let project = issue.split(separator: "-").first.map(String.init),
                    let version = w.named("versions", in: project)
                else { return nil }
                return .setFixVersions(issue: issue, versions: [version])
            }
        ),
        (
            "component",
            { w in
                guard let issue = w.issue(), let project = issue.split(separator: "-").first.map(String.init),
                    let component = w.named("components", in: project)
                else { return nil }
                return .setComponents(issue: issue, components: [component])
            }
        ),
        ("bulk edit", { w in .bulkEdit(count: 5 + w.below(20), seed: UInt64(w.below(1000))) }),
    ]

    private static let siteKinds: [(String, Make)] = [
        (
            "project key",
            { w in w.project().map { .changeProjectKey(project: $0, to: "K\(w.below(1_000_000))") } }
        ),
        ("rename project", { w in w.project().map { .renameProject(project: $0, to: w.word()) } }),
        ("hide project", { w in w.project().map { .hideProject(project: $0) } }),
        ("show project", { w in w.project().map { .showProject(project: $0) } }),
        (
            "archive project",
            { w in w.below(3) == 0 ? w.project().map { .archiveProject(project: $0) } : nil }
        ),
        ("restore project", { w in w.project().map { .restoreProject(project: $0) } }),
        (
            "new project",
            { w in
                w.below(3) == 0 ? .createProject(key: "N\(w.below(1_000_000))", name: w.word()) : nil
            }
        ),
        ("new version", { w in w.project().map { .createVersion(project: $0, name: w.word()) } }),
        ("new component", { w in w.project().map { .createComponent(project: $0, name: w.word()) } }),
        ("rename status", { w in w.status().map { .renameStatus(status: $0, to: w.word()) } }),
        (
            "rename version",
            { w in
                guard let project = w.project(), let version = w.named("versions", in: project) else {
                    return nil
                }
                return .renameVersion(project: project, version: version, to: w.word())
            }
        ),
        (
            "rename component",
            { w in
                guard let project = w.project(), let component = w.named("components", in: project) else {
                    return nil
                }
                return .renameComponent(project: project, component: component, to: w.word())
            }
        ),
        ("time passes", { w in .advanceClock(milliseconds: Int64(1 + w.below(7_200_000))) }),
    ]

    private static let peopleKinds: [(String, Make)] = [
        ("new user", { w in .createUser(name: w.word(), displayName: w.word()) }),
        ("rename user", { w in w.colleague().map { .renameUser(user: $0, to: w.word()) } }),
        ("deactivate user", { w in w.colleague().map { .deactivateUser(user: $0) } }),
        ("anonymise user", { w in w.colleague().map { .anonymiseUser(user: $0) } }),
        ("delete user", { w in w.below(3) == 0 ? w.colleague().map { .deleteUser(user: $0) } : nil }),
    ]

    private static let agileKinds: [(String, Make)] = [
        (
            "new sprint",
            { w in w.id("boards").map { .createSprint(board: $0, name: w.word(), goal: w.word()) } }
        ),
        ("rename sprint", { w in w.id("sprints").map { .renameSprint(sprint: $0, to: w.word()) } }),
        ("start sprint", { w in w.id("sprints").map { .startSprint(sprint: $0) } }),
        ("close sprint", { w in w.id("sprints").map { .closeSprint(sprint: $0, moveTo: w.id("sprints")) } }),
        ("delete sprint", { w in w.below(3) == 0 ? w.id("sprints").map { .deleteSprint(sprint: $0) } : nil }),
        (
            "into a sprint",
            { w in
                guard let issue = w.issue(), let other = w.issue() else { return nil }
                return .moveToSprint(issues: [issue, other], sprint: w.id("sprints"))
            }
        ),
        ("rename board", { w in w.id("boards").map { .renameBoard(board: $0, to: w.word()) } }),
        ("delete board", { w in w.below(4) == 0 ? w.id("boards").map { .deleteBoard(board: $0) } : nil }),
    ]
}
