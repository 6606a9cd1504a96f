import Reporting
import SyncCore

/// Which part of the way a status stands for: by its category, or by the columns of a board.
struct StageRule {
    /// What a status is called and which category it has.
    struct Status {
        var id: Int64
        var name: String
        /// `new`, `indeterminate`, `done`, `undefined`; nil is unknown.
        var category: String?
        var categoryName: String?
        var position: Int64
    }

    /// By id.
    let statuses: [Int64: Status]
    let board: BoardMapping?
    private let stages: [Int64: StatusCategory]
    /// Ids of categories by key: their names differ by language.
    private let categoryIDs: [String: Int64]

    init(_ scope: IssueScope, _ reader: MirrorReader) throws(ReportError) {
        try self.init(board: scope.board, reader)
    }

    /// - Parameter board: whose columns tell; nil takes the categories.
    init(board: BoardMapping?, _ reader: MirrorReader) throws(ReportError) {
        self.board = board
        var statuses: [Int64: Status] = [:]
        var ids: [String: Int64] = [:]
        try reader.report(
            """
            SELECT s.id, s.name, c.key, c.name, s.position
            FROM statuses AS s LEFT JOIN status_categories AS c ON c.id = s.category_id
            """
        ) { row in
            let id = row.number(0)
            statuses[id] = Status(
                id: id, name: row.text(1) ?? "?\(id)", category: row.text(2), categoryName: row.text(3),
                position: row.integer(4) ?? .max)
        }
        try reader.report("SELECT id, key FROM status_categories") { row in
            if let key = row.text(1) { ids[key] = row.number(0) }
        }
        self.statuses = statuses
        categoryIDs = ids
        stages =
            board.map { Self.stages($0, statuses.keys) }
            ?? statuses.compactMapValues { status in
                status.category.flatMap(StatusCategory.init(rawValue:))
            }
    }

    /// The first column is not begun, the last is done, those between are work. A status that stands in no column
    /// is none of these, and an issue that goes there has left the column where it was.
    private static func stages(
        _ board: BoardMapping, _ known: some Sequence<Int64>
    ) -> [Int64: StatusCategory] {
        var stages = Dictionary(known.map { ($0, StatusCategory.undefined) }) { first, _ in first }
        for (position, column) in board.columns.enumerated() {
            for status in column.statuses {
                if position == board.columns.count - 1 {
                    stages[status] = .done
                } else {
                    stages[status] = position == 0 ? .new : .indeterminate
                }
            }
        }
        return stages
    }

    var isByColumn: Bool { board != nil }

    /// Nil where nothing tells: an unknown status or category. With a board, a status in no column is `undefined`.
    func stage(_ status: Int64) -> StatusCategory? { stages[status] }

    /// Ascending.
    func statuses(in stage: StatusCategory) -> [Int64] {
        stages.filter { $0.value == stage }.map(\.key).sorted()
    }

    /// Names of the statuses of a stage, for searches in Jira.
    func names(in stage: StatusCategory) -> [String] { statuses(in: stage).map(name) }

    func name(_ status: Int64) -> String {
        statuses[status]?.name ?? (status == StatusTimeline.unknownStatus ? "(unknown)" : "?\(status)")
    }

    /// `statusCategory = 3`; nil where the mirror does not know the category.
    func clause(_ category: StatusCategory, _ comparison: String = "=") -> String? {
        categoryIDs[category.rawValue].map { "statusCategory \(comparison) \($0)" }
    }

    // MARK: How counted

    var startedRule: String {
        isByColumn
            ? "Started: the first time that an issue came into a column of the board between the first and the last one."
            : "Started: the first time that an issue entered a status of the category In Progress."
    }

    var doneRule: String {
        (isByColumn
            ? "Done: the last time that it came into the last column without having left it since."
            : "Done: the last time that it entered the category Done without having left it since.")
            + " Moving from one done status to another is no new finish; an issue that is reopened is not done until it is finished again."
    }

    /// What every report says about moved, renamed, archived, deleted issues and sub-tasks.
    func edgeRule(_ scope: IssueScope) -> String { scope.edgeRule(byColumn: isByColumn) }
}
