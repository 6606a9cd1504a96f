import ArgumentParser

/// Lets the options of every command stand before the command's name too, as people (and our hints) write
/// them: `jira-mirror --profile work sync`.
enum LeadingOptions {
    private static let names = ["--profile", "--config"]

    /// The arguments with leading global options moved behind the names of command and subcommand.
    static func moved(_ arguments: [String], root: any ParsableCommand.Type) -> [String] {
        var index = 0
        while index < arguments.count {
            if names.contains(arguments[index]), index + 1 < arguments.count {
                index += 2
            } else if names.contains(where: { arguments[index].hasPrefix($0 + "=") }) {
                index += 1
            } else {
                break
            }
        }
        guard index > 0 else { return arguments }
        var command = root
        var end = index
        while end < arguments.count,
            let next = command.configuration.subcommands.first(where: {
                $0.configuration.commandName == arguments[end]
            })
        {
            command = next
            end += 1
        }
        guard end > index else { return arguments }
        return Array(arguments[index..<end] + arguments[..<index] + arguments[end...])
    }
}
