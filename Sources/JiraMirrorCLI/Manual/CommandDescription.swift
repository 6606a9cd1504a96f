import ArgumentParser
import Foundation

/// A command as the argument parser describes it: what the manual is made of.
///
/// The parser's own types for this are no product of its package; this reads the part of its description (the JSON of
/// `--experimental-dump-help`) that a manual needs.
struct CommandDescription: Decodable {
    var commandName: String
    var shouldDisplay: Bool?
    var abstract: String?
    var discussion: String?
    var subcommands: [CommandDescription]?
    var arguments: [Argument]?

    /// An argument, option or flag.
    struct Argument: Decodable {
        var kind: Kind
        var shouldDisplay: Bool
        var isOptional: Bool
        var isRepeating: Bool
        var names: [Name]?
        var valueName: String?
        var defaultValue: String?
        var abstract: String?

        enum Kind: String, Decodable { case positional, option, flag }

        struct Name: Decodable {
            /// `long`, `short` or `longWithSingleDash`.
            var kind: String
            var name: String
        }
    }

    /// The program's root command with all below it.
    static func root() throws -> CommandDescription {
        struct Tool: Decodable { var command: CommandDescription }
        let json = Data(JiraMirrorCommand._dumpHelp().utf8)
        return try JSONDecoder().decode(Tool.self, from: json).command
    }

    /// Every command that does something and is shown, with the words that call it.
    var leaves: [(words: [String], command: CommandDescription)] {
        let children = (subcommands ?? []).filter { $0.shouldDisplay != false && $0.commandName != "help" }
        if children.isEmpty { return [([], self)] }
        return children.flatMap { child in
            child.leaves.map { ([child.commandName] + $0.words, $0.command) }
        }
    }

    /// The arguments that are shown.
    var shownArguments: [Argument] {
        (arguments ?? []).filter { argument in
            argument.shouldDisplay && !["help", "version"].contains(argument.names?.last?.name)
        }
    }

    /// The discussion's lines that are prose, and those that are examples (indented ones).
    var prose: (text: [String], examples: [String]) {
        var text: [String] = []
        var examples: [String] = []
        for line in (discussion ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("  ") {
                examples.append(line.trimmingSpaces())
            } else if line != "Example:", line != "Examples:" {
                text.append(String(line))
            }
        }
        while text.last?.isEmpty == true { text.removeLast() }
        return (text, examples)
    }
}
