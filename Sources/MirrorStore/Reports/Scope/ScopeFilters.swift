import Reporting

/// The selection by `label`, `component`, `version` and `assignee`: an issue counts that has one of the values
/// of each parameter given.
struct ScopeFilters {
    private var labels: [String] = []
    /// A name may belong to one component or version in each project.
    private var components: [Named] = []
    private var versions: [Named] = []
    private var people: [Person] = []

    private struct Person: Equatable {
        var key: String
        /// What JQL calls them.
        var username: String
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
    ) throws(ReportError) -> [Named] {
        guard !wanted.isEmpty else { return [] }
        var known = NameLookup<Named>()
        try reader.report("SELECT id, name FROM \(table) ORDER BY id") { row in
            if let id = row.integer(0), let name = row.text(1) { known.add(name, Named(id: id, name: name)) }
        }
        return known.find(wanted, for: name, &problems)
    }

    private func people(
        _ wanted: [String], _ reader: MirrorReader, _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> [Person] {
        guard !wanted.isEmpty else { return [] }
        var known = NameLookup<Person>()
        try reader.report("SELECT key, username, display_name FROM users ORDER BY key") { row in
            guard let key = row.text(0) else { return }
            let person = Person(key: key, username: row.text(1) ?? key)
            known.add(key, person)
            known.add(person.username, person)
            if let name = row.text(2) { known.add(name, person) }
        }
        return known.find(wanted, for: "assignee", &problems)
    }

    var isActive: Bool {
        !labels.isEmpty || !components.isEmpty || !versions.isEmpty || !people.isEmpty
    }

    func conditions(_ alias: String) -> [String] {
        var terms: [String] = []
        if !labels.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_labels WHERE label IN (\(Self.quoted(labels))))")
        }
        if !components.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_components WHERE component_id IN (\(IssueScope.list(components.map(\.id)))))"
            )
        }
        if !versions.isEmpty {
            terms.append(
                "\(alias).id IN (SELECT issue_id FROM issue_fix_versions WHERE version_id IN (\(IssueScope.list(versions.map(\.id)))))"
            )
        }
        if !people.isEmpty {
            terms.append("\(alias).assignee_key IN (\(Self.quoted(people.map(\.key))))")
        }
        return terms
    }

    func narrow(_ jql: JQL) -> JQL {
        jql.isOneOf("labels", labels).isOneOf("component", Named.names(components))
            .isOneOf("fixVersion", Named.names(versions)).isOneOf("assignee", people.map(\.username))
    }

    static func quoted(_ texts: [String]) -> String { SQLText.list(texts) }
}

/// Something with an id that a parameter chose by its name.
struct Named: Equatable {
    var id: Int64
    /// As the mirror has it.
    var name: String

    /// Each name once.
    static func names(_ named: [Named]) -> [String] {
        named.reduce(into: []) { names, one in if !names.contains(one.name) { names.append(one.name) } }
    }
}
