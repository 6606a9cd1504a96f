import HTTPCore
import JiraAPI
import OAuth1
import SyncCore
import Synchronization
import Testing

@Suite("The request executor")
struct RequestExecutorTests {
    /// Plays answers in order and records what was sent; an unplanned request is an issue.
    actor Script: HTTPTransport {
        private var answers: [Result<HTTPResponse, TransportError>]
        private(set) var sent: [HTTPRequest] = []
        private(set) var slept: [Double] = []
        private let clock: Clock

        init(_ answers: [Result<HTTPResponse, TransportError>], clock: Clock = Clock()) {
            self.answers = answers
            self.clock = clock
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            sent.append(request)
            clock.answer()
            guard !answers.isEmpty else {
                Issue.record("unplanned request \(request.url)")
                throw .cancelled
            }
            return try answers.removeFirst().get()
        }

        func note(sleep: Double) { slept.append(sleep) }
        var left: Int { answers.count }
    }

    /// A monotonic clock on which each answer takes so many seconds.
    final class Clock: Sendable {
        private let seconds: Double
        private let elapsed = Mutex(0.0)

        init(secondsPerAnswer seconds: Double = 0) { self.seconds = seconds }

        var now: Double { elapsed.withLock { $0 } }
        func answer() { elapsed.withLock { $0 += seconds } }
    }

    static func json(
        _ body: String = "{}", as name: String? = "svc", status: Int = 200, _ more: HTTPHeaders = [:]
    ) -> Result<HTTPResponse, TransportError> {
        var headers: HTTPHeaders = ["Content-Type": "application/json"]
        if let name { headers.append("X-AUSERNAME", name) }
        for field in more.fields { headers.append(field.name, field.value) }
        return .success(HTTPResponse(status: status, headers: headers, body: ResponseBody(body)))
    }

    static func problem(_ name: String) -> Result<HTTPResponse, TransportError> {
        .success(
            HTTPResponse(
                status: 401,
                headers: [
                    "WWW-Authenticate": "OAuth realm=\"x\", oauth_problem=\"\(name)\"",
                    "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
                ], body: ResponseBody("oauth_problem=\(name)")))
    }

    static let myself = #"{"key":"JIRAUSER1","name":"svc","displayName":"Service","timeZone":"Etc/UTC"}"#

    private func executor(
        _ script: Script, expected: ExpectedAccount? = ExpectedAccount(key: "JIRAUSER1", name: "svc"),
        attempts: Int = 3, clock: Clock = Clock()
    ) throws -> RequestExecutor {
        let site = try JiraSite("https://jira.example.com")
        let counter = Counter()
        let authorizer = OAuth1Authorizer(
            client: ClientCredentials(consumerKey: "key"),
            token: TokenCredentials(token: "token", secret: ""),
            method: .rsaSHA1 { _ in [1, 2, 3] }, nonce: { "n\(counter.next())" }, timestamp: { 1000 })
        return RequestExecutor(
            site: site, transport: script, authorizer: authorizer, expected: expected,
            policy: RetryPolicy(attempts: attempts),
            environment: ClientEnvironment(
                now: { Instant(milliseconds: 1_000_000) }, monotonic: { clock.now },
                sleep: { await script.note(sleep: $0) }, random: { 0.5 }))
    }

    private func send(_ executor: RequestExecutor, weight: RequestExecutor.Weight = .light)
        async throws(SourceError)
        -> HTTPResponse
    {
        try await executor.send(HTTPRequest(.get, "https://jira.example.com/rest/api/2/x"), weight: weight)
    }

    @Test("each try carries a nonce of its own")
    func freshNonces() async throws {
        let script = Script([Self.json("", as: nil, status: 503), .failure(.incomplete("cut")), Self.json()])
        let executor = try executor(script)
        _ = try await send(executor)
        let headers = await script.sent.compactMap { $0.headers["Authorization"] }
        #expect(headers.count == 3)
        #expect(Set(headers).count == 3)
        #expect(await script.slept == [0.5, 1])
        #expect(await executor.statistics.requests == 3)
        #expect(await executor.statistics.retries == 2)
    }

