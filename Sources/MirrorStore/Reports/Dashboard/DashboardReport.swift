import Reporting

/// Several reports on one page, under their key figures: what a team or a manager looks at once a week.
///
/// Each part is a report of the catalog, run with those of the dashboard's parameters that it has. All of them see
/// one state of the mirror, and those that pass over the same issues share the pass.
struct DashboardReport: ReportDefinition {
    /// A report of the page, and which of its tiles stand in the overview, by their labels; under what other name
    /// where the report's own would say too little there.
    struct Part {
        var name: String
        var tiles: KeyValuePairs<String, String>

        fileprivate enum Work {
            case pass(ReportPass)
            case done(ReportDocument)
        }
    }

    static let parts = [
        Part(
            name: "created-vs-resolved",
            tiles: ["Open at the end": "Open issues", "Change of backlog": "Change of backlog"]),
        Part(
            name: "throughput",
            tiles: [
                "Mean a day": "Finished a day", "Mean a week": "Finished a week",
                "Mean a month": "Finished a month",
            ]),
        Part(
            name: "cycle-time", tiles: ["Median": "Median cycle time", "85 % within": "85 % finished within"]),
        Part(name: "aging-wip", tiles: ["In progress": "In progress", "Beyond 85 %": "Aging beyond 85 %"]),
        Part(name: "cumulative-flow", tiles: [:]),
        Part(name: "time-in-status", tiles: ["Reopen rate": "Reopen rate"]),
        Part(name: "velocity", tiles: ["Velocity": "Velocity"]),
        Part(name: "data-quality", tiles: ["To mend": "To mend", "Issues to look at": "To mend"]),
    ]

    let description: ReportDescription
    /// The reports that a page can hold.
    private let definitions: [any ReportDefinition]
    /// Those that it holds where nobody chooses, with commas.
    private let usual: String

    init(definitions: [any ReportDefinition]) {
        self.definitions = definitions
        usual = Self.parts.map(\.name).filter { name in definitions.contains { $0.name == name } }
            .joined(separator: ",")
        description = ReportDescription(
            name: "dashboard", title: "Dashboard", summary: "How is the work going, on one page?",
            parameters: ReportParameter.scope + [
                .board, .from("-26w", "of what the reports count"), .to("of what the reports count"),
                .by("week"), .calendar,
                ReportParameter(
                    "reports", .list, default: usual,
                    help: "which reports, in this order"),
            ])
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request, boardChooses: false)
        var (parts, missing): ([Part.Work], [String]) = ([], [])
        for name in request.values.list("reports") {
            guard let definition = definitions.first(where: { $0.name == name }) else {
                throw .unknownReport(
                    name: name, nearest: NearestName.of(name, among: definitions.map(\.name)))
            }
            do {
                parts.append(try work(definition, request))
            } catch {
                // A velocity needs a board that only a reader can choose; everything else is an error, and so is
                // that where the reader asked for the velocity.
                guard request.values.texts["reports"] == [usual], let need = Self.need(error, request) else {
                    throw error
                }
                missing.append("\(definition.description.title) is left out: \(need)")
            }
        }
        let documents = try finish(parts, request.reader)
        return document(request, scope, documents, missing)
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ parts: [ReportDocument], _ missing: [String]
    ) -> ReportDocument {
        document(
            request, headline: parts.first?.headline ?? "No reports were chosen.",
            definition: missing + [
                "Each report follows its own rules, told at its end; all of them read the same state of the mirror."
            ] + [scope.boardRule].compactMap { $0 },
            sample: Sample(parts.count, "reports"),
            sections: [.tiles(overview(parts)), .table(figures(parts))], parts: parts)
    }

    /// What a reader could give to make up for a parameter that was not given; nil for other problems.
    private static func need(_ error: ReportError, _ request: ReportRequest) -> String? {
        guard case .parameters(_, let problems) = error, problems.count == 1 else { return nil }
        switch problems[0] {
        case .missing(let name): return "give \(name)=…"
        case .invalid(let name, _, let expected) where request.values.texts[name] == nil:
            return "give \(name)=…, \(expected)."
        default: return nil
        }
    }

    private func work(
        _ definition: any ReportDefinition, _ request: ReportRequest
    ) throws(ReportError) -> Part.Work {
        let known = Set(definition.description.parameters.map(\.name))
        let given = request.values.texts.filter { known.contains($0.key) }
        let values = try ParameterValues(given, of: definition.description, today: request.facts.today)
        let own = ReportRequest(
            reader: request.reader, values: values, facts: request.facts, now: request.now)
        if let definition = definition as? any PassReport { return .pass(try definition.pass(own)) }
        return .done(try definition.document(own))
    }

    /// Makes the passes that the reports share.
    private func finish(
        _ parts: [Part.Work], _ reader: MirrorReader
    ) throws(ReportError) -> [ReportDocument] {
        try ReportPass.run(parts.compactMap { if case .pass(let pass) = $0 { pass } else { nil } }, reader)
        var documents: [ReportDocument] = []
        for part in parts {
            var document: ReportDocument
            switch part {
            case .pass(let pass): document = try pass.document()
            case .done(let made): document = made
            }
            // Told once, on top of the page.
            document.banner = nil
            documents.append(document)
        }
        return documents
    }

    private func overview(_ parts: [ReportDocument]) -> [Tile] {
        parts.flatMap { document in
            let wanted = Self.parts.first { $0.name == document.name }?.tiles ?? [:]
            return wanted.compactMap { label, shown in
                Self.tiles(document).first { $0.label == label }.map { tile in
                    var tile = tile
                    tile.label = shown
                    tile.detail = tile.detail ?? document.title
                    return tile
                }
            }
        }
    }

    /// All key figures of all parts: what the data formats print.
    private func figures(_ parts: [ReportDocument]) -> ReportTable {
        ReportTable(
            name: "figures", title: "All figures",
            columns: [
                Column("report", "Report", .text), Column("figure", "Figure", .text),
                Column("value", "Value", .text), Column("detail", "Detail", .text),
            ],
            rows: parts.flatMap { document in
                Self.tiles(document).map { tile in
                    [
                        .text(document.title), .text(tile.label), .text(tile.value),
                        .text(optional: tile.detail),
                    ]
                }
            })
    }

    private static func tiles(_ document: ReportDocument) -> [Tile] {
        document.sections.flatMap { (section: ReportSection) -> [Tile] in
            if case .tiles(let tiles) = section { tiles } else { [] }
        }
    }
}
