import Reporting
import SyncCore

/// The issues that were ever in some sprints, with all that happened to them.
///
/// Reads only those issues: by the index of stays by sprint, then by primary key. Four statements in all.
struct SprintHistory {
    /// By id, archived ones and sub-tasks too.
    private(set) var members: [SprintMember] = []
    /// Places among the members, by sprint.
    private var places: [Int64: [Int]] = [:]

    /// Of no sprint.
    init() {}

    /// - Parameter estimates: nil counts issues.
    init(
        of sprints: [Sprint], _ scope: IssueScope, done rule: DoneRule, estimates: EstimateField?,
        _ reader: MirrorReader
    ) throws(ReportError) {
        guard !sprints.isEmpty else { return }
        let present = try readMembers(sprints, scope, estimates, reader)
        let ids = MirrorArguments.positional([.text(SQLText.json(members.lazy.map(\.id)))])
        try readStatuses(ids, rule, reader)
        guard let estimates else { return }
        let changes = try Self.changes(of: estimates, ids, reader)
        for index in members.indices {
            let id = members[index].id
            members[index].estimate = ValueHistory(estimate: present[id], changes: changes[id] ?? [])
        }
    }

    /// - Returns: present estimates.
    private mutating func readMembers(
        _ sprints: [Sprint], _ scope: IssueScope, _ estimates: EstimateField?, _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: Double] {
        var present: [Int64: Double] = [:]
        var (found, indices): ([SprintMember], [Int64: Int]) = ([], [:])
        var (value, join) = ("NULL", "")
        if let column = estimates?.column {
            value = "f.\"\(column.name)\""
            join = "LEFT JOIN \"\(column.table)\" AS f ON f.issue_id = s.issue_id"
        }
        try reader.report(
            """
            SELECT s.sprint_id, s.issue_id, s.added_at, s.removed_at, i.issue_type_id,
                i.archived_at IS NOT NULL, CASE WHEN typeof(\(value)) IN ('real', 'integer') THEN \(value) END
            FROM sprint_intervals AS s CROSS JOIN issues AS i ON i.id = s.issue_id \(join)
            WHERE s.sprint_id IN (\(IssueScope.list(sprints.map(\.id))))
                AND \(scope.condition("i"))
            ORDER BY s.sprint_id, s.issue_id, s.added_at
            """
        ) { row in
            guard let added = row.instant(2) else { return }
            let (sprint, id) = (row.number(0), row.number(1))
            let index: Int
            if let known = indices[id] {
                index = known
            } else {
                let type = row.number(4)
                index = found.count
                indices[id] = index
                var member = SprintMember(
                    id: id, type: type, place: scope.place(type: type, isArchived: row.number(5) == 1))
                if estimates == nil { member.estimate = ValueHistory(1) }
                found.append(member)
                present[id] = row.real(6)
            }
            found[index].stays[sprint, default: []].append(.init(added: added, removed: row.instant(3)))
        }
        members = found.sorted { $0.id < $1.id }
        for (place, member) in members.enumerated() {
            for sprint in member.stays.keys { places[sprint, default: []].append(place) }
        }
        return present
    }

    /// The issues that were ever in a sprint, by id.
    func members(of sprint: Int64) -> [SprintMember] { (places[sprint] ?? []).map { members[$0] } }

    private mutating func readStatuses(
        _ ids: MirrorArguments, _ rule: DoneRule, _ reader: MirrorReader
    ) throws(ReportError) {
        var stays: [Int64: [(status: Int64, entered: Instant, isOpen: Bool)]] = [:]
        try reader.report(
            """
            SELECT d.issue_id, d.status_id, d.entered_ms, d.left_ms IS NULL
            FROM json_each(?) AS m CROSS JOIN status_interval_data AS d ON d.issue_id = m.value
            ORDER BY d.issue_id, d.position
            """, ids
        ) { row in
            stays[row.number(0), default: []].append(
                (row.number(1), Instant(milliseconds: row.number(2)), row.number(3) == 1))
        }
        for index in members.indices {
            members[index].done = ValueHistory(done: stays[members[index].id] ?? [], by: rule)
        }
    }

    /// Changes of the field by issue, by time.
    private static func changes(
        of field: EstimateField, _ ids: MirrorArguments, _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: [EstimateChange]] {
        guard case .positional(let issues) = ids else { return [:] }
        var changes: [Int64: [EstimateChange]] = [:]
        let names = MirrorValue.text(ParameterJSON.array(of: field.ownNames))
        let shared = MirrorValue.text(ParameterJSON.array(of: field.sharedNames))
        try reader.report(
            """
            SELECT items.issue_id, saves.created_at, items.from_text, items.to_text,
                items.field_id IS NOT NULL OR items.field IN (SELECT value FROM json_each(?3))
            FROM json_each(?1) AS m CROSS JOIN changelog_items AS items ON items.issue_id = m.value
            CROSS JOIN changelog AS saves
                ON saves.issue_id = items.issue_id AND saves.id = items.changelog_id
            WHERE coalesce(items.field_type, 'custom') = 'custom' AND (items.field_id = ?2
                OR (items.field_id IS NULL AND (items.field IN (SELECT value FROM json_each(?3))
                    OR items.field IN (SELECT value FROM json_each(?4)))))
            ORDER BY items.issue_id, saves.created_at, items.changelog_id, items.position
            """, .positional(issues + [.text(field.id), names, shared])
        ) { row in
            guard let at = row.instant(1) else { return }
            changes[row.number(0), default: []].append(
                EstimateChange(
                    at: at, from: number(row, 2), to: number(row, 3),
                    isCertain: row.number(4) == 1))
        }
        return changes
    }

    /// A number field's value as the history writes it; what is no number is none.
    private static func number(_ row: MirrorRow, _ index: Int) -> Double? {
        guard let text = row.text(index), let number = Double(text), number.isFinite else { return nil }
        return number
    }
}
