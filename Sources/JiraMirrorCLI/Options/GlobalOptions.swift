import ArgumentParser

/// Options of every command: whose files.
struct GlobalOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Site to work on, where there are several.", valueName: "name"))
    var profile: String?

    @Option(help: ArgumentHelp("Configuration file, instead of the profile's.", valueName: "file"))
    var config: String?

    /// The profile's files.
    func locations(_ context: ProcessContext) throws(CommandError) -> Locations {
        let configured = context.environment["JIRA_MIRROR_PROFILE"].flatMap { $0.isEmpty ? nil : $0 }
        return try Locations(
            profile: profile ?? configured ?? Locations.defaultProfile, configurationFile: config,
            environment: context.environment, workingDirectory: context.workingDirectory)
    }

    /// How hints call the program, so that they can be pasted.
    var program: String {
        var words = "jira-mirror"
        if let profile { words += " --profile \(profile)" }
        if let config { words += " --config \(config)" }
        return words
    }
}
