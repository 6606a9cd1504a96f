import HTTPCore
import JiraAPI
import Testing

@Suite("What an answer means")
struct AnswerVerdictTests {
    private func verdict(
        _ status: Int, _ body: String = "{}", _ headers: HTTPHeaders = ["Content-Type": "application/json"]
    ) -> AnswerVerdict {
        AnswerVerdict(HTTPResponse(status: status, headers: headers, body: ResponseBody(body)))
    }

    private func problem(_ name: String, status: Int) -> AnswerVerdict {
        verdict(
            status, "oauth_problem=\(name)",
            [
                "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
                "WWW-Authenticate":
                    "OAuth realm=\"https%3A%2F%2Fjira.example.com\", oauth_problem=\"\(name)\"",
            ])
    }

    @Test("a JSON answer carries the decoded name it was given under")
    func answered() {
        #expect(verdict(200) == .answered(as: nil))
        #expect(
            verdict(
                200, "{}", ["Content-Type": "application/json;charset=UTF-8", "X-AUSERNAME": "a%40b.example"])
                == .answered(as: "a@b.example"))
    }

    @Test(
        "only problems that kill the grant mark it",
        arguments: [
            "token_rejected", "token_revoked", "token_expired", "consumer_key_unknown",
            "consumer_key_rejected",
        ])
    func fatal(name: String) {
        #expect(problem(name, status: 401) == .grantRejected(problem: name))
    }

    @Test(
        "other problems stop the run and leave the grant alone",
        arguments: ["signature_invalid", "permission_denied", "additional_authorization_required", "made_up"])
    func notFatal(name: String) {
        guard case .notAuthorized(let why) = problem(name, status: 401) else {
            Issue.record("\(problem(name, status: 401))")
            return
        }
        #expect(why.contains(name))
    }

    @Test("a 503 that carries a problem is not an overload")
    func refusedConsumer() {
        guard case .notAuthorized = problem("consumer_key_refused", status: 503) else {
            Issue.record("\(problem("consumer_key_refused", status: 503))")
            return
        }
        #expect(verdict(503, "<html>") == .retry("Jira is not available (503)"))
    }

    @Test("nonce and clock are told apart")
    func nonceAndClock() {
        #expect(problem("nonce_used", status: 401) == .nonceUsed)
        let clock = verdict(
            400, "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1722679572-1722680172",
            ["Content-Type": "application/x-www-form-urlencoded"])
        #expect(clock == .clockRefused(serverSeconds: 1_722_679_872))
    }

    @Test("a 401 with Jira's bare OAuth header proves nothing about the token")
    func bareChallenge() {
        #expect(
            verdict(
                401,
                #"{"message":"Client must be authenticated to access this resource.","status-code":401}"#,
                ["Content-Type": "application/json", "WWW-Authenticate": "OAuth realm=\"https%3A%2F%2Fj\""])
                == .unauthenticated)
    }

    @Test("HTML with status 200 and redirects are not Jira's interface")
    func notJira() {
        guard case .notJira(let page) = verdict(200, "<html>", ["Content-Type": "text/html"]) else {
            Issue.record("HTML was taken for an answer")
            return
        }
        #expect(page.contains("HTML"))
        guard
            case .notJira(let redirect) = verdict(
                302, "", ["Location": "https://sso.example.com/login?token=secret"])
        else {
            Issue.record("a redirect was taken for an answer")
            return
        }
        #expect(redirect.contains("sso.example.com/login"))
        #expect(!redirect.contains("secret"))
        #expect(verdict(200, "{}", [:]) != .answered(as: nil))
    }

    @Test("a denied login is told from missing rights, even with status 200")
    func captcha() {
        let denied: HTTPHeaders = [
            "Content-Type": "application/json", "X-Seraph-LoginReason": "AUTHENTICATION_DENIED",
            "X-Authentication-Denied-Reason": "CAPTCHA_CHALLENGE; login-url=https://jira/login.jsp",
        ]
        for status in [200, 403] {
            guard case .loginDenied(let why) = verdict(status, "{}", denied) else {
                Issue.record("status \(status)")
                return
            }
            #expect(why.contains("CAPTCHA"))
        }
        #expect(
            verdict(200, "{}", ["Content-Type": "application/json", "X-Seraph-LoginReason": "OUT, OK"])
                == .answered(as: nil))
    }

    @Test("sizes and overload ask for different cures")
    func failures() {
        for status in [500, 502, 504] {
            guard case .failed = verdict(status, "<html>", ["Content-Type": "text/html"]) else {
                Issue.record("status \(status)")
                return
            }
        }
        #expect(verdict(429) == .retry("Jira's rate limit (429)"))
    }
}
