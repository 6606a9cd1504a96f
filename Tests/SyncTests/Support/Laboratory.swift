import CurlTransport
import Foundation
import HTTPCore
import JiraAPI
import JiraSimulator
import MirrorStore
import OAuth1
import OpenSSLCrypto
import SyncCore
import Synchronization
import TestSupport
import Testing

/// A simulated Jira, a signed client and a mirror in one process: runs without the cost of starting a program.
final class Laboratory {
    let jira: JiraSimulator
    let mirror: URL
    private let folder: URL
    private let transport: CurlTransport
    private let authorizer: OAuth1Authorizer
    private let account: ExpectedAccount
    /// When requests begin and end, for the client: what the page size goes by. How busy the machine is must not decide
    /// it, for what a run reads again are so many pages.
    var clientNow = Laboratory.steadyClock()
    /// Clock and sleep of the client.
    var environment: ClientEnvironment
    /// Stands between the client and the network.
    var wrapTransport: (any HTTPTransport) -> any HTTPTransport = { $0 }
    var retries = RetryPolicy(baseSeconds: 0.001, longestSeconds: 0.01)

    /// Key of the seeded read-only account.
    static let user = SimulatedSite.serviceAccountKey
    /// Made once: generating a key takes longer than many of the tests.
    private static let key: Result<RSAPrivateKey, CryptoError> = Result { () throws(CryptoError) in
        try RSAPrivateKey.generate(bits: 2048)
    }

    init(
        issues: Int, projects: Int = 3, seed: UInt64 = 1,
        configure: (inout SimulatorOptions) -> Void = { _ in }
    ) async throws {
        var content = SiteOptions(seed: seed, issues: issues, projects: projects)
        content.bodySize = .small
        var options = SimulatorOptions(site: content)
        let clock = HurriedClock()
        options.monotonicSeconds = { clock.now }
        environment = ClientEnvironment(
            now: Self.now, monotonic: { clock.now }, sleep: { try await clock.sleep($0) },
            random: { Double.random(in: 0..<1) })
        configure(&options)
        jira = try await JiraSimulator.start(options)
        let key = try Self.key.get()
        try jira.oauth.register(consumerKey: "k", publicKeyPEM: key.publicKey.pem, name: "test")
        let grant = jira.oauth.grantToken(consumerKey: "k", user: Self.user)
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "jira-mirror-lab-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        mirror = folder.appendingPathComponent("mirror.sqlite")
        transport = CurlTransport(CurlConfiguration(userAgent: "jira-mirror-test"))
        authorizer = OAuth1Authorizer(
            client: ClientCredentials(consumerKey: "k"),
            token: TokenCredentials(token: grant.token, secret: grant.secret),
            method: .rsaSHA1 { try key.signSHA1($0) },
            nonce: { RandomBytes.make(16).map { String($0, radix: 16) }.joined() },
            timestamp: { Int64(Date().timeIntervalSince1970) })
        account = ExpectedAccount(
            key: Self.user, name: jira.site.activeUsername(Self.user) ?? Self.user)
    }

    func stop() async {
        await jira.stop()
        try? FileManager.default.removeItem(at: folder)
    }

    static let now: @Sendable () -> Instant = { Instant(seconds: Date().timeIntervalSince1970) }

    func client(_ options: SyncOptions = SyncOptions()) throws -> JiraClient {
        JiraClient(
            executor: RequestExecutor(
                site: try JiraSite(jira.baseURL), transport: wrapTransport(transport), authorizer: authorizer,
                expected: account, policy: retries, environment: environment),
            concurrency: options.concurrency, now: clientNow)
    }

    /// A clock on which every answer takes a few milliseconds, however busy the machine is.
    static func steadyClock() -> @Sendable () -> Instant {
        let start = now()
        let steps = Mutex(0)
        return {
            start
                + steps.withLock {
                    $0 += 1
                    return Double($0) / 1000
                }
        }
    }

    /// What `sync --dry-run` would tell.
    func estimate(_ configure: (inout SyncOptions) -> Void = { _ in }) async throws -> SyncEstimate {
        var options = SyncOptions()
        configure(&options)
        let isThere = FileManager.default.fileExists(atPath: mirror.path)
        return try await EstimateRun(
            source: try client(options), options: options,
            standing: isThere ? try MirrorReader(path: mirror.path).standing() : MirrorStanding(),
            now: Self.now
        ).run()
    }

    /// How many requests the simulator counts while something is done.
    func requests(of work: () async throws -> Void) async throws -> Int64 {
        jira.log.reset()
        try await work()
        return Int64(jira.log.counters.requests)
    }

    /// One run, as the command would do it but for vault, lock and exports.
    func sync(
        _ configure: (inout SyncOptions) -> Void = { _ in },
        through wrap: (JiraClient) -> any RecordSource = { $0 },
        into wrapStore: (MirrorDatabase) -> any RecordStore = { $0 }
    ) async throws -> RunReport {
        var options = SyncOptions()
        configure(&options)
        let store = try MirrorDatabase(options: MirrorOptions(path: mirror.path), now: Self.now)
        defer { try? store.close() }
        let began = Self.now()
        let id = try store.beginRun(kind: "test", at: began, serverStartedAt: nil)
        let report = await SyncRun(
            source: wrap(try client(options)), store: wrapStore(store), options: options, now: Self.now,
            progress: { _ in }
        ).run()
        try store.finishRun(
            id,
            RunRecord(
                finishedAt: Self.now(), outcome: report.failure == nil ? .complete : .failed, exitStatus: 0))
        return report
    }

    /// `verify`, as the command would do it.
    func verify(
        sample: Int?, _ configure: (inout SyncOptions) -> Void = { _ in }
    ) async throws -> VerifyReport {
        var options = SyncOptions()
        configure(&options)
        let store = try MirrorDatabase(options: MirrorOptions(path: mirror.path), now: Self.now)
        defer { try? store.close() }
        return await VerifyRun(
            source: try client(options), store: store, options: options, sample: sample,
            chance: { Int.random(in: 0..<$0) }, now: Self.now, progress: { _ in }
        ).run()
    }

    /// Records an issue with what differs between the mirror and the site; gives the number of rows compared.
    @discardableResult
    func expectFaithful(
        leavingOut: Set<String> = [], expecting: MirrorExpectation = MirrorExpectation(),
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> Int {
        // Remote links are asked for only where a test wants them.
        let comparison = try Comparison(
            mirror: mirror, site: jira.site, user: Self.user, leavingOut: leavingOut.union(["remote_links"]),
            expecting: expecting)
        if !comparison.isEqual {
            let text = comparison.differences.joined(separator: "\n")
            Issue.record("the mirror differs:\n\(text)", sourceLocation: sourceLocation)
        }
        return comparison.rowsCompared
    }
}
