import HTTPCore
import OAuth1
import SyncCore
import Testing

@testable import JiraAPI

@Suite("Personal access tokens") struct PersonalAccessTokenTests {
    @Test func theListHoldsNamesAndEnds() throws {
        let body = ResponseBody(
            """
            [{"id":1,"name":"mirror","createdAt":"2026-01-01T10:00:00.000+0100","expiringAt":\
            "2026-12-31T10:00:00.000+0100"},{"id":2,"name":"lasting","createdAt":"2026-01-01T10:00:00.000Z"}]
            """)
        let tokens = try PersonalAccessTokens.decode(body)
        #expect(tokens.map(\.name) == ["mirror", "lasting"])
        #expect(tokens[0].expiresAt?.text == "2026-12-31T09:00:00.000Z")
        #expect(tokens[1].expiresAt == nil)
        #expect(throws: DecodingError.self) {
            try PersonalAccessTokens.decode(ResponseBody("[{\"id\":1,\"expiringAt\":\"soon\"}]"))
        }
    }

    @Test func aRefusedTokenWhoseEndIsOverHasExpired() async throws {
        let end = Instant(milliseconds: 1_000_000)
        let before = BearerAuthorizer(token: "t", endsAt: end, now: { Instant(milliseconds: 999_999) })
        #expect(try await !before.recover(from: 0))
        let after = BearerAuthorizer(token: "t", endsAt: end, now: { end })
        await #expect(throws: SourceError.grantRejected(problem: "expired")) {
            try await after.recover(from: 0)
        }
        var request = HTTPRequest(.get, "https://jira.example.com/")
        try after.authorize(&request, clockOffset: 0)
        #expect(request.headers["Authorization"] == "Bearer t")
        #expect("\(after)" == "<bearer token, redacted>")
    }
}
