import JiraAPI
import OAuth1
import Testing

@Suite("The reply")
struct AuthorizationReplyTests {
    private static let address = Dance.callback.parameter

    @Test(
        "is refused unless it is ours, whole and single",
        arguments: [
            ("oauth_verifier=abc", AuthorizationError.tokenMismatch),
            ("oauth_token=&oauth_verifier=abc", .tokenMismatch),
            ("oauth_token=tokenTOKENtokenTOKENtokenTOKEN13&oauth_verifier=abc", .tokenMismatch),
            ("oauth_token=\(Dance.token)x&oauth_verifier=abc", .tokenMismatch),
            ("oauth_token=\(Dance.token)", .verifierMissing),
            ("oauth_token=\(Dance.token)&oauth_verifier=", .verifierMissing),
            (
                "oauth_token=\(Dance.token)&oauth_verifier=a&oauth_verifier=b",
                .duplicateParameter("oauth_verifier")
            ),
            ("oauth_token=x&oauth_token=\(Dance.token)&oauth_verifier=a", .duplicateParameter("oauth_token")),
            ("oauth_token=\(Dance.token)&oauth_verifier=a&x=1&x=2", .duplicateParameter("a parameter")),
            (
                "oauth_token=\(Dance.token)&oauth_verifier=a%0D%0Ab",
                .verifierRefused(problem: "not a code of Jira's")
            ),
            (
                "oauth_token=\(Dance.token)&oauth_verifier=" + String(repeating: "a", count: 257),
                .verifierRefused(problem: "not a code of Jira's")
            ),
            // A denial of another request is nobody's business.
            ("oauth_token=other&oauth_verifier=denied", .tokenMismatch),
        ])
    func refused(_ query: String, _ expected: AuthorizationError) async throws {
        let pairs = try Dance.pairs(query)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try AuthorizationReply(parameters: pairs, pending: Dance.pending())
        }
        #expect(error == expected)
    }

    @Test("is accepted with parameters that Jira may add, and up to 256 bytes of verifier")
    func accepted() throws {
        let long = String(repeating: "a", count: 256)
        let reply = try AuthorizationReply(
            parameters: Dance.pairs("x=1&oauth_token=\(Dance.token)&oauth_verifier=\(long)"),
            pending: Dance.pending())
        guard case .granted = reply else { return #expect(Bool(false)) }
    }

    @Test(
        "may be pasted as the address at which the browser ended, or its query",
        arguments: [
            "\(address)?oauth_token=\(Dance.token)&oauth_verifier=a1B2c3",
            "  '\(address)?oauth_verifier=a1B2c3&oauth_token=\(Dance.token)#top'\r\n",
            "?oauth_token=\(Dance.token)&oauth_verifier=a1B2c3",
            "oauth_token=\(Dance.token)&oauth_verifier=a1B2c3",
        ])
    func pastedAddress(_ text: String) throws {
        let expected = try AuthorizationReply(
            parameters: Dance.pairs("oauth_token=\(Dance.token)&oauth_verifier=a1B2c3"),
            pending: Dance.pending())
        #expect(try PastedReply.read(text, pending: Dance.pending(), site: JiraSite(Dance.site)) == expected)
    }

    @Test(
        "may be pasted as the code that Jira shows, with what was copied around it",
        arguments: [
            "a1B2c3", " 'a1B2c3'.\n", "“a1B2c3”",
        ])
    func pastedCode(_ text: String) throws {
        let pending = Dance.pending(.outOfBand)
        let expected = try AuthorizationReply(
            parameters: Dance.pairs("oauth_token=\(Dance.token)&oauth_verifier=a1B2c3"), pending: pending)
        #expect(try PastedReply.read(text, pending: pending, site: JiraSite(Dance.site)) == expected)
        #expect(try PastedReply.read("denied", pending: pending, site: JiraSite(Dance.site)) == .denied)
    }

    @Test(
        "that is something else is refused with its name",
        arguments: [
            ("", PastedReply.Problem.empty), (" \r\n", .empty), ("''", .empty),
            (String(repeating: "a", count: 5000), .tooLong),
            (
                "https://jira.example.com/jira/plugins/servlet/oauth/authorize?oauth_token=\(Dance.token)",
                .pageOfJira
            ),
            (
                "http://127.0.0.1:40123/cb/site/ffffffffffffffff?oauth_token=\(Dance.token)&oauth_verifier=a",
                .otherAddress
            ),
            ("https://evil.example/cb?oauth_token=\(Dance.token)&oauth_verifier=a", .otherAddress),
            (address, .addressWithoutReply), ("\(address)?", .addressWithoutReply),
            ("a1B2c3", .codeInsteadOfAddress), ("a1 B2", .notACode), ("/cb/site", .notACode),
            ("a=b", .notACode),
            ("naïve", .notACode),
        ])
    func refusedPaste(_ text: String, _ problem: PastedReply.Problem) async throws {
        let site = try JiraSite(Dance.site)
        let error = await authorizationError { () async throws(AuthorizationError) in
            try PastedReply.read(text, pending: Dance.pending(), site: site)
        }
        #expect(error == .pastedText(problem))
        #expect(!"\(try #require(error))".contains(Dance.token))
    }

    @Test("that is pasted but belongs to another authorization is refused")
    func pastedForeign() async throws {
        let site = try JiraSite(Dance.site)
        for (text, expected) in [
            ("\(Self.address)?oauth_token=other&oauth_verifier=a", AuthorizationError.tokenMismatch),
            ("\(Self.address)?oauth_token=\(Dance.token)&oauth_verifier=%zz", .malformedReply),
            ("\(Self.address)?oauth_token=\(Dance.token)&oauth_verifier=denied", nil),
        ] as [(String, AuthorizationError?)] {
            let error = await authorizationError { () async throws(AuthorizationError) in
                try PastedReply.read(text, pending: Dance.pending(), site: site)
            }
            #expect(error == expected)
        }
    }
}
