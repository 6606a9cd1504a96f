import JiraSimulator
import TestSupport

/// What people do in Jira, each with how to draw it.
extension RandomWork {
    typealias Make = @Sendable (RandomWork) -> Mutation?

    /// Frequent kinds stand here several times.
    static let kinds: [(String, Make)] =
        issueKinds + issueKinds + childKinds + childKinds + fieldKinds + fieldKinds + siteKinds + nameKinds
        + peopleKinds + agileKinds

    /// Those that leave a trace in `updated` or in the worklog feeds: a plain run must find them by itself.
    static let tracedKinds: [(String, Make)] =
        issueKinds.filter { !["vote", "watch", "rank"].contains($0.0) } + childKinds

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
        (
            "property",
            { w in
                w.issue().map {
                    .setProperty(issue: $0, property: "app", value: "{\"n\": \(w.below(50))}")
                }
            }
        ),
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
        ("restore project", { w in w.cell("projects", "key").map { .restoreProject(project: $0) } }),
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
        (
            "rename sprint",
            { w in
                w.id("sprints").map {
                    .renameSprint(sprint: $0, to: w.word(), goal: w.below(2) == 0 ? "" : w.word())
                }
            }
        ),
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

    private static let fieldKinds: [(String, Make)] = [
        (
            "set field",
            { w in
                guard let issue = w.issue(), let field = w.field(), let value = w.value(field.type) else {
                    return nil
                }
                return .setField(issue: issue, field: field.id, value: value)
            }
        ),
        (
            "empty field",
            { w in w.issue().flatMap { i in w.field().map { .setField(issue: i, field: $0.id) } } }
        ),
        (
            "new field",
            { w in .createField(name: w.word(), type: ["textfield", "float", "labels"][w.below(3)]) }
        ),
        ("rename field", { w in w.field().map { .renameField(field: $0.id, to: w.word()) } }),
        (
            "field for all",
            { w in
                guard let project = w.project(), let field = w.field(), field.type == "textfield" else {
                    return nil
                }
                return .setFieldForAll(project: project, field: field.id, value: w.word())
            }
        ),
        ("recalculate", { _ in .recalculateFields }),
    ]
}
