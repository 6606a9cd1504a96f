import OpenSSLCrypto
import Testing

@testable import JiraMirrorCLI

@Suite("Redactor") struct RedactorTests {
    private let secret = "s3cr3t/+ Tök€n"

    private func redactor() -> Redactor {
        let redactor = Redactor()
        redactor.learn(SecretBytes(utf8: secret))
        return redactor
    }

    @Test(
        arguments: [
            "s3cr3t/+ Tök€n", "s3cr3t%2F%2B%20T%C3%B6k%E2%82%ACn", "s3cr3t%2f%2b%20T%c3%b6k%e2%82%acn",
            "s3cr3t%252F%252B%2520T%25C3%25B6k%25E2%2582%25ACn", "7333637233742f2b2054c3b66be282ac6e",
            // base64 of "ada:" + secret, of "ad:" + secret and of the secret alone
            "YWRhOnMzY3IzdC8rIFTDtmvigqxu", "YWQ6czNjcjN0LysgVMO2a+KCrG4=", "czNjcjN0LysgVMO2a+KCrG4",
        ])
    func everySpellingOfAKnownSecretGoes(_ spelling: String) {
        let line = "before \(spelling) after"
        let redacted = redactor().redact(line)
        #expect(redacted != line)
        #expect(redacted.contains(Redactor.mark))
        #expect(redacted.hasPrefix("before ") && redacted.hasSuffix(" after"))
        #expect(!redacted.contains(String(spelling.dropFirst(6).dropLast(4))))
    }

    @Test func aRecordLosesKnownSecretsOnly() {
        let record = Array("{\"a\":\"\(secret)\",\"b\":\"oauth_token=abcdef\"}".utf8) + [0xFF]
        let kept = redactor().withoutKnown(record)
        #expect(kept == Array("{\"a\":\"\(Redactor.mark)\",\"b\":\"oauth_token=abcdef\"}".utf8) + [0xFF])
    }

    @Test(
        arguments: [
            ("oauth_token=abcdef&x=1", "oauth_token=<redacted>&x=1"),
            (
                "Authorization: OAuth oauth_signature=\"AbC%3D\", x",
                "Authorization: OAuth oauth_signature=\"<redacted>\", x"
            ),
            ("Authorization: Bearer abcdefghij", "Authorization: Bearer <redacted>"),
            ("https://ada:hunter2@host/x", "https://ada:<redacted>@host/x"),
            ("-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----", "<redacted>"),
        ])
    func whatLooksLikeASecretGoesToo(_ line: String, _ expected: String) {
        #expect(Redactor().redact(line) == expected)
    }

    @Test func ordinaryLinesStayAsTheyAre() {
        let line = "jira-mirror: https://jira.example.com/browse/ABC-1: 10 % of the tokens at 12:30@noon"
        #expect(redactor().redact(line) == line)
    }

    @Test func aSecretTooShortToBeOneIsNotSearchedFor() {
        let redactor = Redactor()
        redactor.learn(SecretBytes(utf8: "a"))
        #expect(redactor.redact("a banana") == "a banana")
    }
}
