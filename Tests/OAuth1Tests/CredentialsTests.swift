import OAuth1
import Testing

@Suite struct CredentialsTests {
    private func form(_ text: String) throws -> FormEncoding { try FormEncoding(decoding: Array(text.utf8)) }

    @Test("temporary credentials need a confirmed callback")
    func confirmed() throws {
        let answer = try form("oauth_token=tok&oauth_token_secret=sec&oauth_callback_confirmed=true")
        #expect(try TemporaryCredentials(answer: answer) == TemporaryCredentials(token: "tok", secret: "sec"))
    }

    @Test(
        "without the confirmation the dance ends",
        arguments: [
            "", "&oauth_callback_confirmed=false", "&oauth_callback_confirmed=",
            "&oauth_callback_confirmed=True",
        ])
    func notConfirmed(_ suffix: String) throws {
        let answer = try form("oauth_token=tok&oauth_token_secret=sec" + suffix)
        #expect(throws: OAuth1Error.callbackNotConfirmed) { try TemporaryCredentials(answer: answer) }
    }

    @Test("a confirmation given twice is no confirmation")
    func confirmedTwice() throws {
        let answer = try form("oauth_token=t&oauth_callback_confirmed=true&oauth_callback_confirmed=true")
        #expect(throws: OAuth1Error.duplicateParameter("oauth_callback_confirmed")) {
            try TemporaryCredentials(answer: answer)
        }
    }

    @Test("Jira's answer to the exchange is read whole")
    func grant() throws {
        let grant = try TokenGrant(
            answer: form(
                "oauth_token=tok&oauth_token_secret=sec&oauth_expires_in=157680000"
                    + "&oauth_session_handle=han&oauth_authorization_expires_in=160272000"))
        #expect(grant.credentials == TokenCredentials(token: "tok", secret: "sec"))
        #expect(grant.expiresInSeconds == 157_680_000)
        #expect(grant.sessionHandle == "han")
        #expect(grant.authorizationExpiresInSeconds == 160_272_000)
    }

    @Test("a grant without the session extension is a grant")
    func plainGrant() throws {
        let grant = try TokenGrant(
            answer: form("oauth_token=tok&oauth_token_secret=sec&oauth_session_handle="))
        #expect(grant.expiresInSeconds == nil)
        #expect(grant.sessionHandle == nil)
    }

    @Test("a missing token or a life that is no number is an error")
    func badGrant() throws {
        #expect(throws: OAuth1Error.missingParameter("oauth_token")) {
            try TokenGrant(answer: form("oauth_token="))
        }
        for value in ["x", "-1", "99999999999999999999", "1.5"] {
            #expect(throws: OAuth1Error.invalidValue(parameter: "oauth_expires_in")) {
                try TokenGrant(answer: form("oauth_token=t&oauth_expires_in=\(value)"))
            }
        }
    }

    @Test("no credential shows itself")
    func redaction() throws {
        let canary = "canary-4711"
        let grant = try TokenGrant(answer: form("oauth_token=\(canary)&oauth_session_handle=\(canary)"))
        let values: [Any] = [
            ClientCredentials(consumerKey: canary), TemporaryCredentials(token: canary, secret: canary),
            TokenCredentials(token: canary, secret: canary), grant,
        ]
        for value in values {
            var dumped = ""
            dump(value, to: &dumped)
            for text in ["\(value)", String(reflecting: value), dumped, "\([value])"] {
                #expect(!text.contains(canary))
            }
        }
    }
}
