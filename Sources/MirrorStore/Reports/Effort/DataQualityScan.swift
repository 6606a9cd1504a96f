import Reporting
import SyncCore

/// Finds what is amiss: two passes over the unresolved issues and those that are not done, which are few, by
/// indexes, and small look-ups for what was found.
struct DataQualityScan {
    let scope: IssueScope
    let facts: DataQualityFacts
    let reader: MirrorReader
    let calendar: ReportCalendar

    struct Finding {
        var issue: Int64
        var check: DataQualityCheck
        /// Nil where the mirror cannot tell.
        var since: Day?
    }

    /// By check, then the oldest first.
    private(set) var findings: [Finding] = []
    /// Issues that were looked at: unresolved, or not done.
    private(set) var looked = 0
    private(set) var archived = 0
    private(set) var subtasks = 0

    /// Unresolved issues that are not done and count.
    private var open: Set<Int64> = []
    private var children: [(issue: Int64, epic: Int64)] = []

    init(
        _ scope: IssueScope, _ facts: DataQualityFacts, _ reader: MirrorReader, _ calendar: ReportCalendar
    ) throws(ReportError) {
        self.scope = scope
        self.facts = facts
        self.reader = reader
        self.calendar = calendar
        try readUnresolved()
        try readResolved()
        try readSprints()
        try readEpics()
        try readParents()
        try dateStatuses()
        findings.sort {
            ($0.check.rawValue, $0.since?.daysSince1970 ?? .min, $0.issue)
                < ($1.check.rawValue, $1.since?.daysSince1970 ?? .min, $1.issue)
        }
    }

    func count(_ check: DataQualityCheck) -> Int { findings.count { $0.check == check } }

    private mutating func find(_ issue: Int64, _ check: DataQualityCheck, _ since: Day? = nil) {
        findings.append(Finding(issue: issue, check: check, since: since))
    }

    /// From an index that holds all that is asked of unresolved issues.
    private mutating func readUnresolved() throws(ReportError) {
        var scan = self
        try reader.report(
            """
            SELECT i.id, i.issue_type_id, i.archived_at IS NOT NULL, i.status_id, i.assignee_key IS NULL,
                i.updated_at, i.due_date, i.epic_id
            FROM issues AS i
            WHERE i.resolved_on IS NULL AND i.resolution_id IS NULL AND \(scope.condition("i"))
            """
        ) { row in
            let id = row.number(0)
            switch scan.scope.place(type: row.number(1), isArchived: row.number(2) == 1) {
            case .archived: scan.archived += 1
            case .subtask: scan.subtasks += 1
            case .counted: scan.check(row, id)
            }
        }
        self = scan
    }

    private mutating func check(_ row: MirrorRow, _ id: Int64) {
        looked += 1
        let category = facts.categoryOfStatus[row.number(3)]
        guard category != "done" else { return find(id, .doneUnresolved) }
        open.insert(id)
        if category == "indeterminate", row.number(4) == 1 { find(id, .unassignedInProgress) }
        if let updated = row.instant(5), updated < facts.staleMoment {
            find(id, .stale, calendar.day(of: updated))
        }
        if let due = row.day(6), due < facts.today { find(id, .overdue, due) }
        if let epic = row.integer(7) { children.append((id, epic)) }
    }

    private mutating func readResolved() throws(ReportError) {
        let statuses = facts.categoryOfStatus.filter { ["new", "indeterminate"].contains($0.value) }.keys
            .sorted()
        guard !statuses.isEmpty else { return }
        // Nearly all of those statuses are unresolved: what two indexes leave is looked at one by one.
        let projects = scope.projectCondition("project_id")
        var unresolved: Set<Int64> = []
        try reader.report(
            "SELECT id FROM issues WHERE resolved_on IS NULL AND resolution_id IS NULL AND \(projects)"
        ) { unresolved.insert($0.number(0)) }
        var left: [Int64] = []
        try reader.report(
            "SELECT id FROM issues WHERE status_id IN (\(IssueScope.list(statuses))) AND \(projects)"
        ) { row in
            if !unresolved.contains(row.number(0)) { left.append(row.number(0)) }
        }
        var scan = self
        try reader.report(
            """
            SELECT i.id, i.issue_type_id, i.archived_at IS NOT NULL, i.resolved_on
            FROM json_each(?) AS n CROSS JOIN issues AS i ON i.id = n.value
            WHERE i.resolution_id IS NOT NULL AND \(scope.condition("i"))
            """, Self.ids(left.sorted())
        ) { row in
            switch scan.scope.place(type: row.number(1), isArchived: row.number(2) == 1) {
            case .archived: scan.archived += 1
            case .subtask: scan.subtasks += 1
            case .counted:
                scan.looked += 1
                scan.find(row.number(0), .resolvedNotDone, row.day(3))
            }
        }
        self = scan
    }