    @Test("a dead token ends at once, without another request")
    func deadToken() async throws {
        let script = Script([Self.problem("token_rejected")])
        let executor = try executor(script)
        await #expect(throws: SourceError.grantRejected(problem: "token_rejected")) {
            try await send(executor)
        }
        #expect(await script.sent.count == 1)
    }

    @Test("a used nonce is signed anew, once")
    func usedNonce() async throws {
        let script = Script([Self.problem("nonce_used"), Self.json()])
        _ = try await send(try executor(script))
        let twice = Script([Self.problem("nonce_used"), Self.problem("nonce_used")])
        let executor = try executor(twice)
        await #expect(throws: SourceError.self) { try await send(executor) }
        #expect(await twice.left == 0)
    }

    @Test("a refused timestamp takes over the server's clock, once")
    func refusedTimestamp() async throws {
        let script = Script([Self.problem("timestamp_refused"), Self.json()])
        _ = try await send(try executor(script))
        let headers = await script.sent.compactMap { $0.headers["Authorization"] }
        #expect(headers[0].contains("oauth_timestamp=\"1000\""))
        #expect(headers[1].contains("oauth_timestamp=\"784111777\""))
    }

    @Test("an anonymous answer that /myself confirms kills the grant")
    func anonymous() async throws {
        let script = Script([Self.json(as: "anonymous"), Self.json("", as: "anonymous", status: 401)])
        let executor = try executor(script)
        await #expect(throws: SourceError.grantRejected(problem: "anonymous")) { try await send(executor) }
    }

    @Test("an anonymous answer is asked again where /myself is still us, and never passed on")
    func passingAnonymity() async throws {
        let script = Script([Self.json("1", as: "anonymous"), Self.json(Self.myself), Self.json("2")])
        #expect(try await send(try executor(script)).body.text == "2")
        let always = Script([
            Self.json("1", as: "anonymous"), Self.json(Self.myself), Self.json("1", as: "anonymous"),
            Self.json(Self.myself),
        ])
        let executor = try executor(always)
        await #expect(throws: SourceError.self) { try await send(executor) }
        #expect(await always.left == 0)
    }

    @Test("a renamed account is settled by its key, another account stops the run")
    func renamed() async throws {
        let renamed = Self.myself.replacing("\"svc\"", with: "\"robot\"")
        let script = Script([Self.json(as: "robot"), Self.json(renamed, as: "robot"), Self.json(as: "robot")])
        let executor = try executor(script)
        _ = try await send(executor)
        _ = try await send(executor)
        #expect(await script.left == 0)

        let foreign = Self.myself.replacing("JIRAUSER1", with: "JIRAUSER2").replacing(
            "\"svc\"", with: "\"eve\"")
        let other = try self.executor(Script([Self.json(as: "eve"), Self.json(foreign, as: "eve")]))
        await #expect(throws: SourceError.identityChanged(expected: "svc", found: "eve")) {
            try await send(other)
        }
    }

    @Test("a stripped header costs one /myself and nothing else")
    func strippedHeader() async throws {
        let script = Script([Self.json("1", as: nil), Self.json(Self.myself, as: nil)])
        #expect(try await send(try executor(script)).body.text == "1")
        #expect(await script.sent.last?.url.hasSuffix("/myself") == true)
    }

    @Test("the answer of /myself proves whose it is itself", arguments: ["svc", nil])
    func provesItself(_ header: String?) async throws {
        let question = HTTPRequest(.get, "https://jira.example.com/rest/api/2/myself")
        // After `authorize` the key is known; the name comes with the first answer.
        let script = Script([Self.json(Self.myself, as: header), Self.json()])
        let executor = try executor(script, expected: ExpectedAccount(key: "JIRAUSER1", name: ""))
        _ = try await executor.send(question)
        _ = try await send(executor)
        #expect(await script.sent.count == 2)

        let other = #"{"key":"JIRAUSER2","name":"svc","displayName":"Other","timeZone":"Etc/UTC"}"#
        let foreign = Script([Self.json(other, as: header)])
        let second = try self.executor(foreign, expected: ExpectedAccount(key: "JIRAUSER1", name: ""))
        await #expect(throws: SourceError.identityChanged(expected: "", found: "svc")) {
            try await second.send(question)
        }
        #expect(await foreign.sent.count == 1)
    }

    @Test("/myself answered to nobody who is logged in proves nothing, whatever it says")
    func anonymousMyself() async throws {
        let script = Script([
            Self.json(Self.myself, as: "anonymous"), Self.json(Self.myself, as: "anonymous"),
        ])
        let executor = try executor(script, expected: ExpectedAccount(key: "JIRAUSER1", name: "svc"))
        await #expect(throws: SourceError.grantRejected(problem: GrantProblem.anonymous.rawValue)) {
            try await executor.send(HTTPRequest(.get, "https://jira.example.com/rest/api/2/myself"))
        }
        #expect(await script.sent.count == 2)
    }

    @Test("a page that is too heavy is told to the caller instead of hammered")
    func heavyPages() async throws {
        for fault in [TransportError.timedOut(phase: "idle"), .bodyTooLarge(limit: 1 << 20)] {
            let executor = try executor(Script([.failure(fault)]))
            await #expect(throws: SourceError.self) { try await send(executor, weight: .page) }
        }
        let server = Script(Array(repeating: Self.json("", as: nil, status: 500), count: 3))
        let executor = try executor(server, attempts: 6)
        await #expect(throws: SourceError.pageTooHeavy("Jira failed over this request (500)")) {
            try await send(executor, weight: .page)
        }
        #expect(await server.left == 0)
    }

    @Test(
        "a page that fails quickly is asked for again: the server's trouble mostly passes",
        arguments: [
            RequestExecutor.Weight.page, .fixed, .light,
        ])
    func passingTrouble(_ weight: RequestExecutor.Weight) async throws {
        let script = Script([
            Self.json("", as: nil, status: 504), Self.json("", as: nil, status: 502), Self.json(),
        ])
        let executor = try executor(script, attempts: 6)
        _ = try await send(executor, weight: weight)
        #expect(await script.left == 0)
        #expect(await script.slept == [0.5, 1])
    }

    @Test(
        "what a server worked on for long in vain is not asked for again as it was",
        arguments: [
            RequestExecutor.Weight.page, .fixed,
        ])
    func slowTrouble(_ weight: RequestExecutor.Weight) async throws {
        let clock = Clock(secondsPerAnswer: PageSize.heavySeconds + 1)
        let script = Script([Self.json("", as: nil, status: 504)], clock: clock)
        let executor = try executor(script, attempts: 6, clock: clock)
        await #expect(throws: SourceError.pageTooHeavy("Jira failed over this request (504)")) {
            try await send(executor, weight: weight)
        }
        #expect(await script.slept.isEmpty)
    }

    @Test("where nothing can be made smaller, every try is used before the run is told to come back later")
    func fixedSize() async throws {
        let script = Script(Array(repeating: Self.json("", as: nil, status: 500), count: 6))
        let executor = try executor(script, attempts: 6)
        let later = SourceError.tryLater("Jira failed over this request (500), after 6 tries")
        await #expect(throws: later) { try await send(executor, weight: .fixed) }
        #expect(await script.left == 0)
        let silent = try self.executor(Script([.failure(.timedOut(phase: "total"))]), attempts: 6)
        await #expect(throws: SourceError.pageTooHeavy("no answer in time (total)")) {
            try await send(silent, weight: .fixed)
        }
    }

    @Test("a refused certificate is no reason to try again")
    func refusedCertificate() async throws {
        let script = Script([.failure(.tls("self-signed certificate"))])
        let executor = try executor(script)
        await #expect(throws: SourceError.self) { try await send(executor) }
        #expect(await script.slept.isEmpty)
    }

    @Test("after the last try the run is told to come back later")
    func givesUp() async throws {
        let script = Script(Array(repeating: .failure(.couldNotConnect("refused")), count: 3))
        let executor = try executor(script)
        await #expect(throws: SourceError.tryLater("could not connect: refused, after 3 tries")) {
            try await send(executor)
        }
    }

    final class Counter: @unchecked Sendable {
        // Only ever used by one executor, whose calls come one after the other.
        private var value = 0
        func next() -> Int {
            value += 1
            return value
        }
    }
}
