import JiraSimulator
import TestSupport

/// Renamings, and what happens to the site as a whole.
extension RandomWork {
    static let nameKinds: [(String, Make)] = [
        (
            "rename priority",
            { w in w.cell("priorities", "id").map { .renamePriority(priority: $0, to: w.word()) } }
        ),
        (
            "rename resolution",
            { w in w.cell("resolutions", "id").map { .renameResolution(resolution: $0, to: w.word()) } }
        ),
        (
            "rename type",
            { w in w.cell("issue_types", "id").map { .renameIssueType(type: $0, to: w.word()) } }
        ),
        (
            "rename link type",
            { w in w.cell("link_types", "id").map { .renameLinkType(type: $0, to: w.word()) } }
        ),
        (
            "status category",
            { w in
                w.status().map {
                    .changeStatusCategory(status: $0, to: ["new", "indeterminate", "done"][w.below(3)])
                }
            }
        ),
        (
            "merge versions",
            { w in
                guard let project = w.project(), let from = w.named("versions", in: project),
                    let into = w.named("versions", in: project), from != into
                else { return nil }
                return .mergeVersion(project: project, from: from, into: into)
            }
        ),
        (
            "delete component",
            { w in
                guard let project = w.project(), let component = w.named("components", in: project) else {
                    return nil
                }
                return .deleteComponent(project: project, component: component)
            }
        ),
        ("archive issue", { w in w.issue().map { .archiveIssue(issue: $0) } }),
        ("restore issue", { w in w.anyIssue().map { .restoreIssue(issue: $0) } }),
        (
            "import",
            { w in
                let now = w.now
                return w.project().map {
                    .importIssue(
                        project: $0, summary: w.word(), created: now - Int64(w.below(1_000_000)) * 1000,
                        updated: now + Int64(w.below(200_000)) * 1000)
                }
            }
        ),
        ("clock", { w in .setClock(offset: Int64(w.below(1_200_000)) - 600_000) }),
        ("backup", { _ in .takeBackup }),
        ("restore backup", { w in w.below(6) == 0 ? .restoreBackup : nil }),
    ]
}
