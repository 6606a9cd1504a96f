import Reporting
import SyncCore

/// A version or an epic with its progress.
struct ProgressItem {
    var id: Int64
    /// The version's name, or the epic's key.
    var name: String
    /// The epic's summary.
    var summary: String?
    var projectKey: String?
    /// The planned start, of a version.
    var start: Day?
    /// The release date, or the epic's due date.
    var due: Day?
    var tally = ProgressTally()
    /// Made for what is shown.
    var forecast: ProgressForecast?
}

/// The issues of some versions or epics, read in one pass.
struct ProgressScan {
    private(set) var tallies: [Int64: ProgressTally] = [:]
    private(set) var archived = 0
    private(set) var subtasks = 0
    /// Issues in a status whose category is not known.
    private(set) var unknownStatus = 0

    /// - Parameter source: `FROM … WHERE …` that names the owner `owner` and joins `issues AS i`.
    init(
        owner: String, source: String, _ scope: IssueScope, _ window: ProgressWindow,
        _ request: ReportRequest
    ) throws(ReportError) {
        let stages = try Self.stages(request.reader)
        let calendar = request.facts.calendar
        var (archived, subtasks, unknown) = (0, 0, 0)
        var tallies: [Int64: ProgressTally] = [:]
        try request.reader.report(
            """
            SELECT \(owner), i.issue_type_id, i.archived_at IS NOT NULL, i.status_id, i.story_points,
                i.created_on, flow.started_at, flow.done_at
            \(source)
            """
        ) { row in
            switch scope.place(type: row.number(1), isArchived: row.number(2) == 1) {
            case .archived: archived += 1
            case .subtask: subtasks += 1
            case .counted:
                let stage = stages[row.number(3)]
                if stage == nil { unknown += 1 }
                let points = row.real(4).flatMap { $0.isFinite ? $0 : nil }
                tallies[row.number(0), default: ProgressTally()].add(
                    stage ?? .toDo, points: points, created: row.day(5),
                    started: row.instant(6).map(calendar.day(of:)),
                    finished: row.instant(7).map(calendar.day(of:)), window: window.index(of:))
            }
        }
        (self.archived, self.subtasks, unknownStatus) = (archived, subtasks, unknown)
        self.tallies = tallies
    }

    init() {}

    private static func stages(
        _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: ProgressTally.Stage] {
        var stages: [Int64: ProgressTally.Stage] = [:]
        try reader.report(
            "SELECT s.id, c.key FROM statuses AS s JOIN status_categories AS c ON c.id = s.category_id"
        ) { row in
            switch row.text(1) {
            case "done": stages[row.number(0)] = .done
            case "indeterminate": stages[row.number(0)] = .inProgress
            case "new": stages[row.number(0)] = .toDo
            default: break
            }
        }
        return stages
    }

    var exclusions: [Exclusion] {
        [
            Exclusion("sub-tasks", subtasks), Exclusion("archived issues", archived),
            Exclusion("issues in a status of unknown category, counted as to do", unknownStatus),
        ]
    }
}
