import Reporting

/// The statements of a report's file on one mirror, with the values of one request.
struct SQLRun {
    let request: ReportRequest
    let arguments: MirrorArguments
    /// Of a file that has one.
    let scope: IssueScope?
    let place: ReportPlace

    /// Rows that are kept instead of asked for again; with a picture, the most that it shows.
    static let mostKept = (plain: 10_000, withChart: 100_000)
    /// Bytes of their texts: wide rows are not kept either.
    static let mostKeptBytes = 16 << 20

    /// The one row of the statement after `-- figures:`.
    func figures(_ section: SQLSection) throws(ReportError) -> SQLResult {
        let result = try result(section, needsAll: true)
        guard result.count == 1 else {
            throw .sql(
                "\(place.text), line \(line(section)): the statement after '-- figures:' must give one row, it gave \(result.count)"
            )
        }
        return result
    }

    /// Runs a statement once; further than ``mostKept`` and ``mostKeptBytes`` only if figures need all rows.
    ///
    /// - Parameter told: the number of rows, where a figure tells it: a table that is too long to be kept is then not
    ///   read at all before it is shown.
    func result(_ section: SQLSection, needsAll: Bool, told: Int? = nil) throws(ReportError) -> SQLResult {
        let statement = expanded(section)
        let columns = try columns(section, statement)
        let most = section.charts.isEmpty ? Self.mostKept.plain : Self.mostKept.withChart
        var result = SQLResult(
            section: section, columns: columns, needsAll: needsAll, most: most, bytes: Self.mostKeptBytes)
        if let told, told > most, !needsAll, section.charts.isEmpty {
            result.count = told
            return result
        }
        do {
            try request.reader.rows(sql: statement.sql, arguments: arguments) { row in
                if result.add(columns.indices.map { row.reportValue($0, columns[$0].kind) }) == .stop {
                    throw EndOfRows()
                }
            }
        } catch is EndOfRows {
            result.count = try count(section, statement)
        } catch {
            throw failure(error, section, statement)
        }
        return result
    }

    /// The table that is shown: the rows at hand, or the statement again.
    func table(_ result: SQLResult, note: String?) -> ReportTable {
        let section = result.section
        let title = section.title ?? section.name
        if result.isWhole {
            return ReportTable(
                name: section.name, title: title, columns: result.columns, note: note, rows: result.kept)
        }
        let (statement, columns, run) = (expanded(section), result.columns, self)
        return ReportTable(
            name: section.name, title: title, columns: columns, note: note, rowCount: result.count
        ) { body in
            do {
                try run.request.reader.rows(sql: statement.sql, arguments: run.arguments) { row in
                    let values = columns.indices.map { row.reportValue($0, columns[$0].kind) }
                    if try body(values) == .stop { throw EndOfRows() }
                }
            } catch is EndOfRows {
            } catch let error as QueryError {
                throw run.failure(error, section, statement)
            }
        }
    }

    private func count(
        _ section: SQLSection, _ statement: SQLStatement.Expanded
    ) throws(ReportError) -> Int {
        var count = 0
        do {
            try request.reader.rows(
                sql: "SELECT count(*) FROM (\n\(statement.sql)\n)", arguments: arguments
            ) { count = Int(clamping: $0.integer(0) ?? 0) }
        } catch {
            throw failure(error, section, statement)
        }
        return count
    }

    private func expanded(_ section: SQLSection) -> SQLStatement.Expanded {
        section.statement.expanded { placeholder in
            guard let scope else { return "1" }
            return placeholder.word == "selection"
                ? "(\(scope.condition(placeholder.alias)))" : "(\(scope.rule(placeholder.alias)))"
        }
    }

    /// The statement's columns, with what the header says about them.
    private func columns(
        _ section: SQLSection, _ statement: SQLStatement.Expanded
    ) throws(ReportError) -> [Column] {
        do {
            return try request.reader.columnNames(sql: statement.sql, arguments: arguments).map { name in
                section.columns.first { $0.name == name } ?? Column(untyped: name)
            }
        } catch {
            throw failure(error, section, statement)
        }
    }

    // MARK: Errors

    private func line(_ section: SQLSection) -> Int {
        let text = section.statement.source.text
        let tokens = SQLTokens(text).tokens
        let first = tokens.first {
            section.statement.range.contains($0.range.lowerBound) && $0.kind != .comment
        }
        return SQLPlace(in: text, offset: first?.range.lowerBound ?? 0).line
    }

    /// What SQLite said, with the place in the file.
    private func failure(
        _ error: any Error, _ section: SQLSection, _ statement: SQLStatement.Expanded
    ) -> ReportError {
        switch error {
        case QueryError.sql(let message, let byte):
            let text = section.statement.source.text
            let tokens = SQLTokens(text)
            let named = SQLMessage.offset(of: message, in: tokens, range: section.statement.range)
            guard let found = byte.map(statement.sourceOffset) ?? named else {
                return .sql("\(place.text), line \(line(section)): \(message)")
            }
            let told = SQLPlace(in: text, offset: found).message(message, file: place.text)
            let hints = QueryHints(request.reader, tokens).hints(for: message, at: found)
            return .sql(([told] + hints).joined(separator: "\n"))
        case QueryError.refused(let message):
            return .sql("\(place.text), line \(line(section)): \(message)")
        default: return ReportError(reading: error)
        }
    }
}

extension IssueScope {
    /// ``condition(_:)`` with the rules: no archived issues, sub-tasks only where they are asked for.
    func rule(_ alias: String) -> String {
        var terms = [condition(alias), "\(alias).archived_at IS NULL"]
        if !includesSubtasks, !subtaskTypes.isEmpty {
            terms.append("\(alias).issue_type_id NOT IN (\(Self.list(subtaskTypes)))")
        }
        return terms.joined(separator: " AND ")
    }
}
