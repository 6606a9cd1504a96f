import HTTPCore
import OAuth1
import SyncCore
import Synchronization
import Testing

@testable import JiraAPI

@Suite("OAuth 2.0") struct OAuth2FlowTests {
    private final class Endpoint: HTTPTransport {
        private let answer: HTTPResponse
        private let seen = Mutex<[HTTPRequest]>([])
        var requests: [HTTPRequest] { seen.withLock { $0 } }

        init(_ status: Int, _ body: String, type: String = "application/json;charset=UTF-8") {
            answer = HTTPResponse(
                status: status, headers: ["Content-Type": type], body: ResponseBody(body))
        }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            seen.withLock { $0.append(request) }
            return answer
        }
    }

    private static let client = OAuth2Client(
        id: "id 1", secret: "s&cret", redirectURI: "https://127.0.0.1:8765/callback")
    private static let consent = OAuth2Consent(
        client: client, state: "state-of-ours", proofKey: ProofKey(verifier: "verifier", challenge: "chal"))
    private static let tokens = """
        {"access_token":"a1","refresh_token":"r1","expires_in":7200,"token_type":"bearer","scope":"READ"}
        """

    private func flow(_ endpoint: Endpoint) throws -> OAuth2Flow {
        OAuth2Flow(
            site: try JiraSite("https://jira.example.com/jira"), client: Self.client, transport: endpoint,
            now: { Instant(milliseconds: 1_000_000) })
    }

    private func reply(_ query: String) throws -> AuthorizationReply {
        try Self.consent.reply(try FormEncoding(decoding: Array(query.utf8)).pairs)
    }

    @Test func theConsentPageGetsStateAndChallengeButNeverTheVerifier() throws {
        let url = try flow(Endpoint(200, "")).authorizeURL(Self.consent)
        #expect(
            url == "https://jira.example.com/jira/rest/oauth2/latest/authorize?client_id=id%201"
                + "&redirect_uri=https%3A%2F%2F127.0.0.1%3A8765%2Fcallback&response_type=code&scope=READ"
                + "&state=state-of-ours&code_challenge=chal&code_challenge_method=S256")
        #expect("\(Self.consent) \(Self.client) \(Self.consent.proofKey)".contains("verifier") == false)
    }

    @Test func aReplyMustCarryOurStateOnceAndACode() throws {
        #expect(try reply("code=abc&state=state-of-ours") == AuthorizationReply(code: "abc"))
        #expect(try reply("error=access_denied&state=state-of-ours") == .denied)
        for (query, error) in [
            ("code=abc", AuthorizationError.tokenMismatch), ("code=abc&state=other", .tokenMismatch),
            ("error=access_denied&state=x", .tokenMismatch), ("state=state-of-ours", .verifierMissing),
            ("code=a&code=b&state=state-of-ours", .duplicateParameter("code")),
            ("error=invalid_scope&state=state-of-ours", .unexpected(problem: "invalid_scope")),
        ] {
            #expect(throws: error) { try reply(query) }
        }
    }

    @Test func theExchangeKeepsItsSecretsInTheBody() async throws {
        let endpoint = Endpoint(200, Self.tokens)
        let tokens = try await flow(endpoint).exchange(
            AuthorizationReply(code: "abc"), of: Self.consent)
        #expect(tokens.access == "a1" && tokens.refresh == "r1")
        #expect(tokens.accessExpiresAt == Instant(milliseconds: 8_200_000))
        let request = try #require(endpoint.requests.first)
        #expect(request.url == "https://jira.example.com/jira/rest/oauth2/latest/token")
        #expect(
            String(decoding: request.body ?? [], as: UTF8.self)
                == "grant_type=authorization_code&code=abc&code_verifier=verifier&client_id=id%201"
                + "&client_secret=s%26cret&redirect_uri=https%3A%2F%2F127.0.0.1%3A8765%2Fcallback")
        await #expect(throws: AuthorizationError.denied) {
            try await flow(endpoint).exchange(.denied, of: Self.consent)
        }
        #expect(endpoint.requests.count == 1)
    }

    @Test func aRenewalSendsTheRedirectURIToo() async throws {
        let endpoint = Endpoint(200, Self.tokens)
        _ = try await flow(endpoint).refresh("r0")
        let body = String(decoding: try #require(endpoint.requests.first).body ?? [], as: UTF8.self)
        #expect(body.hasPrefix("grant_type=refresh_token&refresh_token=r0&"))
        #expect(body.contains("&redirect_uri=https"))
    }

    @Test func eachRefusalIsToldFromTheOthers() async throws {
        func failure(_ status: Int, _ body: String, type: String = "application/json") async
            -> AuthorizationError?
        {
            do throws(AuthorizationError) {
                guard let flow = try? flow(Endpoint(status, body, type: type)) else { return nil }
                _ = try await flow.exchange(try AuthorizationReply(code: "abc"), of: Self.consent)
                return nil
            } catch {
                return error
            }
        }
        #expect(await failure(400, #"{"error":"invalid_grant"}"#) == .codeRefused)
        #expect(
            await failure(401, #"{"error":"invalid_client"}"#) == .clientUnknown(problem: "invalid_client"))
        #expect(await failure(400, #"{"error":"odd"}"#) == .unexpected(problem: "odd"))
        #expect(await failure(503, "{}") == .unavailable(status: 503))
        #expect(await failure(404, "<html>", type: "text/html") == .oauth2SwitchedOff(evidence: "status 404"))
        #expect(await failure(302, "", type: "text/html") == .oauth2SwitchedOff(evidence: "status 302"))
        #expect(
            await failure(200, "<html>", type: "text/html") == .oauth2SwitchedOff(evidence: "an HTML page"))
        guard case .malformedAnswer? = await failure(200, #"{"access_token":"a","expires_in":1}"#) else {
            Issue.record("an answer without a refresh token was taken")
            return
        }
        await #expect(throws: AuthorizationError.renewalRefused(problem: "invalid_grant")) {
            try await flow(Endpoint(400, #"{"error":"invalid_grant"}"#)).refresh("r0")
        }
    }
}