    private mutating func readSprints() throws(ReportError) {
        var added: [Int64: Day?] = [:]
        let (open, calendar) = (open, calendar)
        try reader.report(
            """
            SELECT m.issue_id, max(s.added_at)
            FROM sprints AS r CROSS JOIN issue_sprints AS m ON m.sprint_id = r.id
            CROSS JOIN issues AS i ON i.id = m.issue_id
            LEFT JOIN sprint_intervals AS s ON s.issue_id = m.issue_id AND s.sprint_id = m.sprint_id
            WHERE r.state = 'active' AND i.story_points IS NULL AND i.original_estimate_seconds IS NULL
            GROUP BY m.issue_id
            """
        ) { row in
            guard open.contains(row.number(0)) else { return }
            added[row.number(0)] = .some(row.instant(1).map { calendar.day(of: $0) })
        }
        for (issue, day) in added { find(issue, .unestimatedInSprint, day) }
    }

    private mutating func readEpics() throws(ReportError) {
        let epics = Set(children.map(\.epic))
        guard !epics.isEmpty else { return }
        var closed: [Int64: Day?] = [:]
        let (facts, calendar) = (facts, calendar)
        try reader.report(
            """
            SELECT i.id, i.status_id, i.resolution_id IS NOT NULL, i.resolved_on, f.done_at
            FROM json_each(?) AS e CROSS JOIN issues AS i ON i.id = e.value
            LEFT JOIN issue_flow AS f ON f.issue_id = i.id
            """, Self.ids(epics.sorted())
        ) { row in
            guard row.number(2) == 1 || facts.categoryOfStatus[row.number(1)] == "done" else { return }
            closed[row.number(0)] = .some(row.day(3) ?? row.instant(4).map { calendar.day(of: $0) })
        }
        for child in children {
            if let day = closed[child.epic] { find(child.issue, .epicClosed, day) }
        }
    }

    /// Sub-tasks belong to their parent, whether or not they count themselves.
    private mutating func readParents() throws(ReportError) {
        var parents: Set<Int64> = []
        let (open, facts) = (open, facts)
        try reader.report("SELECT parent_id FROM issues WHERE parent_id IS NOT NULL") { row in
            if open.contains(row.number(0)) { parents.insert(row.number(0)) }
        }
        guard !parents.isEmpty else { return }
        var last: [Int64: Day] = [:]
        var atWork: Set<Int64> = []
        var withClosed: Set<Int64> = []
        try reader.report(
            """
            SELECT i.parent_id, i.status_id, i.resolution_id IS NOT NULL, i.resolved_on
            FROM json_each(?) AS p CROSS JOIN issues AS i ON i.parent_id = p.value
            WHERE i.archived_at IS NULL
            """, Self.ids(parents.sorted())
        ) { row in
            let parent = row.number(0)
            guard row.number(2) == 1 || facts.categoryOfStatus[row.number(1)] == "done" else {
                atWork.insert(parent)
                return
            }
            withClosed.insert(parent)
            if let day = row.day(3) { last[parent] = max(last[parent] ?? day, day) }
        }
        for parent in withClosed.subtracting(atWork) { find(parent, .subtasksDone, last[parent]) }
    }

    /// When those that are amiss by their status came into it.
    private mutating func dateStatuses() throws(ReportError) {
        let checks: Set<DataQualityCheck> = [.unassignedInProgress, .doneUnresolved]
        let issues = findings.filter { checks.contains($0.check) }.map(\.issue).sorted()
        guard !issues.isEmpty else { return }
        var entered: [Int64: Day] = [:]
        let calendar = calendar
        try reader.report(
            """
            SELECT d.issue_id, d.entered_ms FROM json_each(?) AS e
            CROSS JOIN status_interval_data AS d ON d.issue_id = e.value WHERE d.left_ms IS NULL
            """, Self.ids(issues)
        ) { row in
            entered[row.number(0)] = calendar.day(of: Instant(milliseconds: row.number(1)))
        }
        for index in findings.indices where checks.contains(findings[index].check) {
            findings[index].since = entered[findings[index].issue]
        }
    }

    private static func ids(_ ids: [Int64]) -> MirrorArguments {
        .positional([.text(SQLText.json(ids))])
    }
}
