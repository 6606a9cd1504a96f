import Yams

/// A value of the configuration's YAML tree with the line that it stands on.
///
/// The tree is read here and not by swift-configuration, whose YAML snapshot refuses lists of mappings
/// (`exports:`), cannot list its keys (so a misspelt one would be ignored) and forgets lines.
struct ConfigurationNode: Equatable, Sendable {
    indirect enum Content: Equatable, Sendable {
        /// `key:` with nothing, `~` or `null`: the same as not being there.
        case none
        case scalar(String)
        case sequence([ConfigurationNode])
        case mapping([Entry])
    }

    struct Entry: Equatable, Sendable {
        var key: String
        var line: Int?
        var value: ConfigurationNode
    }

    var content: Content
    var line: Int?

    /// Every alias counts as often as it is used, so this bounds what a file of nested aliases can become.
    private static let largest = 20_000

    /// Parses a document; an empty one is an empty mapping.
    ///
    /// - Throws: ``Refusal`` with the line of a syntax error. The text of the file is never quoted: there
    ///   may be a secret in it.
    static func parse(_ yaml: String) throws(SyntaxError) -> ConfigurationNode {
        let root: Node?
        do {
            // Without the rules that tell numbers and dates from texts: nothing here asks for them, and compiling
            // their patterns would be a ninth of the start of every command.
            root = try Parser(yaml: yaml, resolver: .basic).singleRoot()
        } catch let error as YamlError {
            throw SyntaxError(error)
        } catch {
            throw SyntaxError(line: nil, message: "not YAML")
        }
        guard let root else { return ConfigurationNode(content: .mapping([]), line: nil) }
        var budget = largest
        return try convert(root, &budget)
    }

    private static func convert(
        _ node: Node, _ budget: inout Int
    ) throws(SyntaxError) -> ConfigurationNode {
        budget -= 1
        let line = node.mark?.line
        guard budget > 0 else { throw SyntaxError(line: line, message: "more than \(largest) values") }
        switch node {
        case .scalar(let scalar):
            let isNull = scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return Self(content: isNull ? .none : .scalar(scalar.string), line: line)
        case .sequence(let sequence):
            var members: [ConfigurationNode] = []
            for member in sequence { members.append(try convert(member, &budget)) }
            return Self(content: .sequence(members), line: line)
        case .mapping(let mapping):
            var entries: [Entry] = []
            for (key, value) in mapping {
                guard let name = key.scalar?.string else {
                    throw SyntaxError(line: key.mark?.line, message: "a key must be a plain name")
                }
                entries.append(Entry(key: name, line: key.mark?.line, value: try convert(value, &budget)))
            }
            return Self(content: .mapping(entries), line: line)
        case .alias:
            throw SyntaxError(line: line, message: "an alias without its anchor")
        }
    }

    /// Why the file is not YAML.
    struct SyntaxError: Error, Equatable {
        var line: Int?
        var message: String
    }
}

extension ConfigurationNode.SyntaxError {
    fileprivate init(_ error: YamlError) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(line: mark.line, message: "not YAML: \(problem)")
        case .reader(let problem, _, _, _): self.init(line: nil, message: "not YAML: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            self.init(
                line: context.mark.line,
                message: "set twice: \(duplicates.sorted().joined(separator: ", "))")
        default: self.init(line: nil, message: "not YAML")
        }
    }
}
