package import Reporting

extension MirrorReader {
    /// The result of somebody's SQL as a table for the renderers: columns as SQLite names them, values as it
    /// gives them, row by row.
    ///
    /// - Throws: ``QueryError``, or what the renderer's sink throws.
    package func render(
        query sql: String, arguments: MirrorArguments = .none, timeout: Double? = nil,
        title: String = "Query",
        with renderer: ReportRenderer
    ) throws {
        // The columns are known only when the statement runs, and the renderer pulls: so the statement runs
        // inside the table's row source, after a first compilation that names the columns.
        let names = try columnNames(sql: sql, arguments: arguments)
        let columns = names.map(Column.init(untyped:))
        try renderer.render(
            ReportTable(name: "query", title: title, columns: columns) { body in
                do {
                    try self.rows(sql: sql, arguments: arguments, timeout: timeout) { row in
                        let values = columns.indices.map { row.reportValue($0, .untyped) }
                        if try body(values) == .stop { throw EndOfRows() }
                    }
                } catch is EndOfRows {}
            })
    }

    /// Compiles a statement without running it.
    func columnNames(sql: String, arguments: MirrorArguments) throws -> [String] {
        var names: [String] = []
        do {
            try rows(
                sql: sql, arguments: arguments,
                header: {
                    names = $0
                    throw EndOfRows()
                }, { _ in })
        } catch is EndOfRows {}
        return names
    }
}

/// Ends a statement early: the renderer has all that it shows.
struct EndOfRows: Error {}
