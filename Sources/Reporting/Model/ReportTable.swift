/// Whether a table's source should go on.
package enum RowFlow: Sendable {
    case next, stop
}

/// A named table whose rows are produced while they are printed: memory stays constant whatever its length.
package struct ReportTable {
    /// Gives each row to the body, in order, until it answers ``RowFlow/stop``.
    ///
    /// A row has as many values as the table has columns. May be called more than once; each call starts
    /// over.
    package typealias Rows = (_ body: ([ReportValue]) throws -> RowFlow) throws -> Void

    /// snake_case.
    package var name: String
    package var title: String
    package var columns: [Column]
    /// A sentence under the table, where it needs one.
    package var note: String?
    /// Number of rows, where it is known without reading them.
    package var rowCount: Int?
    package var rows: Rows
    /// The SQL that somebody gave, where the table is its result.
    package var statement: String?

    package init(
        name: String, title: String, columns: [Column], note: String? = nil, rowCount: Int? = nil,
        rows: @escaping Rows
    ) {
        self.name = name
        self.title = title
        self.columns = columns
        self.note = note
        self.rowCount = rowCount
        self.rows = rows
    }

    /// A table that is at hand.
    package init(name: String, title: String, columns: [Column], note: String? = nil, rows: [[ReportValue]]) {
        self.init(name: name, title: title, columns: columns, note: note, rowCount: rows.count) { body in
            for row in rows where try body(row) == .stop { return }
        }
    }
}
