/// What the configuration keeps out of the mirror, in a person's words.
package struct PrivacyRules: Sendable {
    /// Names or ids of fields that are never stored: `description`, `comment`, `Salary`, `customfield_10042`.
    package var deniedFields: [String] = []
    /// Whose names become pseudonyms; nil is nobody's.
    package var people: Pseudonyms?

    package init() {}

    var isEmpty: Bool { deniedFields.isEmpty && people == nil }
}

/// What the mirror was last made with: the state of checkpoint (`privacy`, ``). None stands for everything stored
/// as Jira gives it.
struct PrivacyState: Codable, Equatable, Sendable {
    static let stream = "privacy"
    static let scope = ""

    /// Ids of the denied fields by the words of the configuration.
    var denied: [String: [String]] = [:]
    /// Every name that a denied field was seen to have, in lower case: histories tell fields by their name of then.
    var names: [String] = []
    /// Whether everybody has a pseudonym.
    var isPseudonymous = false
    /// Tells the key of the pseudonyms from another one; nil where nobody has a pseudonym.
    var keyCheck: String?
    /// Codes of single people who have a pseudonym, in one code.
    var people: String?

    var ids: Set<String> { Set(denied.values.joined()) }

    static func change(to state: PrivacyState) -> CheckpointChange {
        CheckpointChange(
            stream: stream, scope: scope,
            state: state == PrivacyState() ? nil : CheckpointCoding.encode(state))
    }
}
