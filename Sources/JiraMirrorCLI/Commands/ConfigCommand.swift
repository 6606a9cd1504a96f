import ArgumentParser
import Reporting

/// The group of commands about the configuration.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Show or check the configuration.",
        subcommands: [ConfigShowCommand.self, ConfigCheckCommand.self, ConfigExampleCommand.self])
}

/// `config show`: every value in force and where it comes from.
struct ConfigShowCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Print every value in force and where it comes from.",
        discussion: "Example:\n  jira-mirror config show --format json")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var output: TableOptions

    func perform(in context: ProcessContext) async throws {
        let locations = try global.locations(context)
        let loaded = try ConfigurationLoader(
            locations: locations, environment: context.environment,
            workingDirectory: context.workingDirectory
        ).load()
        try output.print(ConfigurationListing.table(loaded), in: context)
    }
}

/// `config check`: all problems at once, or nothing.
struct ConfigCheckCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Report every problem of the configuration at once.",
        discussion: "Example:\n  jira-mirror config check && echo fine")

    @OptionGroup var global: GlobalOptions

    func perform(in context: ProcessContext) async throws {
        let locations = try global.locations(context)
        let loaded = try ConfigurationLoader(
            locations: locations, environment: context.environment,
            workingDirectory: context.workingDirectory
        ).load()
        for warning in loaded.warnings { context.talk.say("jira-mirror: warning: \(warning)") }
        guard loaded.hasFile else {
            throw CommandError.notInitialized(missing: locations.configurationFile)
        }
        try ExportPlan.check(loaded.configuration, locations)
        if context.terminal.errorIsTerminal {
            context.talk.say("\(locations.configurationFile) has no problems")
        }
    }
}
