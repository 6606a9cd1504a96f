import Foundation
import OAuth1
import OpenSSLCrypto
import Testing

/// Requests that another implementation signed; `Tests/Foreign/check_signatures.py` writes them and runs this.
@Suite struct ForeignSignatureTests {
    private static let file = ProcessInfo.processInfo.environment["JIRA_MIRROR_SIGNATURES"]

    struct Case: Decodable {
        let id: String
        let method: String
        let url: String
        let form: String?
        let consumerKey: String
        let token: String
        let nonce: String
        let timestamp: String
        let callback: String?
        let signature: String
    }

    @Test("our signature of each request is the other implementation's", .enabled(if: file != nil))
    func agree() throws {
        let file = try #require(Self.file)
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: file)))
        #expect(!cases.isEmpty)
        let vectorKey = try #require(Vectors.all.keys["generated-2048"])
        let key = try RSAPrivateKey(pem: Array(vectorKey.privatePkcs8Pem.utf8))
        for request in cases {
            let timestamp = try #require(Int64(request.timestamp))
            let signer = RequestSigner(
                client: ClientCredentials(consumerKey: request.consumerKey),
                token: TokenCredentials(token: request.token, secret: ""),
                method: .rsaSHA1 { try key.signSHA1($0) }, nonce: { request.nonce }, timestamp: { timestamp })
            let header = try signer.authorizationHeader(
                method: request.method, url: request.url, formBody: request.form.map { Array($0.utf8) },
                extra: request.callback.map { [("oauth_callback", $0)] } ?? [])
            let expected = "oauth_signature=\"\(PercentEncoding.encode(request.signature))\""
            #expect(header.hasSuffix(expected), "\(request.id) \(request.method) \(request.url)")
        }
        print("compared \(cases.count) signatures")
    }
}
