/// A column of a table: what the data formats call it and what people read.
package struct Column: Hashable, Sendable {
    /// What a column holds; decides alignment, digits and links, never the value itself.
    package enum Kind: Hashable, Sendable {
        case text
        /// The key of an issue: a link where the site's base URL is known.
        case issueKey
        case integer
        /// A number that people see with this many decimals; data formats print it in full.
        case real(digits: Int)
        case instant
        case day
        case boolean
        /// A column of somebody's query: whatever SQLite gives.
        case untyped
    }

    package enum Alignment: Hashable, Sendable {
        case leading, trailing
    }

    /// snake_case, stable: the CSV header and the JSON key.
    package var name: String
    /// The heading for people.
    package var title: String
    package var kind: Kind

    package init(_ name: String, _ title: String, _ kind: Kind) {
        self.name = name
        self.title = title
        self.kind = kind
    }

    /// A column of a query: name and title are what SQLite calls it.
    package init(untyped name: String) {
        self.init(name, name, .untyped)
    }

    package var alignment: Alignment {
        switch kind {
        case .integer, .real: .trailing
        default: .leading
        }
    }
}
