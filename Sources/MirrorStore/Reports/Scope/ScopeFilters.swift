import Reporting

/// The selection by `label`, `component`, `version` and `assignee`: an issue counts that has one of the values
/// of each parameter given.
struct ScopeFilters {
    private var labels: [String] = []
    private var components = Named()
    private var versions = Named()
    /// Keys, and what JQL calls them.
    private var people: [(key: String, username: String)] = []

    /// A name may belong to one component or version in each project.
    private struct Named {
        var ids: [Int64] = []
        var names: [String] = []
    }

    mutating func find(
        _ values: ParameterValues, _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) {
        labels = try reader.labels(named: values.list("label"), for: "label", &problems)
        components = try named("component", "components", values.list("component"), reader, &problems)
        versions = try named("version", "versions", values.list("version"), reader, &problems)
        people = try people(values.list("assignee"), reader, &problems)
    }

    private func named(
        _ name: String, _ table: String, _ wanted: [String], _ reader: MirrorReader,
        _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> Named {
        guard !wanted.isEmpty else { return Named() }
        var known: [(id: Int64, name: String)] = []
        try reader.report("SELECT id, name FROM \(table) ORDER BY id") { row in
            if let id = row.integer(0), let name = row.text(1) { known.append((id, name)) }
        }
        var found = Named()
        for text in wanted {
            let matches = known.filter { $0.name.lowercased() == text.lowercased() }
            if matches.isEmpty {
                problems.append(
                    .notInMirror(
                        name: name, value: text, nearest: NearestName.of(text, among: known.map(\.name))))
            }
            for match in matches where !found.ids.contains(match.id) {
                found.ids.append(match.id)
                if !found.names.contains(match.name) { found.names.append(match.name) }
            }
        }
        return found
    }

    private func people(
        _ wanted: [String], _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> [(key: String, username: String)] {
        guard !wanted.isEmpty else { return [] }
        var known: [(key: String, username: String, name: String)] = []
        try reader.report("SELECT key, username, display_name FROM users ORDER BY key") { row in
            guard let key = row.text(0) else { return }
            known.append((key, row.text(1) ?? key, row.text(2) ?? ""))
        }
        var found: [(key: String, username: String)] = []
        for text in wanted {
            let lower = text.lowercased()
            let matches = known.filter {
                $0.key == text || $0.username.lowercased() == lower || $0.name.lowercased() == lower
            }
            if matches.isEmpty {
                problems.append(
                    .notInMirror(
                        name: "assignee", value: text,
                        nearest: NearestName.of(text, among: known.flatMap { [$0.username, $0.name] })))
            }
            for match in matches where !found.contains(where: { $0.key == match.key }) {
                found.append((match.key, match.username))
            }
        }
        return found
    }

    var isActive: Bool {
        !labels.isEmpty || !components.ids.isEmpty || !versions.ids.isEmpty || !people.isEmpty
    }

    func conditions(_ alias: String) -> [String] {
        var terms: [String] = []
        if !labels.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_labels WHERE label IN (\(Self.quoted(labels))))")
        }
        if !components.ids.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_components WHERE component_id IN (\(IssueScope.list(components.ids))))"
            )
        }
        if !versions.ids.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_fix_versions WHERE version_id IN (\(IssueScope.list(versions.ids))))"
            )
        }
        if !people.isEmpty {
            terms.append("\(alias).assignee_key IN (\(Self.quoted(people.map(\.key))))")
        }
        return terms
    }

    func narrow(_ jql: JQL) -> JQL {
        jql.isOneOf("labels", labels).isOneOf("component", components.names)
            .isOneOf("fixVersion", versions.names).isOneOf("assignee", people.map(\.username))
    }

    static func quoted(_ texts: [String]) -> String { SQLText.list(texts) }
}
