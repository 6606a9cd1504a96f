import SyncCore

extension SQLReportFile {
    /// Parameters that every statement may use without declaring them.
    package static let given = ["today", "as_of", "as_of_day"]

    private var sections: [SQLSection] { [figures].compactMap { $0 } + tables }

    /// What can be told without a mirror: parameters, defaults, tables.
    mutating func check(_ scope: [ReportParameter]) throws(HeaderFault) {
        hasScope = sections.contains { !$0.statement.placeholders.isEmpty }
        try checkDefaults()
        if hasScope { try add(scope) }
        try checkParameters(scope)
        for template in templates { try check(template) }
    }

    /// The scope's parameters first; a declared one stays as it is declared.
    private mutating func add(_ scope: [ReportParameter]) throws(HeaderFault) {
        for parameter in scope {
            guard let own = description.parameters.first(where: { $0.name == parameter.name }) else {
                continue
            }
            guard own.kind == parameter.kind else {
                throw HeaderFault(
                    parameterLines[own.name] ?? 1,
                    HeaderProblem("the parameter '\(own.name)' belongs to the scope and must keep its kind"))
            }
        }
        let declared = Set(description.parameters.map(\.name))
        description.parameters = scope.filter { !declared.contains($0.name) } + description.parameters
    }

    private func checkDefaults() throws(HeaderFault) {
        for parameter in description.parameters where parameter.defaultValue != nil {
            var description = description
            description.parameters = [parameter]
            do {
                _ = try ParameterValues([:], of: description, today: Day(daysSince1970: 20_000))
            } catch {
                guard case .parameters(_, let problems) = error else { continue }
                throw HeaderFault(
                    parameterLines[parameter.name] ?? 1,
                    HeaderProblem(
                        "the default is wrong: " + problems.map(\.description).joined(separator: "; ")))
            }
        }
    }

    /// Every parameter of a statement is declared, every declared one is of use.
    private func checkParameters(_ scope: [ReportParameter]) throws(HeaderFault) {
        let known = description.parameters.map(\.name) + Self.given
        var used: Set<String> = []
        for section in sections {
            for parameter in section.statement.parameters {
                used.insert(parameter.name)
                guard !known.contains(parameter.name) else { continue }
                let nearest = NearestName.of(parameter.name, among: known).map { "; did you mean ':\($0)'?" }
                throw HeaderFault(
                    SQLPlace(in: section.statement.source.text, offset: parameter.offset).line,
                    HeaderProblem(
                        "the parameter ':\(parameter.name)' is not declared"
                            + (nearest ?? "; declare it: '-- parameter: \(parameter.name) KIND : HELP'")))
            }
        }
        if hasScope { used.formUnion(scope.map(\.name) + ["board"]) }
        if !sections.flatMap(\.charts).isEmpty { used.insert("by") }
        for template in templates {
            used.formUnion(template.placeholders.filter { $0.function == nil }.map(\.name))
        }
        if let idle = description.parameters.first(where: { !used.contains($0.name) }) {
            throw HeaderFault(
                parameterLines[idle.name] ?? 1,
                HeaderProblem(
                    "the parameter '\(idle.name)' is declared, but no statement uses ':\(idle.name)'"))
        }
    }

    /// All texts with figures.
    package var templates: [ReportTemplate] {
        [headline, sample?.count].compactMap { $0 }
            + tiles.flatMap { [$0.value, $0.detail].compactMap { $0 } }
            + exclusions.map(\.count) + tables.compactMap(\.rowCount)
            + sections.flatMap(\.charts).compactMap(\.title)
            + searches.flatMap { [$0.expected, $0.jql].compactMap { $0 } }
    }

    private func check(_ template: ReportTemplate) throws(HeaderFault) {
        let names = tables.map(\.name)
        for placeholder in template.placeholders {
            if let table = placeholder.table, !names.contains(table) {
                throw HeaderFault(
                    template.line, HeaderProblem(unknown: table, "table", among: names))
            }
            if placeholder.function == nil, figures == nil,
                !description.parameters.contains(where: { $0.name == placeholder.name })
            {
                throw HeaderFault(
                    template.line,
                    HeaderProblem(
                        "\(placeholder.text) is neither a parameter nor, without '-- figures:', a figure"))
            }
        }
    }
}
