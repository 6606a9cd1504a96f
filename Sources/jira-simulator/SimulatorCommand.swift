import ArgumentParser
import Foundation
import JiraSimulator

/// `jira-simulator`: a Jira on loopback for the demo, for scripts and for measuring; and the people around it.
@main
struct SimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jira-simulator",
        abstract: "A simulated Jira Data Center on this machine, and what people do with it.",
        subcommands: [ServeCommand.self, ControlCommand.self, ConsentCommand.self],
        defaultSubcommand: ServeCommand.self)
}

/// Serves until it is stopped.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a simulated Jira (the default).",
        discussion: """
            Prints its base URL on standard output when it is ready and runs until SIGTERM or SIGINT. The password \
            of every person is the username. Scripts drive it under /__control/.

            Example: jira-simulator --issues 1000 --consumer-key jira-mirror --public-key public.pem --auto-approve
            """)

    @Option(help: "Address to listen on: 127.0.0.1, or ::1 (then send orders to localhost).") var host =
        LoopbackHost.ipv4
    @Option(help: "Port; 0 lets the system choose.") var port: UInt16 = 0
    @Option(help: "How many issues to seed.") var issues = 200
    @Option(help: "All content follows from this number.") var seed: UInt64 = 1
    @Option(help: "How many projects to seed.") var projects = 4
    @Option(help: "Path that the site lives under, such as /jira.") var contextPath = ""
    @Flag(help: "Compress answers for clients that take gzip.") var gzip = false
    @Flag(help: "With --gzip: remember answers to searches, for measurements on one machine.")
    var rememberSearches = false
    @Option(help: "Requests a second for each person; unlimited when left out.") var rateLimit: Int?
    @Option(help: "Who consents with --auto-approve, and who owns --bearer-token.") var user = "jira-mirror"
    @Option(help: "Consumer key of an application link.") var consumerKey: String?
    @Option(help: "File with the public key (PEM) of the application link.") var publicKey: String?
    @Option(help: "Name of the application link, shown on the consent page.") var consumerName = "jira-mirror"
    @Option(help: "A personal access token to accept.") var bearerToken: String?
    @Option(help: "Jira's version: 10 and later list people by cursor and write sprints in another order.")
    var jiraVersion = "9.12.4"
    @Flag(help: "No Jira Software: no boards, sprints, epics, ranks.") var noSoftware = false
    @Option(help: "Of a hundred issues in projects with security levels so many have one.") var secured = 0
    @Option(help: "So many custom fields beyond the usual ones.") var extraFields = 0
    @Option(help: "A node of the cluster as NAME[:INDEX-LAG[:CLOCK-OFFSET]], in milliseconds; repeatable.")
    var node: [String] = []
    @Flag(help: "Small issues of a few kilobytes, for large sites.") var small = false
    @Flag(help: "No NUL, halves of surrogate pairs, markup or formulas in texts: for clients that they stop.")
    var plainTexts = false
    @Flag(help: "The authorize page consents at once, without a person.") var autoApprove = false
    @Option(help: "File to write the base URL to, in one step, when ready.") var portFile: String?

    func validate() throws {
        if (consumerKey == nil) != (publicKey == nil) {
            throw ValidationError("--consumer-key and --public-key belong together.")
        }
        if issues < 0 || projects < 1 { throw ValidationError("Seed at least no issues and one project.") }
        if extraFields < 0 { throw ValidationError("--extra-fields is no negative number.") }
        for text in node where Self.node(text) == nil {
            throw ValidationError("--node \(text) is no NAME[:INDEX-LAG[:CLOCK-OFFSET]].")
        }
        if !(0...100).contains(secured) { throw ValidationError("--secured is a percentage.") }
        if rememberSearches, !gzip { throw ValidationError("--remember-searches goes with --gzip.") }
        if let rateLimit, rateLimit < 1 { throw ValidationError("--rate-limit is at least 1.") }
    }

    /// nil where the text is no node.
    private static func node(_ text: String) -> NodeOptions? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count), !parts[0].isEmpty else { return nil }
        let numbers = parts.dropFirst().map { Int64($0) }
        guard !numbers.contains(nil) else { return nil }
        return NodeOptions(
            String(parts[0]), indexLag: (numbers.first ?? 0) ?? 0,
            clockOffset: (numbers.dropFirst().first ?? 0) ?? 0)
    }

    func run() async throws {
        var options = SimulatorOptions(
            site: SiteOptions(seed: seed, issues: issues, projects: projects), port: port,
            contextPath: contextPath, gzip: gzip)
        options.host = host
        options.remembersSearches = rememberSearches
        options.site.version = jiraVersion
        options.site.extraCustomFields = extraFields
        options.site.nodes = node.compactMap(Self.node)
        if small { options.site.bodySize = .small }
        if plainTexts { options.site.hostileTexts = false }
        options.site.hasJiraSoftware = !noSoftware
        options.site.securedPercent = secured
        if autoApprove { options.oauth.autoApproveUser = user }
        if let rateLimit { options.rateLimit = RateLimitOptions(limit: rateLimit, fillRate: rateLimit) }
        if let bearerToken { options.bearerTokens[bearerToken] = user }

        // Signals are taken over before anything is announced: a script may stop us at once.
        let stop = StopSignals()
        let simulator = try await JiraSimulator.start(options)
        if let consumerKey, let publicKey {
            let pem = try String(contentsOfFile: publicKey, encoding: .utf8)
            try simulator.oauth.register(consumerKey: consumerKey, publicKeyPEM: pem, name: consumerName)
        }
        if let portFile {
            try Data("\(simulator.baseURL)\n".utf8).write(
                to: URL(fileURLWithPath: portFile), options: .atomic)
        }
        FileHandle.standardOutput.write(Data("\(simulator.baseURL)\n".utf8))
        await stop.wait()
        await simulator.stop()
    }
}

extension LoopbackHost: ExpressibleByArgument {}
