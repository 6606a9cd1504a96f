import Reporting

/// Reads a narrow table that has rows for each issue (`issue_flow`, `status_interval_data`) once.
///
/// The rows of an issue come together, in the order of the table's primary key, with what the rules say about
/// the issue. Both sides are scanned (issues by their covering index, then sorted in memory: 24 bytes an issue)
/// and merged: a million lookups would cost more. With projects given, `status_interval_data` is read project by
/// project through its index of that name; `issue_flow`, which knows no projects, is looked up by primary key.
struct FlowScan {
    let scope: IssueScope
    /// `issue_flow` or `status_interval_data`.
    let table: String
    /// Of `status_interval_data`: its key goes on with `position`, and it has a `project_id`.
    private var hasStays: Bool { table == "status_interval_data" }
    /// Its columns after `issue_id`, from index 1 on.
    let columns: [String]

    /// An issue of the selection.
    struct Issue {
        var id: Int64
        var type: Int64
        var place: IssueScope.Place
    }

    /// Runs the one or two statements.
    ///
    /// - Parameter body: the row (`issue_id` at 0, the columns from 1) and its issue.
    func run(_ reader: MirrorReader, _ body: (MirrorRow, Issue) -> Void) throws(ReportError) {
        let list = columns.map { "d.\($0)" }.joined(separator: ", ")
        if scope.projects.isEmpty {
            try merge(reader, list, project: nil, body)
        } else if hasStays {
            for project in scope.projects { try merge(reader, list, project: project.id, body) }
        } else {
            try lookUp(reader, list, body)
        }
    }

    private func lookUp(
        _ reader: MirrorReader, _ list: String, _ body: (MirrorRow, Issue) -> Void
    ) throws(ReportError) {
        let next = columns.count + 1
        var issue: Issue?
        try reader.report(
            """
            SELECT d.issue_id, \(list), i.issue_type_id, i.archived_at IS NOT NULL
            FROM issues AS i CROSS JOIN \(table) AS d ON d.issue_id = i.id WHERE \(scope.condition("i"))
            """
        ) { row in
            let id = row.number(0)
            if let issue, issue.id == id { return body(row, issue) }
            let type = row.number(next)
            let found = Issue(
                id: id, type: type, place: scope.place(type: type, isArchived: row.number(next + 1) == 1))
            issue = found
            body(row, found)
        }
    }

    private func merge(
        _ reader: MirrorReader, _ list: String, project: Int64?, _ body: (MirrorRow, Issue) -> Void
    ) throws(ReportError) {
        let issues = try selected(reader, project: project)
        var position = 0
        let condition = project.map { "WHERE d.project_id = \($0)" } ?? ""
        let order = hasStays ? "d.issue_id, d.position" : "d.issue_id"
        try reader.report(
            "SELECT d.issue_id, \(list) FROM \(table) AS d \(condition) ORDER BY \(order)"
        ) { row in
            let id = row.number(0)
            while position < issues.count, issues[position].id < id { position += 1 }
            guard position < issues.count, issues[position].id == id else { return }
            body(row, issues[position])
        }
    }

    private func selected(_ reader: MirrorReader, project: Int64?) throws(ReportError) -> [Issue] {
        var issues: [Issue] = []
        let condition = project.map { "i.project_id = \($0) AND " } ?? ""
        try reader.report(
            """
            SELECT i.id, i.issue_type_id, i.archived_at IS NOT NULL
            FROM issues AS i WHERE \(condition)\(scope.condition("i"))
            """
        ) { row in
            let type = row.number(1)
            issues.append(
                Issue(
                    id: row.number(0), type: type,
                    place: scope.place(type: type, isArchived: row.number(2) == 1)))
        }
        issues.sort { $0.id < $1.id }
        return issues
    }
}
