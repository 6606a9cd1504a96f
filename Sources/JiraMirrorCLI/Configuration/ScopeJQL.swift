/// The condition of `sync.jql`, as far as it can be checked without Jira.
enum ScopeJQL {
    /// Lookups of a hundred ids carry it in their address.
    static let longest = 2000

    /// The condition on one line.
    ///
    /// - Throws: ``Refusal`` for what is empty, too long, or has an ORDER BY outside of quotes; that Jira takes the
    ///   rest is seen as each run begins.
    static func parse(_ text: String) throws(Refusal) -> String {
        let jql = text.split(whereSeparator: \.isNewline).map { $0.trimmingSpaces() }.joined(separator: " ")
            .trimmingSpaces()
        guard !jql.isEmpty else { throw Refusal("a condition in JQL is expected") }
        guard jql.utf8.count <= longest else {
            throw Refusal(
                "at most \(longest) bytes are taken; a saved filter says it shorter: filter = 10042")
        }
        guard !hasOrder(jql) else {
            throw Refusal("leave ORDER BY out: the order of the mirror's own searches is not to be changed")
        }
        return jql
    }

    /// Whether the words ORDER BY stand outside of quotes.
    private static func hasOrder(_ jql: String) -> Bool {
        var quote: Character?
        var isEscaped = false
        var plain = ""
        for character in jql {
            if isEscaped {
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else if let open = quote {
                if character == open { quote = nil }
            } else if character == "\"" || character == "'" {
                quote = character
                plain.append(" _ ")
            } else {
                plain.append(character)
            }
        }
        let words = plain.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
        return zip(words, words.dropFirst()).contains { $0 == "order" && $1 == "by" }
    }
}
