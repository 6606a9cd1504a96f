import OAuth1
import Synchronization
import Testing

@Suite struct RequestSignerTests {
    private func signer(
        token: TokenCredentials? = TokenCredentials(token: "tok", secret: "sec"),
        sign: @escaping @Sendable ([UInt8]) throws -> [UInt8] = { _ in [1, 2, 3] }
    ) -> RequestSigner {
        let count = Counter()
        return RequestSigner(
            client: ClientCredentials(consumerKey: "key"), token: token, method: .rsaSHA1(sign: sign),
            nonce: { "nonce\(count.next())" }, timestamp: { 1_722_679_872 })
    }

    @Test("all six parameters without which Jira answers as to an anonymous user are sent")
    func sixParameters() throws {
        let header = try signer().authorizationHeader(
            method: "GET", url: "https://jira.example.com/rest/api/2/myself")
        #expect(
            header == """
                OAuth oauth_consumer_key="key", oauth_token="tok", oauth_signature_method="RSA-SHA1", \
                oauth_timestamp="1722679872", oauth_nonce="nonce1", oauth_version="1.0", oauth_signature="AQID"
                """)
    }

    @Test("two requests never share a nonce or a base string")
    func freshNonce() throws {
        let seen = Mutex<[String]>([])
        let signer = signer(sign: { message in
            seen.withLock { $0.append(String(decoding: message, as: UTF8.self)) }
            return message
        })
        let first = try signer.authorizationHeader(method: "GET", url: "https://a/b")
        let second = try signer.authorizationHeader(method: "GET", url: "https://a/b")
        #expect(first != second)
        #expect(Set(seen.withLock { $0 }).count == 2)
    }

    @Test("callback and verifier travel as protocol parameters")
    func extra() throws {
        let header = try signer(token: nil).authorizationHeader(
            method: "POST", url: "https://a/b", extra: [("oauth_callback", "http://127.0.0.1:1/cb?x=y z")])
        #expect(header.contains("oauth_callback=\"http%3A%2F%2F127.0.0.1%3A1%2Fcb%3Fx%3Dy%20z\""))
        #expect(!header.contains("oauth_token"))
    }

    @Test("the exchange signs with the temporary token")
    func temporary() throws {
        let signer = RequestSigner(
            client: ClientCredentials(consumerKey: "key"),
            temporary: TemporaryCredentials(token: "temp", secret: "s"),
            method: .rsaSHA1 { _ in [] }, nonce: { "n" }, timestamp: { 1 })
        let header = try signer.authorizationHeader(
            method: "POST", url: "https://a/b", extra: [("oauth_verifier", "V1")])
        #expect(header.contains("oauth_token=\"temp\""))
        #expect(header.contains("oauth_verifier=\"V1\""))
    }

    @Test("a protocol parameter in query, form or extras twice is refused: the server would refuse it")
    func collisions() {
        #expect(throws: OAuth1Error.duplicateParameter("oauth_nonce")) {
            try signer().authorizationHeader(method: "GET", url: "https://a/b?oauth_nonce=1")
        }
        #expect(throws: OAuth1Error.duplicateParameter("oauth_signature")) {
            try signer().authorizationHeader(method: "GET", url: "https://a/b?oauth%5Fsignature=1")
        }
        #expect(throws: OAuth1Error.duplicateParameter("oauth_token")) {
            try signer().authorizationHeader(
                method: "POST", url: "https://a/b", formBody: Array("oauth_token=1".utf8))
        }
        #expect(throws: OAuth1Error.duplicateParameter("oauth_token")) {
            try signer().authorizationHeader(method: "GET", url: "https://a/b", extra: [("oauth_token", "x")])
        }
        #expect(throws: OAuth1Error.unexpectedParameter("callback")) {
            try signer().authorizationHeader(method: "GET", url: "https://a/b", extra: [("callback", "x")])
        }
        #expect(throws: OAuth1Error.unexpectedParameter("oauth_signature")) {
            try signer().authorizationHeader(
                method: "GET", url: "https://a/b", extra: [("oauth_signature", "x")])
        }
    }

    @Test("a key that does not sign is reported as such")
    func keyFails() {
        struct Broken: Error {}
        #expect(throws: OAuth1Error.signingFailed("Broken()")) {
            try signer(sign: { _ in throw Broken() }).authorizationHeader(method: "GET", url: "https://a/b")
        }
    }

    @Test("a realm cannot end the header")
    func realm() {
        #expect(
            AuthorizationHeader.value(parameters: [], realm: "a\"b\\c\r\nX: y")
                == "OAuth realm=\"a\\\"b\\\\cX: y\"")
    }
}

private final class Counter: Sendable {
    private let value = Mutex(0)
    func next() -> Int {
        value.withLock {
            $0 += 1
            return $0
        }
    }
}
