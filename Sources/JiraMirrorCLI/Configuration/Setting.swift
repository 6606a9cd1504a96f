/// One key of the configuration: its name, its meaning, its default and how its text is read.
struct Setting<Value: Sendable>: Sendable {
    /// Dotted: `network.ca_file`.
    let key: String
    /// One sentence for the commented file.
    let summary: String
    /// A value as it would stand in the file, for the commented file.
    let example: String
    let fallback: Value
    let parse: @Sendable (RawValue) throws(Refusal) -> Value
    /// The value as `config show` prints it.
    let text: @Sendable (Value) -> String

    /// `JIRA_MIRROR_NETWORK_CA_FILE`.
    var environmentName: String { SettingDescription.environmentName(key) }

    var description: SettingDescription {
        SettingDescription(key: key, summary: summary, example: example, fallback: text(fallback))
    }
}

/// A setting without its type, for listings.
package struct SettingDescription: Sendable, Equatable {
    package var key: String
    package var summary: String
    package var example: String
    /// The default as text; empty when there is none.
    package var fallback: String

    package var environmentName: String { Self.environmentName(key) }

    static func environmentName(_ key: String) -> String {
        "JIRA_MIRROR_"
            + String(key.uppercased().map { $0 == "." ? "_" : $0 })
    }
}

/// A value as it was found, before it is understood.
struct RawValue: Sendable {
    var node: ConfigurationNode
    /// What a relative path in it starts from.
    var directory: String
    /// The person's home for `~/`, if known.
    var home: String?

    /// The text of a single value.
    func scalar() throws(Refusal) -> String {
        switch node.content {
        case .scalar(let text): return text
        case .none: return ""
        case .sequence: throw Refusal("one value is expected, this is a list")
        case .mapping: throw Refusal("one value is expected, this is a group of keys")
        }
    }

    /// The texts of a list; one text alone is split at `separator` (a flag or a variable has no lists).
    func list(separator: Character) throws(Refusal) -> [String] {
        switch node.content {
        case .none: return []
        case .scalar(let text):
            return text.split(separator: separator).map { $0.trimmingSpaces() }.filter { !$0.isEmpty }
        case .sequence(let members):
            var texts: [String] = []
            for member in members {
                guard case .scalar(let text) = member.content else {
                    throw Refusal("a list of texts is expected")
                }
                texts.append(text)
            }
            return texts
        case .mapping: throw Refusal("a list is expected, this is a group of keys")
        }
    }

    /// An absolute path: `~/` is the home directory, a relative path starts at the file that holds it.
    func path(_ text: String) throws(Refusal) -> String {
        guard !text.contains("\0"), !text.isEmpty else { throw Refusal("a path is expected") }
        if text == "~" || text.hasPrefix("~/") {
            guard let home else { throw Refusal("'~' cannot be resolved: HOME is not set") }
            return home + text.dropFirst()
        }
        return Directory.resolve(text, from: directory)
    }
}

/// Why a value cannot be taken; the reader adds key and place.
struct Refusal: Error, Equatable {
    var message: String

    init(_ message: String) { self.message = message }
}

extension StringProtocol {
    func trimmingSpaces() -> String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
