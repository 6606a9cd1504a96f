import Synchronization
import Testing

@testable import JiraSimulator

@Suite("Rate limit")
struct ServerRateLimitTests {
    private let info = "/rest/api/2/serverInfo"

    /// Real seconds that a test moves by hand.
    private final class Seconds: Sendable {
        private let value = Mutex<Double>(1000)
        var now: Double { value.withLock { $0 } }
        func advance(_ seconds: Double) { value.withLock { $0 += seconds } }
    }

    @Test("a bucket empties, answers 429, and fills again")
    func bucket() async throws {
        let seconds = Seconds()
        try await Bench.with({
            $0.rateLimit = RateLimitOptions(limit: 3, fillRate: 2, intervalSeconds: 10)
            $0.monotonicSeconds = { seconds.now }
        }) { bench throws in
            for remaining in [2, 1, 0] {
                let answer = try bench.ask("GET", info)
                #expect(answer.status == 200)
                #expect(answer.headers["X-RateLimit-Limit"] == "3")
                #expect(answer.headers["X-RateLimit-Remaining"] == String(remaining))
                #expect(answer.headers["X-RateLimit-FillRate"] == "2")
                #expect(answer.headers["X-RateLimit-Interval-Seconds"] == "10")
                #expect(answer.headers["Retry-After"] == (remaining > 0 ? "0" : "10"))
            }
            seconds.advance(4)
            let refused = try bench.ask("GET", info, headers: [("Accept", "application/json")])
            #expect(refused.status == 429)
            #expect(refused.headers["Retry-After"] == "6")
            #expect(refused.headers["X-RateLimit-Remaining"] == "0")
            #expect(refused.json != nil)
            seconds.advance(6)
            #expect(try bench.ask("GET", info).headers["X-RateLimit-Remaining"] == "1")
            #expect(try bench.ask("GET", info).status == 200)
            #expect(try bench.ask("GET", info).status == 429)
        }
    }

    @Test(
        "Retry-After comes in every form that sites have been seen to send",
        arguments: [
            (RateLimitOptions.RetryAfterForm.seconds, "1"), (.rubbish, "soon, we hope"),
            (.longMax, "9223372036854775807"), (.absent, nil), (.date, HTTPDate.text(1_795_000_001_000)),
        ] as [(RateLimitOptions.RetryAfterForm, String?)])
    func retryAfterForms(form: RateLimitOptions.RetryAfterForm, expected: String?) async throws {
        try await Bench.with({
            $0.rateLimit = RateLimitOptions(limit: 0, fillRate: 0, retryAfter: form)
            $0.monotonicSeconds = { 1000 }
        }) { bench throws in
            let answer = try bench.ask("GET", info)
            #expect(answer.status == 429)
            #expect(answer.headers["Retry-After"] == expected)
            #expect(answer.headers["X-RateLimit-Limit"] == "0")
        }
    }

    @Test("people have buckets of their own, on each node; the exempt have none")
    func bucketsAreSeparate() async throws {
        try await Bench.with({
            $0.rateLimit = RateLimitOptions(limit: 1, fillRate: 1, exempt: ["admin"])
            $0.monotonicSeconds = { 1000 }
            $0.site.nodes = [NodeOptions("n1"), NodeOptions("n2")]
            $0.bearerTokens = ["a": SimulatedSite.administratorKey, "m": Bench.user]
        }) { bench throws in
            func ask(_ token: String, node: Int) throws -> Answer {
                try bench.ask(
                    "GET", info,
                    headers: [("Authorization", "Bearer \(token)"), ("Cookie", "AWSALB=x.\(node)")])
            }
            #expect(try ask("m", node: 0).status == 200)
            #expect(try ask("m", node: 0).status == 429)
            #expect(try ask("m", node: 1).status == 200)
            #expect(try ask("anonymous", node: 0).status == 200)
            for _ in 1...3 {
                let exempt = try ask("a", node: 0)
                #expect(exempt.status == 200)
                #expect(exempt.headers["X-RateLimit-Limit"] == "-1")
                #expect(exempt.headers["X-RateLimit-Remaining"] == "9223372036854775807")
            }
        }
    }

    @Test("without a limit there are no headers of it, and pages are never limited")
    func unlimited() async throws {
        try await Bench.with { bench throws in
            let answer = try bench.ask("GET", info)
            #expect(answer.headers["X-RateLimit-Limit"] == nil)
            #expect(answer.headers["Retry-After"] == nil)
            bench.simulator.rateLimit = RateLimitOptions(limit: 0, fillRate: 0)
            #expect(try bench.ask("GET", info).status == 429)
            #expect(try bench.ask("GET", "/login.jsp").status == 200)
        }
    }
}
