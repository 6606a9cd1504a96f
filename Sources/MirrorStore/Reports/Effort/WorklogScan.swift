import Reporting
import SyncCore

/// Reads worklog entries with what the rules say about their issues.
///
/// The entries come from the index of days, which holds all that is asked for. Issues are not looked up one by one,
/// but known beforehand, from an index: all of the selection, or, where all are selected, only those that are left out.
struct WorklogScan {
    let scope: IssueScope
    /// `:person`.
    let people: MirrorArguments

    func run(_ reader: MirrorReader, _ tally: inout WorklogTally) throws(ReportError) {
        var result = tally
        let condition = """
            w.started_on >= '\(tally.window.before.first.text)' AND w.started_on <= '\(tally.window.last.text)'
            AND (:person IS NULL OR w.author_key IN (SELECT value FROM json_each(:person)))
            """
        let owners = try owners(reader, needsProjects: tally.group == .project)
        try reader.report(
            """
            SELECT w.started_on, w.author_key, w.time_spent_seconds, w.issue_id
            FROM worklogs AS w WHERE \(condition)
            """, people
        ) { row in
            guard let day = row.day(0), let owner = owners.owner(of: row.number(3)) else { return }
            row.withUTF8(1) { result.add(day: day, author: $0, seconds: row.number(2), owner) }
        }
        tally = result
    }

    /// Issues by id.
    struct Owners {
        var known: [Int64: (project: Int64, place: IssueScope.Place)] = [:]
        /// Whether an issue that is not known counts.
        var othersCount: Bool

        func owner(of id: Int64) -> WorklogTally.Owner? {
            if let issue = known[id] {
                return WorklogTally.Owner(id: id, project: issue.project, place: issue.place)
            }
            return othersCount ? WorklogTally.Owner(id: id, project: 0, place: .counted) : nil
        }
    }

    private func owners(_ reader: MirrorReader, needsProjects: Bool) throws(ReportError) -> Owners {
        let condition = scope.condition("i")
        let all = condition == "1" && !needsProjects
        var owners = Owners(othersCount: all)
        func read(_ condition: String) throws(ReportError) {
            var known = owners.known
            try reader.report(
                """
                SELECT i.id, i.project_id, i.issue_type_id, i.archived_at IS NOT NULL
                FROM issues AS i WHERE \(condition)
                """
            ) { row in
                known[row.number(0)] = (
                    row.number(1), scope.place(type: row.number(2), isArchived: row.number(3) == 1)
                )
            }
            owners.known = known
        }
        guard all else {
            try read(condition)
            return owners
        }
        try read("i.archived_at IS NOT NULL")
        if !scope.includesSubtasks, !scope.subtaskTypes.isEmpty {
            try read("i.issue_type_id IN (\(IssueScope.list(scope.subtaskTypes)))")
        }
        return owners
    }
}
