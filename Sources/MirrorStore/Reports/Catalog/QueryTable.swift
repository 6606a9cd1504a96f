import GRDBSQLite
package import Reporting
import SyncCore

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
        let wantsTypes = renderer.wantsTypes
        var table = ReportTable(name: "query", title: title, columns: columns) { body in
            do {
                try self.rows(sql: sql, arguments: arguments, timeout: timeout) { row in
                    let values = columns.indices.map {
                        row.reportValue($0, wantsTypes ? row.declaredKind($0) : .untyped)
                    }
                    if try body(values) == .stop { throw EndOfRows() }
                }
            } catch is EndOfRows {}
        }
        table.statement = sql
        try renderer.render(table)
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

extension MirrorRow {
    /// What a column of the mirror is declared to hold; of an expression, what its value looks like: `max(created_at)`
    /// gives an instant too.
    fileprivate func declaredKind(_ index: Int) -> Column.Kind {
        guard let declared = sqlite3_column_decltype(statement, Int32(index)) else {
            return withUTF8(index) { $0.count } == Instant.textLength && instant(index) != nil
                ? .instant : day(index) != nil ? .day : .untyped
        }
        switch String(cString: declared) {
        case "TIMESTAMP": return .instant
        case "DATE": return .day
        case "BOOLEAN": return .boolean
        default: return .untyped
        }
    }
}

/// Ends a statement early: the renderer has all that it shows.
struct EndOfRows: Error {}
