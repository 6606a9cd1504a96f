import Foundation
import OpenSSLCrypto
import Synchronization

@testable import JiraSimulator

/// A running simulator with one consumer, and shorthands for asking it.
struct Bench {
    let simulator: JiraSimulator
    let signer: RequestSigner
    let clock: TestClock

    /// The read-only service account.
    static let user = SimulatedSite.serviceAccountKey

    static func start(_ change: (inout SimulatorOptions) -> Void = { _ in }) async throws -> Bench {
        let clock = TestClock()
        var options = SimulatorOptions(
            site: SiteOptions(
                issues: 12, projects: 2, users: 8, now: { clock.now }, bodySize: .small, publicProjects: 1))
        change(&options)
        let simulator = try await JiraSimulator.start(options)
        let pem = RequestSigner.publicKeyPEM
        try simulator.oauth.register(consumerKey: "mirror-key", publicKeyPEM: pem, name: "Mirror <1>")
        return Bench(
            simulator: simulator, signer: RequestSigner(timestamp: clock.now / 1000), clock: clock)
    }

    /// Runs a test and always stops the server.
    static func with(
        _ change: (inout SimulatorOptions) -> Void = { _ in }, _ body: (Bench) async throws -> Void
    ) async throws {
        let bench = try await start(change)
        do {
            try await body(bench)
        } catch {
            await bench.simulator.stop()
            throw error
        }
        await bench.simulator.stop()
    }

    /// One request on a connection of its own; `path` is behind the base URL.
    func ask(
        _ method: String, _ path: String, headers: [(String, String)] = [], body: String = ""
    ) throws -> Answer {
        let client = try RawClient(port: simulator.port)
        client.request(method, contextPath + path, headers: headers, body: body, close: true)
        guard let answer = client.answer(toHead: method == "HEAD") else {
            throw NoAnswer(end: client.end)
        }
        return answer
    }

    /// A request signed with `signer`.
    func signed(
        _ method: String, _ path: String, _ signer: RequestSigner, headers: [(String, String)] = [],
        body: String = ""
    ) throws -> Answer {
        let header = try signer.header(method, simulator.baseURL + path)
        return try ask(method, path, headers: [("Authorization", header)] + headers, body: body)
    }

    /// A request token as the dance begins.
    func requestToken(callback: String? = "http://127.0.0.1:9/cb") throws -> String {
        let answer = try signed("POST", "/plugins/servlet/oauth/request-token", fresh(callback: callback))
        guard answer.status == 200, let token = answer.form["oauth_token"] else {
            throw NoAnswer(end: nil)
        }
        return token
    }

    /// A signer with a new nonce and the present time.
    func fresh(token: String? = nil, callback: String? = nil, verifier: String? = nil) -> RequestSigner {
        var signer = RequestSigner(timestamp: simulator.site.now / 1000)
        signer.token = token
        if let callback { signer.extra.append(("oauth_callback", callback)) }
        if let verifier { signer.extra.append(("oauth_verifier", verifier)) }
        return signer
    }

    /// An access token without the dance.
    func grant() -> OAuthGrant {
        simulator.oauth.grantToken(consumerKey: "mirror-key", user: Self.user)
    }

    private var contextPath: String {
        String(simulator.baseURL.dropFirst("http://127.0.0.1:\(simulator.port)".count))
    }
}

struct NoAnswer: Error {
    var end: ConnectionEnd?
}

/// A clock that stands still until it is moved.
final class TestClock: Sendable {
    private let value = Mutex<Int64>(1_795_000_000_000)
    var now: Int64 { value.withLock { $0 } }
    func advance(seconds: Int64) { value.withLock { $0 += seconds * 1000 } }
}

extension Answer {
    /// A form-encoded body by name.
    var form: [String: String] {
        Dictionary(
            FormCoding.items(text).map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// The `oauth_problem` of the body.
    var problem: String? { form["oauth_problem"] }

    var json: Any? { try? JSONSerialization.jsonObject(with: Data(body)) }
}
