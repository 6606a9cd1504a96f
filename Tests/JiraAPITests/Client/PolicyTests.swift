import HTTPCore
import JiraAPI
import SyncCore
import Testing

@Suite("Retry, pacing and dates")
struct PolicyTests {
    @Test("waits double with full jitter and stay below the longest wait")
    func backoff() {
        let policy = RetryPolicy(attempts: 10, baseSeconds: 1, longestSeconds: 8)
        #expect(policy.decide(attempt: 1, retryAfter: nil, random: 0.5) == .wait(seconds: 0.5))
        #expect(policy.decide(attempt: 3, retryAfter: nil, random: 0.5) == .wait(seconds: 2))
        #expect(policy.decide(attempt: 9, retryAfter: nil, random: 0.5) == .wait(seconds: 4))
        #expect(policy.decide(attempt: 10, retryAfter: nil, random: 0.5) == .giveUp("after 10 tries"))
    }

    @Test("Retry-After is never undercut, and absurd values end the run")
    func retryAfter() {
        let policy = RetryPolicy()
        let told = RetryAfter("5", serverSeconds: 0)
        #expect(policy.decide(attempt: 1, retryAfter: told, random: 0) == .wait(seconds: 5))
        guard case .wait(let seconds) = policy.decide(attempt: 1, retryAfter: told, random: 0.99) else {
            Issue.record("no wait")
            return
        }
        #expect(seconds >= 5 && seconds < 6)
        for absurd in ["9223372036854775807", "99999999999999999999999", "3600"] {
            guard
                case .backOff = policy.decide(
                    attempt: 1, retryAfter: RetryAfter(absurd, serverSeconds: 0), random: 0)
            else {
                Issue.record("waited \(absurd)")
                return
            }
        }
        let date = RetryAfter("Sun, 06 Nov 1994 08:50:07 GMT", serverSeconds: 784_111_777)
        #expect(date == .seconds(30))
        #expect(RetryAfter("Sun, 06 Nov 1994 08:49:00 GMT", serverSeconds: 784_111_777) == .seconds(0))
        for rubbish in [nil, "", "soon", "-5", "1.5"] {
            #expect(RetryAfter(rubbish, serverSeconds: 0) == nil)
        }
        #expect(
            policy.decide(attempt: 1, retryAfter: RetryAfter("0", serverSeconds: 0), random: 0.5)
                == .wait(seconds: 0.5))
    }

    @Test("the Date header is read in its standard form only")
    func dates() {
        #expect(
            HTTPDate.parse("Sun, 06 Nov 1994 08:49:37 GMT") == Instant(milliseconds: 784_111_777_000))
        for text in [
            "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun, 06 Nov 1994 25:49:37 GMT",
            "Sun, 06 Xxx 1994 08:49:37 GMT",
        ] {
            #expect(HTTPDate.parse(text) == nil)
        }
    }
}
