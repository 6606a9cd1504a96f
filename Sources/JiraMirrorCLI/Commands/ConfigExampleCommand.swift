import ArgumentParser

/// `config example`: the commented file with every key, for those who write one by hand or by a program.
struct ConfigExampleCommand: MirrorCommand {
    static let configuration = CommandConfiguration(
        commandName: "example", abstract: "Print a configuration file with every key, commented.",
        discussion: """
            Reads and changes nothing. Keys that are set are checked, as in a file at the place of this profile's.

            Examples:
              jira-mirror config example
              jira-mirror config example --set site.url=https://jira.example.com --set mirror.mode=0640
            """)

    @OptionGroup var global: GlobalOptions

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Set this key instead of showing it as a comment.", valueName: "key=value"))
    var set: [String] = []

    func perform(in context: ProcessContext) async throws {
        var values: [String: String] = [:]
        for text in set {
            guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
                throw CommandError.usage(
                    "'\(text)' sets nothing", hint: "example: --set site.url=https://jira.example.com")
            }
            values[String(text[..<sign])] = String(text[text.index(after: sign)...])
        }
        try check(values, context)
        try context.output.write(ConfigurationTemplate.text(values: values))
    }

    private func check(_ values: [String: String], _ context: ProcessContext) throws {
        let unknown = values.keys.sorted().filter { key in !Settings.all.contains { $0.key == key } }
        var problems = unknown.map { key in
            ConfigurationProblem(
                place: .flag("--set"),
                "unknown key '\(key)'" + (SettingReader.nearest(key).map { "; did you mean '\($0)'?" } ?? ""))
        }
        let flags = values.map { ConfigurationFlag(key: $0.key, name: "--set", value: $0.value) }
        // Without the environment: what is printed must be right alone.
        let loader = try ConfigurationLoader(
            locations: global.locations(context), flags: flags.sorted { $0.key < $1.key },
            environment: context.environment.filter { $0.key == "HOME" },
            workingDirectory: context.workingDirectory)
        do {
            _ = try loader.load(text: nil)
        } catch CommandError.configuration(let found) {
            problems += found
        }
        guard problems.isEmpty else { throw CommandError.configuration(problems) }
    }
}
