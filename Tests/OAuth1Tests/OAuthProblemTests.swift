import OAuth1
import Testing

@Suite struct OAuthProblemTests {
    private func body(_ text: String) -> OAuthProblem? {
        OAuthProblem(authenticate: [], body: Array(text.utf8))
    }
    private func header(_ text: String...) -> OAuthProblem? { OAuthProblem(authenticate: text, body: []) }

    @Test("a problem in the header")
    func inHeader() {
        let problem = header(
            "OAuth realm=\"https%3A%2F%2Fjira.example.com\", oauth_problem=\"token_rejected\"")
        #expect(problem?.name == .tokenRejected)
    }

    @Test("a problem in a form body")
    func inBody() { #expect(body("oauth_problem=token_rejected")?.name == .tokenRejected) }

    @Test("the header wins over the body, and the body adds to it")
    func both() {
        let problem = OAuthProblem(
            authenticate: ["OAuth oauth_problem=\"timestamp_refused\""],
            body: Array("oauth_problem=nonce_used&oauth_acceptable_timestamps=10-20".utf8))
        #expect(problem?.name == .timestampRefused)
        #expect(problem?.acceptableTimestamps == 10...20)
    }

    @Test(
        "the realm that Jira adds to every 401 is no problem",
        arguments: [
            "OAuth realm=\"https%3A%2F%2Fissues.redhat.com\"", "OAuth", "",
            "Basic realm=\"x\", oauth_problem=\"y\"",
        ])
    func bareRealm(_ text: String) {
        #expect(header(text) == nil)
        #expect(
            OAuthProblem(
                authenticate: [text], body: Array("{\"message\":\"oauth_problem=token_rejected\"}".utf8))
                == nil)
    }

    @Test("other schemes, quotes, commas and spaces in the header do not confuse")
    func mixedHeader() {
        let problem = header(
            "Negotiate, Basic realm=\"a, OAuth oauth_problem=\\\"token_used\\\"\", oauth  realm = x ,"
                + " OAUTH_PROBLEM = nonce_used")
        #expect(problem?.name == .nonceUsed)
        #expect(header("Negotiate abc==", "OAuth oauth_problem=token_used")?.name == .tokenUsed)
        #expect(header("OAuth oauth_problem=\"unclosed")?.name.rawValue == "unclosed")
    }

    @Test("acceptable timestamps in seconds and in milliseconds")
    func timestamps() {
        let seconds = body(
            "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1722679572-1722680172")
        let milliseconds = body(
            "oauth_problem=timestamp_refused&oauth_acceptable_timestamps=1722679572123-1722680172123")
        #expect(seconds?.acceptableTimestamps == 1_722_679_572...1_722_680_172)
        #expect(milliseconds?.acceptableTimestamps == seconds?.acceptableTimestamps)
        #expect(seconds?.serverTimestamp == 1_722_679_872)
    }

    @Test(
        "timestamps that make no sense are left out",
        arguments: [
            "", "x", "5", "20-10", "-5-10", "1-2-3", "99999999999999999999-1", "1-99999999999999999999",
        ])
    func badTimestamps(_ text: String) {
        let problem = body("oauth_problem=timestamp_refused&oauth_acceptable_timestamps=\(text)")
        #expect(problem?.name == .timestampRefused)
        #expect(problem?.acceptableTimestamps == nil)
    }

    @Test("absent and rejected parameters are kept by name, never by value")
    func parameters() {
        #expect(
            body("oauth_problem=parameter_absent&oauth_parameters_absent=oauth_verifier%26oauth_token")?
                .absentParameters == ["oauth_verifier", "oauth_token"])
        let rejected = body(
            "oauth_problem=parameter_rejected&oauth_parameters_rejected=oauth_token%3Dsecret%26a%3Db")
        #expect(rejected?.rejectedParameters == ["oauth_token", "a"])
        #expect(!"\(String(describing: rejected))".contains("secret"))
    }

    @Test("an echoed base string is not kept")
    func echo() {
        let problem = body(
            "oauth_problem=signature_invalid&oauth_signature_base_string=GET%26oauth_token%253Dcanary"
                + "&oauth_signature_method=RSA-SHA1")
        #expect(problem?.name == .signatureInvalid)
        #expect(!"\(String(describing: problem))".contains("canary"))
    }

    @Test("advice is bounded and cannot move the cursor")
    func advice() throws {
        let long = String(repeating: "x", count: 2000)
        let problem = try #require(
            body("oauth_problem=a%1B%5B31m&oauth_problem_advice=%0D%0A%E2%80%AE\(long)"))
        #expect(problem.name.rawValue == "a[31m")
        #expect(problem.advice == String(repeating: "x", count: 500))
    }

    @Test(
        "bodies that are no form, or too long, are ignored",
        arguments: [
            "<html>oauth_problem=token_rejected</html>", "{\"oauth_problem\":\"token_rejected\"}",
            "oauth_problem=",
        ])
    func otherBodies(_ text: String) {
        #expect(body(text) == nil)
        #expect(body("oauth_problem=token_rejected&x=" + String(repeating: "y", count: 70_000)) == nil)
    }
}
