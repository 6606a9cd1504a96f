import Reporting

/// When an issue of a sprint is done: in the last column of the board, as it is today; where there is no board,
/// or its last column holds no status, in the category Done.
struct DoneRule {
    /// The name of the last column; nil is by category.
    let column: String?
    /// What each status says; one that says nothing is missing.
    private let meaning: [Int64: Bool]

    init(_ board: BoardMapping?, _ reader: MirrorReader) throws(ReportError) {
        let last = board?.columns.last
        let columnStatuses = board?.doneStatuses ?? []
        let isByColumn = !columnStatuses.isEmpty
        var meaning: [Int64: Bool] = [:]
        try reader.report(
            """
            SELECT s.id, c.key FROM statuses AS s
            LEFT JOIN status_categories AS c ON c.id = s.category_id
            """
        ) { row in
            let id = row.number(0)
            if isByColumn {
                meaning[id] = columnStatuses.contains(id)
            } else if let category = row.text(1) {
                meaning[id] = category == "done"
            }
        }
        column = isByColumn ? last?.name : nil
        self.meaning = meaning
    }

    /// Nil where the status is not known, or its category is not.
    func isDone(_ status: Int64) -> Bool? { meaning[status] }

    var text: String {
        column.map {
            "Done: the issue's status stands in the last column of the board, \($0), as the columns are today."
        } ?? "Done: the issue's status is of the category Done, as it is today; no board column tells."
    }
}
