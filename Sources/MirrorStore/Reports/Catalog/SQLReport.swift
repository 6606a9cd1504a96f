package import Reporting
import SyncCore

/// A report written in SQL with a comment header (``SQLReportHeader``): the built-in lists, and a user's own.
package struct SQLReport: ReportDefinition {
    package let description: ReportDescription
    private let header: SQLReportHeader
    private let sql: String

    /// - Parameters:
    ///   - name: what `export` calls it.
    ///   - sql: header and statement; only one statement, and only one that reads.
    package init(name: String, sql: String) throws(ReportError) {
        header = try SQLReportHeader(name: name, sql: sql)
        description = header.description
        var text = sql[...]
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        self.sql = String(text)
    }

    package func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        // Refuses projects and types that the mirror does not hold.
        let scope = try IssueScope(request)
        let (reader, arguments) = (request.reader, arguments(request.values, scope))
        let columns = try columns(reader, arguments)
        var count = 0
        try reader.report("SELECT count(*) FROM (\n\(sql)\n)", arguments) { count = Int($0.integer(0) ?? 0) }
        let statement = sql
        let table = ReportTable(
            name: "rows", title: description.title, columns: columns, rowCount: count
        ) { body in
            do {
                try reader.rows(sql: statement, arguments: arguments) { row in
                    let values = columns.indices.map { row.reportValue($0, columns[$0].kind) }
                    if try body(values) == .stop { throw EndOfRows() }
                }
            } catch is EndOfRows {
            } catch let error as QueryError {
                throw ReportError(reading: error)
            }
        }
        return document(
            request, headline: "\(Figure.grouped(count)) \(header.noun).", definition: header.rules,
            sample: Sample(count, header.noun), jiraDifference: header.jiraDifference,
            sections: [.table(table)])
    }

    /// The statement's columns, with what the header says about them.
    private func columns(
        _ reader: MirrorReader, _ arguments: MirrorArguments
    ) throws(ReportError) -> [Column] {
        do {
            return try reader.columnNames(sql: sql, arguments: arguments).map { name in
                header.columns.first { $0.name == name } ?? Column(untyped: name)
            }
        } catch {
            throw ReportError(reading: error)
        }
    }

    private func arguments(_ values: ParameterValues, _ scope: IssueScope) -> MirrorArguments {
        var named: [String: MirrorValue] = [:]
        for parameter in description.parameters {
            var value = values.value(parameter.name)
            switch parameter.kind {
            case .projects where parameter.name == "project":
                value = .list(scope.projects.map(\.key))
            case .issueTypes where parameter.name == "type": value = .list(scope.typeNames)
            default: break
            }
            named[parameter.name] = Self.argument(value)
        }
        return .named(named)
    }

    private static func argument(_ value: ParameterValues.Value?) -> MirrorValue {
        switch value {
        case nil: .null
        case .text(let text): .text(text)
        case .list(let list): list.isEmpty ? .null : .text(ParameterJSON.array(of: list))
        case .day(let day): .text(day.text)
        case .integer(let number): .integer(number)
        case .flag(let flag): .integer(flag ? 1 : 0)
        }
    }
}
