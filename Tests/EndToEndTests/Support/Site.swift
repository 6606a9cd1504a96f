import Foundation
import FoundationNetworking
import JiraSimulator
import Testing

/// A simulated Jira and a profile that was authorized against it: where most end-to-end tests begin.
final class Site {
    let jira: JiraSimulator
    let command: Command
    var home: URL { command.home }
    var mirror: URL { home.appendingPathComponent("mirror.sqlite") }

    /// Keys of the issues that the account sees, by id.
    var issueKeys: [String] { jira.site.snapshot(as: Self.account).issueKeys }

    /// The seeded read-only account that the profile acts as.
    static let account = SimulatedSite.serviceAccountKey

    init(_ jira: JiraSimulator, _ command: Command) {
        self.jira = jira
        self.command = command
    }

    /// Starts a Jira, initializes a profile and authorizes it with the consent of ``account``.
    static func authorized(
        issues: Int, projects: Int = 3, seed: UInt64 = 1,
        configure: (inout SimulatorOptions) -> Void = { _ in }
    ) async throws -> Site {
        let site = try await fresh(issues: issues, projects: projects, seed: seed, configure: configure)
        try await site.initialize()
        try await site.authorize()
        return site
    }

    /// A Jira and an empty profile.
    static func fresh(
        issues: Int, projects: Int = 3, seed: UInt64 = 1,
        configure: (inout SimulatorOptions) -> Void = { _ in }
    ) async throws -> Site {
        var content = SiteOptions(seed: seed, issues: issues, projects: projects)
        content.bodySize = .small
        var options = SimulatorOptions(site: content)
        configure(&options)
        let jira = try await JiraSimulator.start(options)
        let home = FileManager.default.temporaryDirectory.appendingPathComponent(
            "jira-mirror-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Waits between tries are real in the program and short in tests.
        let command = Command(home: home, environment: ["JIRA_MIRROR_NETWORK_RETRY_SECONDS": "0.01"])
        return Site(jira, command)
    }

    /// `init`, and the part of the administrator: the consumer with its public key.
    func initialize() async throws {
        let result = try await command.run("init", jira.baseURL, "--consumer-key", "jira-mirror")
        try #require(result.status == 0, "\(result)")
        try await register()
    }

    func register() async throws {
        let key = try await command.run("vault", "public-key")
        try #require(key.status == 0, "\(key)")
        try jira.oauth.register(consumerKey: "jira-mirror", publicKeyPEM: key.output, name: "jira-mirror")
    }

    /// `authorize`, with the consent given as a browser would bring it back.
    func authorize() async throws {
        jira.oauth.options.autoApproveUser = Self.account
        let running = try command.start(["authorize", "--no-browser"])
        let url = try #require(URL(string: try await running.firstLine()))
        // Jira answers with a redirect to the callback, which a browser follows.
        let (_, response) = try await URLSession.shared.data(from: url)
        #expect((response as? HTTPURLResponse)?.statusCode == 200)
        let result = await running.wait()
        try #require(result.status == 0, "\(result)")
    }

    func sync(_ arguments: String..., within seconds: Double = 120) async throws -> Command.Result {
        let running = try command.start(["sync"] + arguments)
        try running.input.fileHandleForWriting.close()
        return await running.wait(within: seconds)
    }

    func stop() async {
        await jira.stop()
        try? FileManager.default.removeItem(at: home)
    }
}
