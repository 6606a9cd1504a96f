import Foundation
import OpenSSLCrypto
import Testing

@testable import JiraMirrorCLI

@Suite("The pages of the callback")
struct CallbackPageTests {
    @Test("forbid everything to the browser but their own style", arguments: CallbackPage.allCases)
    func policy(_ page: CallbackPage) throws {
        let text = String(decoding: page.response, as: UTF8.self)
        let split = try #require(text.firstRange(of: "\r\n\r\n"))
        let head = text[..<split.lowerBound]
        let body = text[split.upperBound...]
        #expect(head.contains("\r\nContent-Length: \(body.utf8.count)\r\n"))
        for field in [
            "Cache-Control: no-store", "Referrer-Policy: no-referrer", "X-Frame-Options: DENY",
            "X-Content-Type-Options: nosniff", "Connection: close",
        ] { #expect(head.contains("\r\n\(field)"), "\(field)") }
        let start = try #require(body.firstRange(of: "<style>"))
        let end = try #require(body.firstRange(of: "</style>"))
        let style = Array(body[start.upperBound..<end.lowerBound].utf8)
        let digest = Data(try SHA256.hash(style)).base64EncodedString()
        #expect(head.contains("Content-Security-Policy: default-src 'none'; style-src 'sha256-\(digest)';"))
        #expect(!head.contains("unsafe"))
        for forbidden in ["<script", " style=", "href", "src=", "url(", "@import"] {
            #expect(!body.contains(forbidden))
        }
    }
}
