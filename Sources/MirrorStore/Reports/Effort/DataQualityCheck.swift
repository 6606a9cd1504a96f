import Reporting
import SyncCore

/// What can be amiss with an issue, in the order of the table.
enum DataQualityCheck: UInt8, CaseIterable {
    case unassignedInProgress, doneUnresolved, resolvedNotDone, stale, overdue, unestimatedInSprint,
        epicClosed,
        subtasksDone

    /// snake_case, stable.
    var name: String {
        switch self {
        case .unassignedInProgress: "in_progress_unassigned"
        case .doneUnresolved: "done_unresolved"
        case .resolvedNotDone: "resolved_not_done"
        case .stale: "stale"
        case .overdue: "overdue"
        case .unestimatedInSprint: "sprint_unestimated"
        case .epicClosed: "epic_closed"
        case .subtasksDone: "subtasks_done"
        }
    }

    func title(stale days: Int64) -> String {
        switch self {
        case .unassignedInProgress: "In progress, but nobody works on it"
        case .doneUnresolved: "Done, but without a resolution"
        case .resolvedNotDone: "Resolved, but not done"
        case .stale: "Open and not touched for \(days) days"
        case .overdue: "Open after the due date"
        case .unestimatedInSprint: "In an active sprint without an estimate"
        case .epicClosed: "The epic is closed, this is open"
        case .subtasksDone: "All sub-tasks are closed, this is open"
        }
    }

    /// One sentence for each, in the report's definition.
    func rule(stale days: Int64) -> String {
        switch self {
        case .unassignedInProgress:
            "\(title(stale: days)): unresolved, the status is of the category In Progress, and there is no assignee; since it came into that status."
        case .doneUnresolved:
            "\(title(stale: days)): the status is of the category Done, and the resolution is empty, so Jira counts it as open; since it came into that status."
        case .resolvedNotDone:
            "\(title(stale: days)): it has a resolution, and the status is of the category To Do or In Progress; since the resolution date."
        case .stale:
            "\(title(stale: days)): unresolved, not done, and last updated more than \(days) days before the day of the data; since the last update."
        case .overdue:
            "\(title(stale: days)): unresolved, not done, and the due date is before the day of the data; since the due date."
        case .unestimatedInSprint:
            "\(title(stale: days)): unresolved, not done, in a sprint that runs, with neither story points nor an original estimate; since it came into the sprint."
        case .epicClosed:
            "\(title(stale: days)): unresolved and not done, while the epic is resolved or done; since the epic is."
        case .subtasksDone:
            "\(title(stale: days)): unresolved and not done, has sub-tasks, and each of them that the account sees is resolved or done; since the last one was resolved."
        }
    }

    /// The check in JQL, nil where JQL cannot ask it. Categories by id: their names differ by language.
    func jql(_ facts: DataQualityFacts) -> String? {
        let open = "resolution is EMPTY AND resolved is EMPTY"
        switch self {
        case .unassignedInProgress:
            return facts.category("indeterminate").map {
                "\(open) AND statusCategory = \($0) AND assignee is EMPTY"
            }
        case .doneUnresolved:
            return facts.category("done").map { "\(open) AND statusCategory = \($0)" }
        case .resolvedNotDone:
            guard let new = facts.category("new"), let active = facts.category("indeterminate") else {
                return nil
            }
            return "resolution is not EMPTY AND statusCategory in (\(new), \(active))"
        case .stale:
            return facts.notDone.map { "\(open) AND \($0) AND updated < \"\(facts.staleBefore.text)\"" }
        case .overdue:
            return facts.notDone.map { "\(open) AND \($0) AND due < \"\(facts.today.text)\"" }
        case .unestimatedInSprint:
            guard let notDone = facts.notDone else { return nil }
            let points = facts.pointsField.map { " AND cf[\($0)] is EMPTY" } ?? ""
            return "\(open) AND \(notDone) AND sprint in openSprints()\(points) AND originalEstimate is EMPTY"
        case .epicClosed, .subtasksDone: return nil
        }
    }
}

/// What the checks compare with.
struct DataQualityFacts {
    /// The day of the data.
    let today: Day
    let staleDays: Int64
    /// Key of the category by status; statuses without one, or of category `undefined`, are not here.
    private(set) var categoryOfStatus: [Int64: String] = [:]
    private var categoryIDs: [String: Int64] = [:]
    /// NNNNN of `customfield_NNNNN`, where the mirror has story points.
    private(set) var pointsField: Int64?
    /// The first moment of the first day that is not stale.
    let staleMoment: Instant

    init(_ request: ReportRequest) throws(ReportError) {
        let calendar = request.facts.calendar
        today = request.facts.today
        staleDays = request.values.integer("stale") ?? 90
        guard (1...36_500).contains(staleDays) else {
            throw .parameters(
                report: request.name,
                [
                    .invalid(
                        name: "stale", value: String(staleDays), expected: "a number of days from 1 to 36500")
                ])
        }
        staleMoment = calendar.start(of: Day(daysSince1970: today.daysSince1970 - Int(staleDays)))
        var (statuses, ids): ([Int64: String], [String: Int64]) = ([:], [:])
        try request.reader.report(
            "SELECT s.id, c.key FROM statuses AS s JOIN status_categories AS c ON c.id = s.category_id"
        ) { row in
            if let key = row.text(1), key != "undefined" { statuses[row.number(0)] = key }
        }
        try request.reader.report("SELECT id, key FROM status_categories") { row in
            if let key = row.text(1) { ids[key] = row.number(0) }
        }
        (categoryOfStatus, categoryIDs) = (statuses, ids)
        pointsField = try Self.pointsField(request.reader)
    }

    var staleBefore: Day { Day(daysSince1970: today.daysSince1970 - Int(staleDays)) }

    func category(_ key: String) -> Int64? { categoryIDs[key] }

    /// In JQL.
    var notDone: String? { category("done").map { "statusCategory != \($0)" } }

    /// The choice that `issues.story_points` rests on: see ``StoryPoints/field(_:)``.
    private static func pointsField(_ reader: MirrorReader) throws(ReportError) -> Int64? {
        var field: String?
        try reader.report(
            """
            SELECT coalesce(
                (SELECT estimation_field_id FROM boards WHERE estimation_field_id GLOB 'customfield_*'
                    GROUP BY estimation_field_id
                    ORDER BY count(*) DESC, length(estimation_field_id), estimation_field_id LIMIT 1),
                (SELECT id FROM fields
                    WHERE custom AND schema_type = 'number' AND name = 'Story Points' COLLATE NOCASE
                    ORDER BY is_stub, length(id), id LIMIT 1))
            """
        ) { field = $0.text(0) }
        return field.flatMap { Int64($0.dropFirst("customfield_".count)) }
    }
}
