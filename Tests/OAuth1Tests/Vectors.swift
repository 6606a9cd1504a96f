import Foundation
import Testing

/// `Fixtures/oauth1-vectors.json`: published and derived vectors, each with its source.
struct Vectors: Decodable {
    struct Key: Decodable {
        let bits: Int
        let privatePkcs8Pem: String
        let publicSpkiPem: String
    }
    struct Signature: Decodable, CustomTestStringConvertible {
        let id: String
        let method: String
        let url: String
        let body: String?
        let contentType: String?
        let oauthParams: [[String]]
        let realm: String?
        let signatureMethod: String
        let key: String?
        let consumerSecret: String?
        let tokenSecret: String?
        let normalizedParameters: String
        let expectedBaseString: String
        let expectedSignature: String
        let authorizationHeaderExample: String?

        var testDescription: String { id }
        var protocolParameters: [(String, String)] { oauthParams.map { ($0[0], $0[1]) } }
        var formBody: [UInt8]? {
            guard let contentType, contentType.hasPrefix("application/x-www-form-urlencoded") else {
                return nil
            }
            return body.map { Array($0.utf8) }
        }
        func parameter(_ name: String) -> String? { oauthParams.first { $0[0] == name }?[1] }
    }
    struct URLVector: Decodable {
        let url: String
        let expectedBaseStringUri: String
    }
    struct Normalization: Decodable {
        let label: String
        let formEncodedInput: String
        let expectedNormalized: String
    }
    struct Encoding: Decodable {
        let input: String
        let expected: String
    }
    struct HMAC: Decodable {
        let consumerSecret: String
        let tokenSecret: String?
        let baseString: String
        let expectedSignature: String
    }
    struct Negative: Decodable, CustomTestStringConvertible {
        let id: String
        let baseString: String
        let signature: String
        let key: String
        let expectedValid: Bool
        var testDescription: String { id }
    }

    let keys: [String: Key]
    let vectors: [Signature]
    let urlVectors: [URLVector]
    let urlErrorsOauthlib: [String]
    let normalizationVectors: [Normalization]
    let percentEncodingVectors: [Encoding]
    let hmacPrimitiveVectors: [HMAC]
    let negativeVectors: [Negative]

    static let all: Vectors = {
        do {
            let file = Bundle.module.bundleURL.appending(path: "Fixtures/oauth1-vectors.json")
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Vectors.self, from: Data(contentsOf: file))
        } catch {
            preconditionFailure("oauth1-vectors.json: \(error)")
        }
    }()
}
