/// A part of a selection: what one statement of a pass reads.
struct SelectionPart: Sendable {
    /// Places in ``IssueSelection/issues``.
    var issues: Range<Int>
    /// Only the rows of this project, through an index by project.
    var project: Int64?
}

extension IssueSelection {
    /// So many issues a part at least: fewer are not worth a statement of their own.
    static let smallestPart = 8192
    /// About so many parts: two connections that share them are done at nearly the same time, and none is long in
    /// memory.
    private static let usualParts = 64

    /// The parts of a pass over the selection: by the ids of its issues, with projects alone one project after the
    /// other.
    ///
    /// - Parameters:
    ///   - scope: the selection's; nil for one that was chosen by ids.
    ///   - smallest: so many issues a part at least.
    func parts(of scope: IssueScope?, smallest: Int = smallestPart) -> [SelectionPart] {
        guard let scope, !scope.projects.isEmpty, !scope.isNarrow else {
            return parts(atMost: Self.usualParts, smallest, project: nil)
        }
        return scope.projects.flatMap {
            parts(atMost: max(1, Self.usualParts / scope.projects.count), smallest, project: $0.id)
        }
    }

    private func parts(atMost most: Int, _ smallest: Int, project: Int64?) -> [SelectionPart] {
        let size = max(smallest, (issues.count + most - 1) / most)
        return stride(from: 0, to: issues.count, by: size).map {
            SelectionPart(issues: $0..<min($0 + size, issues.count), project: project)
        }
    }

    /// What a statement of a pass reads, as `d`: the rows of the table that belong to issues of the part, and others
    /// between them, issue by issue.
    ///
    /// - Parameters:
    ///   - byKey: whether each issue is looked up, where there are few of them.
    ///   - next: what the rows of an issue are ordered by.
    func source(
        _ table: String, _ part: SelectionPart, byKey: Bool, then next: String? = nil
    ) -> (sql: String, arguments: MirrorArguments) {
        let issues = issues[part.issues]
        if byKey {
            // The ids are ascending, and an issue's rows come in the order of the key.
            return (
                "json_each(?) AS j CROSS JOIN \(table) AS d ON d.issue_id = j.value",
                .positional([.text(SQLText.json(issues.lazy.map(\.id)))])
            )
        }
        let project = part.project.map { "d.project_id = \($0) AND " } ?? ""
        return (
            """
            \(table) AS d WHERE \(project)d.issue_id BETWEEN ? AND ?
            ORDER BY \((["d.issue_id"] + [next].compactMap { $0 }).joined(separator: ", "))
            """, .positional([.integer(issues.first?.id ?? 0), .integer(issues.last?.id ?? -1)])
        )
    }
}
