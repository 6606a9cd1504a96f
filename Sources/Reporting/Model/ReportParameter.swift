/// A parameter of a report, given as `--param name=value`.
package struct ReportParameter: Hashable, Sendable {
    /// What a value may be.
    package enum Kind: Hashable, Sendable {
        case text
        /// Repeatable, or separated by commas.
        case list
        /// A list of keys of projects that the mirror holds, former keys included.
        case projects
        /// A list of names of issue types that the mirror holds.
        case issueTypes
        /// A list of labels, letter case and all.
        case labels
        /// A list of names of components that the mirror holds.
        case components
        /// A list of names of versions that the mirror holds.
        case versions
        /// A list of people, each by key, login name or full name.
        case people
        /// A board, by id or name.
        case board
        /// A sprint, by id or name.
        case sprint
        /// `YYYY-MM-DD`, `YYYY-MM`, `today`, or `-90d`, `-12w`, `-6m`, `-1y` before today.
        case day
        case integer
        /// With a point or without: `1.5`.
        case number
        case flag
        case choice([String])
    }

    package var name: String
    package var kind: Kind
    /// As it would be given; nil means none.
    package var defaultValue: String?
    package var help: String
    /// Whether a report cannot do without a value.
    package var isRequired = false

    package init(_ name: String, _ kind: Kind, default defaultValue: String? = nil, help: String) {
        self.name = name
        self.kind = kind
        self.defaultValue = defaultValue
        self.help = help
    }

    package var isList: Bool {
        switch kind {
        case .list, .projects, .issueTypes, .labels, .components, .versions, .people: true
        default: false
        }
    }

    /// What a value may be, for messages and `--list`.
    package var expectation: String {
        switch kind {
        case .text: "a text"
        case .list: "texts separated by commas"
        case .projects: "project keys separated by commas"
        case .issueTypes: "issue type names separated by commas"
        case .labels: "labels separated by commas"
        case .components: "component names separated by commas"
        case .versions: "version names separated by commas"
        case .people: "people by key, login name or full name, separated by commas"
        case .board: "the id or the name of a board"
        case .sprint: "the id or the name of a sprint"
        case .day: "a day: YYYY-MM-DD, YYYY-MM, today, or -90d, -12w, -6m, -1y"
        case .integer: "a whole number"
        case .number: "a number"
        case .flag: "yes or no"
        case .choice(let names): names.joined(separator: ", ")
        }
    }
}

/// What `export --list` shows of a report.
package struct ReportDescription: Hashable, Sendable {
    package var name: String
    package var title: String
    /// One sentence: what question it answers.
    package var summary: String
    package var parameters: [ReportParameter]

    package init(name: String, title: String, summary: String, parameters: [ReportParameter]) {
        self.name = name
        self.title = title
        self.summary = summary
        self.parameters = parameters
    }
}
