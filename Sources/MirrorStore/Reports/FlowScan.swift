import Reporting

/// Reads a narrow table that has a row or more an issue (`issue_flow`, `status_interval_data`) once, in the
/// order of its key, together with what the rules say about each issue.
///
/// With projects given, the issues come from an index of `issues` that begins with `project_id`, and their rows
/// are looked up by primary key. Without, both sides are scanned (issues by their covering index, then sorted
/// in memory: 16 bytes an issue) and merged: a million lookups would cost more.
struct FlowScan {
    let scope: IssueScope
    /// `issue_flow` or `status_interval_data`.
    let table: String
    /// Its columns after `issue_id`, from index 1 on.
    let columns: [String]

    /// - Parameter body: the row (`issue_id` at 0, the columns from 1), the issue's id, type and place.
    func run(
        _ reader: MirrorReader, _ body: (MirrorRow, Int64, Int64, IssueScope.Place) -> Void
    ) throws(ReportError) {
        let list = columns.map { "d.\($0)" }.joined(separator: ", ")
        if !scope.projects.isEmpty {
            let next = columns.count + 1
            try reader.report(
                """
                SELECT d.issue_id, \(list), i.issue_type_id, i.archived_at IS NOT NULL
                FROM issues AS i CROSS JOIN \(table) AS d ON d.issue_id = i.id WHERE \(scope.condition("i"))
                """
            ) { row in
                let type = row.integer(next) ?? 0
                let place = scope.place(type: type, isArchived: row.integer(next + 1) == 1)
                body(row, row.integer(0) ?? 0, type, place)
            }
            return
        }
        let issues = try selected(reader)
        var position = 0
        try reader.report("SELECT d.issue_id, \(list) FROM \(table) AS d ORDER BY d.issue_id") { row in
            guard let id = row.integer(0) else { return }
            while position < issues.count, issues[position].id < id { position += 1 }
            guard position < issues.count, issues[position].id == id else { return }
            let issue = issues[position]
            let type = Int64(issue.type)
            body(row, id, type, scope.place(type: type, isArchived: issue.isArchived))
        }
    }

    private struct Selected {
        var id: Int64
        var type: Int32
        var isArchived: Bool
    }

    private func selected(_ reader: MirrorReader) throws(ReportError) -> [Selected] {
        var issues: [Selected] = []
        try reader.report(
            "SELECT i.id, i.issue_type_id, i.archived_at IS NOT NULL FROM issues AS i WHERE \(scope.condition("i"))"
        ) { row in
            issues.append(
                Selected(
                    id: row.integer(0) ?? 0, type: Int32(clamping: row.integer(1) ?? 0),
                    isArchived: row.integer(2) == 1))
        }
        issues.sort { $0.id < $1.id }
        return issues
    }
}
