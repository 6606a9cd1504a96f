package import HTTPCore
package import SyncCore

/// Sends requests one by one or side by side: signs each try, paces ahead of the rate limit, retries what
/// may be retried, and lets no answer through that is not the authorized account's.
package actor RequestExecutor {
    /// What an answer may cost before it is given up.
    package enum Weight: Sendable {
        /// Small: failures are the server's trouble and retried.
        case light
        /// A list or a count that cannot be made smaller: quick failures are retried, what takes long is told at once.
        case fixed
        /// A page whose size the caller can halve, or an issue that it can put aside: failures that may be over its
        /// size are told after a few tries.
        case page
    }

    /// Tries of a page that fails quickly: mostly the server's trouble, which passes; but it may be over an issue.
    private static let pageAttempts = 3

    package let site: JiraSite
    private let transport: any HTTPTransport
    private let authorizer: any RequestAuthorizer
    private let policy: RetryPolicy
    private let environment: ClientEnvironment

    /// Nil while nobody is authorized yet (the proof at the end of `authorize`).
    private var expected: ExpectedAccount?
    private var clockOffset: Int64 = 0
    private var bucket = RateLimitBucket()
    private var pace = LearnedPace()
    package private(set) var statistics = ClientStatistics()

    package init(
        site: JiraSite, transport: any HTTPTransport, authorizer: any RequestAuthorizer,
        expected: ExpectedAccount?, policy: RetryPolicy, environment: ClientEnvironment
    ) {
        self.site = site
        self.transport = transport
        self.authorizer = authorizer
        self.expected = expected
        self.policy = policy
        self.environment = environment
    }

    /// Sends until there is an answer to give or a reason to stop.
    ///
    /// - Returns: a JSON answer with status 2xx of the expected account.
    package func send(_ request: HTTPRequest, weight: Weight = .light) async throws(SourceError)
        -> HTTPResponse
    {
        var attempt = 0
        var resigned = false
        var distrusted = false
        var recoveries = 0
        while true {
            attempt += 1
            try await authorizer.prepare()
            let response: HTTPResponse
            let seconds: Double
            let generation = authorizer.generation
            do {
                (response, seconds) = try await exchange(request, isRetry: attempt > 1)
            } catch {
                try await pause(after: error, attempt: attempt, weight: weight)
                continue
            }
            let verdict = AnswerVerdict(response)
            switch verdict {
            case .answered, .refused, .notFound, .forbidden:
                // A refusal of somebody else's request says nothing about what is ours.
                if try await isTrusted(response, to: request) {
                    if let refusal = verdict.refusal { throw refusal }
                    return response
                }
                guard !distrusted else {
                    throw .notAuthorized("Jira answers as anonymous although the grant is good")
                }
                distrusted = true
            case .loginWanted(let what):
                try await confirmAnonymity()
                throw .loginPage("\(what), although the account is logged in")
            case .nonceUsed:
                guard !resigned else { throw .notAuthorized("Jira refused the signed request: nonce_used") }
                resigned = true
            case .clockRefused(let server):
                guard !resigned, correctClock(server: server, response) else {
                    throw .notAuthorized(clockMessage)
                }
                resigned = true
            case .retry(let why):
                try await wait(
                    attempt, why,
                    RetryAfter(response.headers["Retry-After"], serverSeconds: serverSeconds(response)))
            case .failed(let why):
                // Asked again it would keep the server, or the proxy that gave up on it, busy as long once more.
                let isSlow = weight != .light && seconds > PageSize.heavySeconds
                if isSlow || (weight == .page && attempt >= Self.pageAttempts) { throw .pageTooHeavy(why) }
                try await wait(attempt, why, nil)
            case .unauthenticated:
                if try await recovers(&recoveries, from: generation) { continue }
                guard expected != nil else { throw .grantRejected(problem: GrantProblem.anonymous.rawValue) }
                try await confirmAnonymity()
                throw .notAuthorized(
                    "Jira refuses the account this answer (401): \(ErrorBody(response.body).summary ?? "no reason given")"
                )
            case .grantRejected(let problem):
                if try await recovers(&recoveries, from: generation) { continue }
                throw .grantRejected(problem: problem)
            case .loginDenied(let why): throw denial(why)
            case .notAuthorized(let why): throw .notAuthorized(why)
            case .notJira(let what): throw .unexpectedAnswer(what)
            }
        }
    }

    // MARK: One exchange

    /// The answer, and how many seconds it took.
    private func exchange(
        _ request: HTTPRequest, isRetry: Bool
    ) async throws(TransportError) -> (HTTPResponse, seconds: Double) {
        while let delay = nextDelay() {
            statistics.waitSeconds += delay
            do { try await environment.sleep(delay) } catch { throw .cancelled }
        }
        let response: HTTPResponse
        let sentAt: Double
        do throws(TransportError) {
            let signed = try signed(request)
            sentAt = environment.monotonic()
            statistics.requests += 1
            if isRetry { statistics.retries += 1 }
            response = try await transport.send(signed)
        } catch {
            bucket.lose(now: environment.monotonic())
            throw error
        }
        statistics.bytes += response.wireBytes
        bucket.learn(response.headers, sentAt: sentAt, now: environment.monotonic())
        learnPace(response)
        if let date = response.headers["Date"].flatMap(HTTPDate.parse) {
            statistics.clockSkewSeconds = date - environment.now()
        }
        return (response, environment.monotonic() - sentAt)
    }

    /// Seconds until a request may go; nil takes its token.
    private func nextDelay() -> Double? {
        let now = environment.monotonic()
        return bucket.isLimited ? bucket.take(now: now) : pace.take(now: now) ?? bucket.take(now: now)
    }

    /// Where headers tell of a limit, nothing needs to be guessed.
    private func learnPace(_ response: HTTPResponse) {
        guard !bucket.isLimited else { return }
        guard response.status == 429 else { return pace.answered(now: environment.monotonic()) }
        var seconds: Double?
        if case .seconds(let asked)? = RetryAfter(
            response.headers["Retry-After"], serverSeconds: serverSeconds(response))
        {
            seconds = min(asked, policy.longestRetryAfterSeconds)
        }
        pace.refused(now: environment.monotonic(), retryAfter: seconds)
    }

    /// Signed anew for each try: nonces and timestamps are used once.
    private func signed(_ request: HTTPRequest) throws(TransportError) -> HTTPRequest {
        var signed = request
        signed.headers.set("Accept", "application/json")
        do {
            try authorizer.authorize(&signed, clockOffset: clockOffset)
        } catch {
            throw .refusedURL("\(error)")
        }
        return signed
    }

    /// Waits before another try, or throws what this failure means.
    private func pause(after error: TransportError, attempt: Int, weight: Weight) async throws(SourceError) {
        switch TransportVerdict(error, weight: weight) {
        case .retry(let why): try await wait(attempt, why, nil)
        case .failed(let failure): throw failure
        }
    }

    private func wait(_ attempt: Int, _ why: String, _ retryAfter: RetryAfter?) async throws(SourceError) {
        switch policy.decide(attempt: attempt, retryAfter: retryAfter, random: environment.random()) {
        case .giveUp(let reason): throw .tryLater("\(why), \(reason)")
        case .backOff(let reason): throw .backOff("\(why), \(reason)")
        case .wait(let seconds):
            statistics.waitSeconds += seconds
            do { try await environment.sleep(seconds) } catch { throw .cancelled }
        }
    }

    // MARK: Clock

    private func serverSeconds(_ response: HTTPResponse) -> Double {
        let date = response.headers["Date"].flatMap(HTTPDate.parse) ?? environment.now()
        return Double(date.milliseconds) / 1000
    }

    /// Takes over the server's clock for signatures; false where the answer does not tell it.
    private func correctClock(server: Int64?, _ response: HTTPResponse) -> Bool {
        let date = response.headers["Date"].flatMap(HTTPDate.parse).map { $0.milliseconds / 1000 }
        guard let clock = date ?? server else { return false }
        clockOffset = clock - environment.now().milliseconds / 1000
        return true
    }

    private var clockMessage: String {
        let skew = statistics.clockSkewSeconds.map { " by \(Int($0)) s" } ?? ""
        return "this machine's clock and Jira's differ\(skew): set the clock (Jira bears 5 minutes)"
    }

    // MARK: Identity

    /// Whether an answer is the expected account's. A name that is missing or differs is settled by `/myself`:
    /// edges strip headers, and users get renamed.
    private func isTrusted(
        _ response: HTTPResponse, to request: HTTPRequest
    ) async throws(SourceError) -> Bool {
        let name = AnswerVerdict.accountName(response)
        guard let account = expected, name != account.name else { return true }
        // Its own answer need not be asked for again.
        let isAnswered = (200..<300).contains(response.status) && name != AnswerVerdict.anonymous
        let isIdentity = request.url == myself.url && isAnswered
        let proven = try await prove(account, by: isIdentity ? response : nil)
        expected?.name = proven.name
        return name == nil || name == proven.name
    }

    /// After a 401 without a reason: throws where the account has become anonymous, returns where it has not.
    private func confirmAnonymity() async throws(SourceError) {
        if let account = expected { _ = try await prove(account) }
    }

    private func prove(
        _ account: ExpectedAccount, by answer: HTTPResponse? = nil
    ) async throws(SourceError) -> Identity {
        let found: Identity
        if let answer { found = try IdentityDecoder.decode(answer) } else { found = try await askWhoWeAre() }
        guard found.key == account.key else {
            throw .identityChanged(expected: account.name, found: found.name)
        }
        return found
    }

    /// A login that Jira did not even look at. Where each request is a login, asking again makes it worse.
    private func denial(_ why: String) -> SourceError {
        authorizer.isCountedAsLogin
            ? .grantRejected(problem: GrantProblem.loginDenied.rawValue) : .notAuthorized(why)
    }

    /// Whether there is another sign-in than the refused one. Some tries a request: others renew while it is on its way.
    private func recovers(_ tries: inout Int, from generation: Int) async throws(SourceError) -> Bool {
        tries += 1
        return tries <= 3 ? try await authorizer.recover(from: generation) : false
    }

    private var myself: HTTPRequest { HTTPRequest(.get, site.url("/rest/api/2/myself")) }

    private func askWhoWeAre() async throws(SourceError) -> Identity {
        var attempt = 0
        var recoveries = 0
        while true {
            attempt += 1
            try await authorizer.prepare()
            let response: HTTPResponse
            let generation = authorizer.generation
            do {
                (response, _) = try await exchange(myself, isRetry: attempt > 1)
            } catch {
                try await pause(after: error, attempt: attempt, weight: .light)
                continue
            }
            let verdict = AnswerVerdict(response)
            switch verdict {
            case .answered(let name) where name != AnswerVerdict.anonymous:
                return try IdentityDecoder.decode(response)
            case .answered, .unauthenticated, .grantRejected:
                guard try await recovers(&recoveries, from: generation) else {
                    throw .grantRejected(problem: verdict.problem ?? GrantProblem.anonymous.rawValue)
                }
            case .loginDenied(let why): throw denial(why)
            case .retry(let why), .failed(let why): try await wait(attempt, why, nil)
            case .notAuthorized(let why), .forbidden(let why): throw .notAuthorized(why)
            case .nonceUsed, .clockRefused: throw .notAuthorized("Jira refused the signed request")
            case .refused(let messages): throw .queryRefused(messages)
            case .notFound(let why), .notJira(let why), .loginWanted(let why):
                throw .unexpectedAnswer(why)
            }
        }
    }
}
