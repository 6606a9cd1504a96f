package import Reporting
import SyncCore

/// A report written in SQL with a comment header (``SQLReportFile``): built in, or a user's own.
package struct SQLReport: ReportDefinition {
    package let description: ReportDescription
    package let origin: ReportOrigin
    /// The whole file.
    package let source: String?
    private let file: SQLReportFile

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - name: what `export` calls it.
    ///   - sql: header and statements; only ones that read.
    ///   - path: the user's file it comes from; nil is a report of this program.
    package init(name: String, sql: String, path: String? = nil) throws(ReportError) {
        var scope = ReportParameter.scope
        scope.append(.subtasks("no"))
        file = try SQLReportFile(name: name, sql: sql, file: path, scope: scope)
        description = file.description
        origin = path.map { .own(file: $0) } ?? .builtIn
        source = sql
    }

    /// As ``init(name:sql:path:)``; what cannot be read becomes a ``BrokenReport``.
    package static func reading(name: String, sql: String, path: String? = nil) -> any ReportDefinition {
        do {
            return try SQLReport(name: name, sql: sql, path: path)
        } catch {
            return BrokenReport(
                name: name, origin: path.map { .own(file: $0) } ?? .builtIn, source: sql, error)
        }
    }

    private var place: ReportPlace {
        if case .own(let file) = origin {
            ReportPlace(name: name, file: file)
        } else {
            ReportPlace(name: name)
        }
    }

    package func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let values = try ParameterLookup(request, description.parameters)
        let scope = file.hasScope ? try IssueScope(request) : nil
        let run = SQLRun(request: request, arguments: values.arguments, scope: scope, place: place)
        let figures = try file.figures.map { section throws(ReportError) in try run.figures(section) }
        var results: [SQLResult] = []
        let header = SQLFigures(request: request, place: place, figures: figures, tables: [])
        for (index, section) in file.tables.enumerated() {
            let told = try section.rowCount.map { template throws(ReportError) in try header.count(template) }
            results.append(
                try run.result(section, needsAll: needsAll(section, isFirst: index == 0), told: told))
        }
        let figure = SQLFigures(request: request, place: place, figures: figures, tables: results)
        var sections: [ReportSection] = []
        if !file.tiles.isEmpty { sections.append(.tiles(try tiles(figure))) }
        for result in results {
            var notes = [result.section.note].compactMap { $0 }
            for chart in result.section.charts {
                let builder = SQLChartBuilder(
                    request: request, place: place, chart: chart, result: result,
                    title: try chart.title.map { title throws(ReportError) in try figure.text(title) })
                if let chart = try builder.drawn() { sections.append(.chart(chart)) }
                if let note = builder.farNote, !notes.contains(note) { notes.append(note) }
            }
            sections.append(
                .table(run.table(result, note: notes.isEmpty ? nil : notes.joined(separator: " "))))
        }
        return document(
            request, headline: try headline(figure, results[0]),
            definition: file.rules + [scope?.boardRule].compactMap { $0 },
            sample: try sample(figure, results[0]),
            exclusions: try exclusions(figure), jiraDifference: file.jiraDifference,
            searches: try searches(figure, scope), sections: sections)
    }

    /// Whether the header asks for more of a table than its number of rows.
    private func needsAll(_ section: SQLSection, isFirst: Bool) -> Bool {
        file.templates.flatMap(\.placeholders).contains {
            guard let function = $0.function, function != .count else { return false }
            return $0.table == section.name || $0.table == nil && isFirst
        }
    }

    private func headline(_ figure: SQLFigures, _ first: SQLResult) throws(ReportError) -> String {
        if first.count == 0, let empty = file.emptyHeadline { return empty }
        if let headline = file.headline { return try figure.text(headline) }
        return "\(Figure.grouped(first.count)) \(file.noun)."
    }

    private func sample(_ figure: SQLFigures, _ first: SQLResult) throws(ReportError) -> Sample {
        guard let sample = file.sample else { return Sample(first.count, file.noun) }
        return Sample(try figure.count(sample.count), sample.what)
    }

    private func tiles(_ figure: SQLFigures) throws(ReportError) -> [Tile] {
        var tiles: [Tile] = []
        for tile in file.tiles {
            tiles.append(
                Tile(
                    tile.label, try figure.text(tile.value),
                    detail: try tile.detail.map { template throws(ReportError) in try figure.text(template) })
            )
        }
        return tiles
    }

    private func exclusions(_ figure: SQLFigures) throws(ReportError) -> [Exclusion] {
        var exclusions: [Exclusion] = []
        for exclusion in file.exclusions {
            exclusions.append(Exclusion(exclusion.what, try figure.count(exclusion.count)))
        }
        return exclusions
    }

    /// None where Jira cannot be asked for the same issues.
    private func searches(
        _ figure: SQLFigures, _ scope: IssueScope?
    ) throws(ReportError) -> [JiraSearch] {
        guard scope?.isReproducible != false else { return [] }
        var searches: [JiraSearch] = []
        for search in file.searches {
            let clause = try figure.jql(search.jql)
            searches.append(
                JiraSearch(
                    search.label, jql: (scope?.jql ?? JQL()).clause(clause).text,
                    expected: try search.expected.map { template throws(ReportError) in
                        try figure.count(template)
                    }))
        }
        return searches
    }
}
