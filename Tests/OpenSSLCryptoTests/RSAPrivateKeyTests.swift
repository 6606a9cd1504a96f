import Testing

@testable import OpenSSLCrypto

@Suite struct RSAPrivateKeyTests {
    @Test("a signature verifies under its own key and for its own message only")
    func roundTrip() throws {
        let key = try RSAPrivateKey.generate(bits: 2048)
        let signature = try key.signSHA1(Array("message".utf8))
        #expect(key.publicKey.verifySHA1(signature: signature, message: Array("message".utf8)))
        #expect(!key.publicKey.verifySHA1(signature: signature, message: Array("massage".utf8)))
    }
}
