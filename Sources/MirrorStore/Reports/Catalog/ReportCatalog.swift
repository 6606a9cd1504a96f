package import Reporting

/// The reports that `export` knows, by name.
package struct ReportCatalog: Sendable {
    package let definitions: [any ReportDefinition]

    /// In order of value to those who read them.
    package static let builtIn: [any ReportDefinition] = {
        let single = (FlowReports.all + PlanReports.all + EffortReports.all + ListReports.all)
            .sorted { rank($0.name) < rank($1.name) }
        return [DashboardReport(definitions: single)] + single
    }()

    private static let order = [
        "created-vs-resolved", "cycle-time", "throughput", "aging-wip", "time-in-status",
        "cumulative-flow", "velocity", "sprint", "burndown", "average-age", "resolution-time", "worklog",
        "workload", "version-progress", "epic-progress", "net-flow", "blocked-time",
        "data-quality", "issues", "users",
    ]

    private static func rank(_ name: String) -> Int { order.firstIndex(of: name) ?? order.count }

    /// - Parameter more: a user's own reports; one with the name of a built-in report replaces it.
    package init(adding more: [any ReportDefinition] = []) {
        let names = Set(more.map(\.name))
        definitions = Self.builtIn.filter { !names.contains($0.name) } + more
    }

    package func definition(named name: String) throws(ReportError) -> any ReportDefinition {
        guard let found = definitions.first(where: { $0.name == name }) else {
            throw .unknownReport(name: name, nearest: NearestName.of(name, among: definitions.map(\.name)))
        }
        return found
    }

    /// The SQL of a report, for those who want to change it; nil where it is not written in SQL.
    package func source(named name: String) throws(ReportError) -> String? {
        try definition(named: name).source
    }

    /// Runs and prints a report on one state of the mirror, and gives what it said about itself.
    ///
    /// - Parameter table: the table that a data format prints, nil for the main one.
    /// - Throws: ``ReportError``, or what the renderer's sink throws, unchanged.
    @discardableResult
    package func export(
        _ name: String, table: String? = nil, parameters: [String: [String]], reader: MirrorReader,
        context: ReportContext, with renderer: ReportRenderer
    ) throws -> ReportDocument {
        let definition = try definition(named: name)
        func print() throws -> ReportDocument {
            let document = try definition.run(reader: reader, parameters: parameters, context: context)
            try renderer.render(document, table: table)
            return document
        }
        // A report in SQL has no pass that a second connection could share.
        return try definition.source == nil ? reader.pairedSnapshot(print) : reader.snapshot(print)
    }
}
