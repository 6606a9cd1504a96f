/// Where a profile's files are by default, before the configuration moves any of them.
package struct Locations: Sendable, Equatable {
    package var profile: String
    /// `config.yaml`.
    package var configurationFile: String
    /// `vault.key`, beside the configuration.
    package var keyFile: String
    package var vaultFile: String
    package var mirrorFile: String
    package var lockFile: String
    /// A user's own `.sql` reports.
    package var reportsDirectory: String
    /// A user's own views.
    package var viewsDirectory: String

    /// What `--profile` and `JIRA_MIRROR_PROFILE` mean when they say nothing.
    package static let defaultProfile = "default"

    /// The files of `profile`.
    ///
    /// `JIRA_MIRROR_HOME` puts all under one directory. Otherwise the XDG base directories hold:
    /// configuration and key in `$XDG_CONFIG_HOME`, data in `$XDG_DATA_HOME`. Any other profile than the
    /// default has a subdirectory of its own in each.
    /// - Parameters:
    ///   - configurationFile: `--config`, which wins over the place that the profile has.
    ///   - environment: `JIRA_MIRROR_HOME`, `JIRA_MIRROR_CONFIG`, `XDG_CONFIG_HOME`, `XDG_DATA_HOME`, `HOME`.
    ///   - workingDirectory: what relative paths start from.
    /// - Throws: ``CommandError/configuration(_:)`` for a bad profile name or where no place is known.
    package init(
        profile: String, configurationFile: String?, environment: [String: String],
        workingDirectory: String
    ) throws(CommandError) {
        guard Self.isProfileName(profile) else {
            throw .usage(
                "'\(profile)' is no name for a profile",
                hint: "use letters, digits, '.', '_' and '-', beginning with a letter or digit")
        }
        func variable(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        let subdirectory = profile == Self.defaultProfile ? "" : "/" + profile
        let configuration: String
        if let home = variable("JIRA_MIRROR_HOME") {
            let directory = Directory.resolve(home, from: workingDirectory) + subdirectory
            configuration = directory
            vaultFile = directory + "/vault.sqlite"
            mirrorFile = directory + "/mirror.sqlite"
            lockFile = directory + "/lock"
        } else {
            // A relative path there is to be ignored, says the XDG base directory specification.
            let configured = variable("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            let stored = variable("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            let home = variable("HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
            guard let configBase = configured ?? home.map({ $0 + "/.config" }),
                let dataBase = stored ?? home.map({ $0 + "/.local/share" })
            else {
                throw .configuration([
                    ConfigurationProblem(
                        place: .environment("HOME"),
                        "no place for the files is known: set JIRA_MIRROR_HOME, or HOME")
                ])
            }
            configuration = configBase + "/jira-mirror" + subdirectory
            let data = dataBase + "/jira-mirror/" + profile
            vaultFile = data + "/private/vault.sqlite"
            mirrorFile = data + "/mirror.sqlite"
            lockFile = data + "/lock"
        }
        self.profile = profile
        self.configurationFile =
            (configurationFile ?? variable("JIRA_MIRROR_CONFIG")).map {
                Directory.resolve($0, from: workingDirectory)
            } ?? configuration + "/config.yaml"
        let beside = Directory.parent(of: self.configurationFile)
        keyFile = beside + "/vault.key"
        reportsDirectory = beside + "/reports"
        viewsDirectory = beside + "/views.d"
    }

    static func isProfileName(_ name: String) -> Bool {
        let allowed = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
            default: false
            }
        }
        // The directories and files of the default profile lie beside those of the others.
        let taken = ["private", "reports", "views.d", "lock"]
        return allowed && name.utf8.count <= 64 && name.first.map { $0.isLetter || $0.isNumber } == true
            && !taken.contains(name)
    }
}
