import OAuth1
import Testing

@testable import OpenSSLCrypto

@Suite struct SignatureVectorTests {
    /// Two of the published keys have 1024 bits, which the product refuses.
    private static let testKeySizes = 1024...3072

    @Test("the file holds all its vectors")
    func nothingLost() {
        let vectors = Vectors.all
        #expect(vectors.vectors.count == 52)
        #expect(vectors.urlVectors.count == 26)
        #expect(vectors.urlErrorsOauthlib.count == 12)
        #expect(vectors.normalizationVectors.count == 7)
        #expect(vectors.percentEncodingVectors.count == 17)
        #expect(vectors.hmacPrimitiveVectors.count == 2)
        #expect(vectors.negativeVectors.count == 9)
    }

    @Test("base string, signature and header agree with the vector", arguments: Vectors.all.vectors)
    func signature(_ vector: Vectors.Signature) throws {
        let uri = try BaseStringURI(url: vector.url)
        let parameters = try RequestParameters(
            query: uri.query, formBody: vector.formBody, protocolParameters: vector.protocolParameters)
        #expect(parameters.normalized() == vector.normalizedParameters)
        let baseString = SignatureBaseString.make(method: vector.method, uri: uri, parameters: parameters)
        #expect(baseString == vector.expectedBaseString)

        let signature = try Self.method(of: vector).signature(of: baseString)
        #expect(signature == vector.expectedSignature)
        if let example = vector.authorizationHeaderExample {
            let header = AuthorizationHeader.value(
                parameters: vector.protocolParameters + [("oauth_signature", signature)], realm: vector.realm)
            #expect(header == example)
        }
    }

    @Test("every signature verifies under the public key of its vector", arguments: Vectors.all.vectors)
    func verification(_ vector: Vectors.Signature) throws {
        guard let name = vector.key else { return }
        let key = try RSAPublicKey(
            pem: try #require(Vectors.all.keys[name]).publicSpkiPem, accepting: Self.testKeySizes)
        let signature = try #require(Base64.decode(vector.expectedSignature))
        let message = Array(vector.expectedBaseString.utf8)
        #expect(key.verifySHA1(signature: signature, message: message))
        #expect(!key.verifySHA1(signature: signature, message: message + [0x26]))
    }

    @Test("the request signer sends what the vector sends", arguments: Vectors.all.vectors)
    func requestSigner(_ vector: Vectors.Signature) throws {
        let standard = ["consumer_key", "token", "signature_method", "timestamp", "nonce", "version"]
        guard let consumerKey = vector.parameter("oauth_consumer_key"),
            let nonce = vector.parameter("oauth_nonce"),
            let timestamp = vector.parameter("oauth_timestamp").flatMap(Int64.init),
            vector.parameter("oauth_signature_method") == vector.signatureMethod,
            vector.signatureMethod != "PLAINTEXT"
        else { return }
        let signer = RequestSigner(
            client: ClientCredentials(consumerKey: consumerKey),
            token: vector.parameter("oauth_token").map { TokenCredentials(token: $0, secret: "") },
            method: try Self.method(of: vector), sendsVersion: vector.parameter("oauth_version") != nil,
            nonce: { nonce }, timestamp: { timestamp })
        let extra = vector.protocolParameters.filter { name, _ in
            !standard.map { "oauth_" + $0 }.contains(name)
        }
        let header = try signer.authorizationHeader(
            method: vector.method, url: vector.url, formBody: vector.formBody, extra: extra)
        let sent = Set(header.dropFirst("OAuth ".count).components())
        let expected = vector.protocolParameters + [("oauth_signature", vector.expectedSignature)]
        #expect(sent == Set(expected.map { "\($0.0)=\"\(PercentEncoding.encode($0.1))\"" }))
    }

    @Test("a signature made wrongly does not verify", arguments: Vectors.all.negativeVectors)
    func negative(_ vector: Vectors.Negative) throws {
        #expect(!vector.expectedValid)
        let key = try RSAPublicKey(pem: try #require(Vectors.all.keys[vector.key]).publicSpkiPem)
        guard let signature = Base64.decode(vector.signature) else {
            #expect(vector.id == "neg-not-base64")
            return
        }
        #expect(!key.verifySHA1(signature: signature, message: Array(vector.baseString.utf8)))
    }

    @Test("the base string of the negative vectors is the right one")
    func negativeBase() throws {
        for negative in Vectors.all.negativeVectors {
            let right = try #require(Vectors.all.vectors.first { $0.id == "jira-search-percent20" })
            #expect(negative.baseString == right.expectedBaseString, "\(negative.id)")
        }
    }

    @Test("HMAC primitives")
    func hmac() throws {
        for vector in Vectors.all.hmacPrimitiveVectors {
            let method = SignatureMethod.hmacSHA1(
                consumerSecret: vector.consumerSecret, tokenSecret: vector.tokenSecret ?? "")
            #expect(try method.signature(of: vector.baseString) == vector.expectedSignature)
        }
    }

    private static func method(of vector: Vectors.Signature) throws -> SignatureMethod {
        let consumerSecret = vector.consumerSecret ?? ""
        let tokenSecret = vector.tokenSecret ?? ""
        switch vector.signatureMethod {
        case "HMAC-SHA1": return .hmacSHA1(consumerSecret: consumerSecret, tokenSecret: tokenSecret)
        case "PLAINTEXT": return .plaintext(consumerSecret: consumerSecret, tokenSecret: tokenSecret)
        default:
            #expect(vector.signatureMethod == "RSA-SHA1")
            let name = try #require(vector.key)
            let pem = try #require(Vectors.all.keys[name]).privatePkcs8Pem
            let key = try RSAPrivateKey(pem: SecretBytes(utf8: pem), accepting: testKeySizes)
            return .rsaSHA1 { try key.signSHA1($0) }
        }
    }
}

extension Substring {
    fileprivate func components() -> [String] {
        split(separator: ",").map { String($0.drop { $0 == " " }) }
    }
}
