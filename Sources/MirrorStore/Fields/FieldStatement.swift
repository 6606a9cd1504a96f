import GRDB
import SyncCore

/// Writes one row of `issue_fields`. Tables may have 1,500 columns of which an issue has a few: only those that
/// the issue before had are emptied.
final class FieldStatement {
    private let hot: HotStatement
    private var bound: [Int32] = []

    /// Parameter 1 is the issue, the columns follow in their order.
    init(_ db: Database, _ state: WriterState, table: String, columns: [String]) throws {
        let list = columns.joined(separator: ", ")
        var sql: String
        if columns.isEmpty {
            sql = "INSERT INTO \(table) (issue_id) VALUES (?1) ON CONFLICT DO NOTHING"
        } else {
            let parameters = columns.indices.map { "?\($0 + 2)" }.joined(separator: ", ")
            let excluded = columns.map { "excluded.\($0)" }.joined(separator: ", ")
            // Compared as rows: a chain of OR would be too deep an expression.
            sql = """
                INSERT INTO \(table) (issue_id, \(list)) VALUES (?1, \(parameters))
                ON CONFLICT (issue_id) DO UPDATE SET
                \(columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
                WHERE (\(list)) IS NOT (\(excluded))
                """
        }
        hot = HotStatement(db, state, try db.makeStatement(sql: sql))
    }

    func begin(_ issue: Int64) {
        for parameter in bound { hot.bindNull(parameter) }
        bound.removeAll(keepingCapacity: true)
        hot.bind(1, issue)
    }

    func bind(_ parameter: Int32, _ text: TextSlice) {
        hot.bind(parameter, text)
        bound.append(parameter)
    }

    func bind(_ parameter: Int32, _ number: Double) {
        hot.bind(parameter, number)
        bound.append(parameter)
    }

    func run() throws { try hot.run() }
}
