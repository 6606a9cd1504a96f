import Reporting
import SyncCore

/// When an issue of a sprint is done: in the last column of the board, as it is today; where there is no board,
/// or its last column holds no status, in the category Done.
struct DoneRule {
    /// The name of the last column; nil is by category.
    let column: String?
    private let stages: StageRule

    init(_ board: BoardMapping?, _ reader: MirrorReader) throws(ReportError) {
        let telling = board.flatMap { $0.doneStatuses.isEmpty ? nil : $0 }
        column = telling?.columns.last?.name
        stages = try StageRule(board: telling, reader)
    }

    /// Nil where the status is not known, or its category is not.
    func isDone(_ status: Int64) -> Bool? { stages.stage(status).map { $0 == .done } }

    var text: String {
        column.map {
            "Done: the issue's status stands in the last column of the board, \($0), as the columns are today."
        } ?? "Done: the issue's status is of the category Done, as it is today; no board column tells."
    }
}
