import HTTPCore
import Reporting
import SyncCore

/// Reads a profile's configuration: flags, then environment, then file, then defaults.
package struct ConfigurationLoader: Sendable {
    private let locations: Locations
    private let flags: [ConfigurationFlag]
    private let environment: [String: String]
    private let workingDirectory: String

    package init(
        locations: Locations, flags: [ConfigurationFlag] = [], environment: [String: String],
        workingDirectory: String
    ) {
        self.locations = locations
        self.flags = flags
        self.environment = environment
        self.workingDirectory = workingDirectory
    }

    /// The configuration and how it came about.
    package struct Loaded: Sendable {
        package var configuration: Configuration
        /// Every key with its value, for `config show`.
        var effective: [SettingReader.Effective]
        /// Whether there is a file at all.
        package var hasFile: Bool
        /// What is odd but harmless: `JIRA_MIRROR_` variables that mean nothing to this version.
        package var warnings: [ConfigurationProblem]
    }

    /// Reads and checks everything.
    ///
    /// - Throws: ``CommandError/configuration(_:)`` with all problems at once; ``FileError`` when the file is
    ///   there but cannot be read.
    package func load() throws -> Loaded {
        try load(text: TextFile.read(locations.configurationFile))
    }

    /// The same with that text in the place of the file's; nil is a file that is not there.
    func load(text: String?) throws -> Loaded {
        let file = locations.configurationFile
        var document = ConfigurationNode(content: .mapping([]), line: nil)
        if let text {
            do {
                document = try ConfigurationNode.parse(text)
            } catch {
                throw CommandError.configuration([
                    ConfigurationProblem(place: .file(path: file, line: error.line), error.message)
                ])
            }
        }
        var reader = SettingReader(
            flags: flags, environment: environment, file: file, document: document,
            workingDirectory: workingDirectory)
        let configuration = read(&reader)
        guard reader.problems.isEmpty else { throw CommandError.configuration(reader.sortedProblems) }
        return Loaded(
            configuration: configuration, effective: reader.effective, hasFile: text != nil,
            warnings: unknownVariables())
    }

    private func read(_ reader: inout SettingReader) -> Configuration {
        let site = Configuration.Site(
            url: reader.read(Settings.siteURL), consumerKey: reader.read(Settings.consumerKey))
        let network = readNetwork(&reader)
        let sync = Configuration.Sync(
            selection: readSelection(&reader), overlapMinutes: reader.read(Settings.overlapMinutes),
            concurrency: reader.read(Settings.concurrency), pageSize: reader.read(Settings.pageSize),
            maxDurationSeconds: reader.read(Settings.maxDuration),
            remoteLinks: reader.read(Settings.remoteLinks),
            reconcileEverySeconds: reader.read(Settings.reconcileEvery))
        let privacy = Configuration.Privacy(
            deniedFields: reader.read(Settings.deniedFields),
            pseudonymizesUsers: reader.read(Settings.pseudonymizeUsers))
        let retainDeleted = reader.read(Settings.retainDeleted)
        let reports = Configuration.Reports(
            timeZone: reader.read(Settings.timeZone),
            directory: reader.read(Settings.reportsPath) ?? locations.reportsDirectory,
            viewsDirectory: reader.read(Settings.viewsPath) ?? locations.viewsDirectory)
        let alertAfter = reader.read(Settings.alertAfter)
        let auth = Configuration.Auth(
            method: reader.read(Settings.authMethod), clientID: reader.read(Settings.clientID),
            callbackURL: reader.read(Settings.callbackURL),
            reprobeAfterSeconds: reader.read(Settings.reprobeAfter))
        let alert = Configuration.Alert(
            pingFile: reader.read(Settings.pingURLFile), onFailure: reader.read(Settings.onFailure),
            metricsPath: reader.read(Settings.metricsPath))
        let log = Configuration.Log(
            level: reader.read(Settings.logLevel), format: reader.read(Settings.logFormat),
            path: reader.read(Settings.logPath))
        let mirror = Configuration.Mirror(
            path: reader.read(Settings.mirrorPath) ?? locations.mirrorFile,
            mode: reader.read(Settings.mirrorMode), group: reader.read(Settings.mirrorGroup))
        let vault = readVault(&reader)
        let lockFile = reader.read(Settings.lockPath) ?? locations.lockFile
        if mirror.path == vault.path { reader.complain("mirror.path and vault.path are the same file") }
        return Configuration(
            profile: locations.profile, file: locations.configurationFile, site: site, network: network,
            sync: sync, privacy: privacy, retainDeletedSeconds: retainDeleted, reports: reports,
            mirror: mirror, vault: vault,
            lockFile: lockFile,
            alertAfterSeconds: alertAfter, alert: alert, log: log, auth: auth,
            exports: reader.readExports())
    }

    private func readSelection(_ reader: inout SettingReader) -> Selection {
        let selection = Selection(
            projects: reader.read(Settings.syncProjects),
            excludedProjects: reader.read(Settings.excludedProjects), jql: reader.read(Settings.syncJQL))
        let both = selection.projects.filter(selection.excludedProjects.contains)
        if !both.isEmpty {
            reader.complain(
                "sync.projects and sync.exclude_projects both name \(both.joined(separator: ", "))")
        }
        return selection
    }

    private func readNetwork(_ reader: inout SettingReader) -> Configuration.Network {
        let network = Configuration.Network(
            caFile: reader.read(Settings.caFile),
            clientCertificate: reader.read(Settings.clientCertificate),
            clientKey: reader.read(Settings.clientKey), proxy: reader.read(Settings.proxy),
            proxyUser: reader.read(Settings.proxyUser),
            noProxy: reader.read(Settings.noProxy), nodeCookies: reader.read(Settings.nodeCookies),
            limits: TransportLimits(
                connectSeconds: reader.read(Settings.connectTimeout),
                idleSeconds: reader.read(Settings.idleTimeout),
                totalSeconds: reader.read(Settings.totalTimeout)),
            retrySeconds: reader.read(Settings.retrySeconds))
        if network.clientKey != nil, network.clientCertificate == nil {
            reader.complain("network.client_key is set without network.client_cert")
        }
        if network.proxyUser != nil, network.proxy == nil {
            reader.complain("network.proxy_user is set without network.proxy")
        }
        return network
    }

    /// The first key source that is configured; never another one when it fails.
    private func readVault(_ reader: inout SettingReader) -> Configuration.Vault {
        let path = reader.read(Settings.vaultPath) ?? locations.vaultFile
        let file = reader.read(Settings.keyFile)
        let command = reader.read(Settings.keyCommand)
        let variable = reader.read(Settings.keyEnvironment)
        let passphrase = reader.read(Settings.passphrase)
        let key: Configuration.KeySource =
            if let file {
                .file(file)
            } else if !command.isEmpty {
                .command(command)
            } else if let variable {
                .environment(variable)
            } else if passphrase {
                .passphrase
            } else {
                .file(locations.keyFile)
            }
        let isConfigured = file != nil || !command.isEmpty || variable != nil || passphrase
        return Configuration.Vault(path: path, key: key, isKeyConfigured: isConfigured)
    }

    /// Variables with our prefix that no key has: a misspelt one would otherwise do nothing, silently.
    private func unknownVariables() -> [ConfigurationProblem] {
        let known =
            Settings.all.map(\.environmentName)
            // The last three are those of the wrapper for cron.
            + ["HOME", "CONFIG", "PROFILE", "JITTER", "TIME", "LOG"].map { "JIRA_MIRROR_" + $0 }
        return environment.keys.filter { $0.hasPrefix("JIRA_MIRROR_") && !known.contains($0) }.sorted()
            .filter { environment[Settings.keyEnvironment.environmentName] != $0 }
            .map { name in
                let nearest = NearestName.of(name, among: known).map { "; did you mean \($0)?" } ?? ""
                return ConfigurationProblem(
                    place: .environment(name), "no key has this variable, it is ignored\(nearest)")
            }
    }
}
