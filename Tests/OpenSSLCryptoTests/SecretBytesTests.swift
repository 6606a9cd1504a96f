import OpenSSLCrypto
import Testing

@Suite struct SecretBytesTests {
    @Test("a secret does not show itself")
    func redaction() {
        let secret = SecretBytes(utf8: "canary-4711")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in [
            "\(secret)", String(reflecting: secret), dumped, "\([secret])", "\(Optional(secret) as Any)",
        ] {
            #expect(!text.contains("canary"))
            #expect(!text.contains("99, 97"))
        }
    }

    @Test("equality is that of the bytes")
    func equality() {
        #expect(SecretBytes([1, 2, 3]) == SecretBytes([1, 2, 3]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2, 4]))
        #expect(SecretBytes([1, 2, 3]) != SecretBytes([1, 2]))
        #expect(SecretBytes([]) == SecretBytes([]))
        #expect(ConstantTime.equal("token", "token"))
        #expect(!ConstantTime.equal("token", "tokem"))
        #expect(!ConstantTime.equal("token", ""))
    }

    @Test("what goes in comes out, also empty and longer than a page")
    func contents() {
        for count in [0, 1, 4096, 4097, 10_000] {
            let bytes = RandomBytes.make(count)
            let secret = SecretBytes(bytes)
            #expect(secret.count == count)
            #expect(secret.reveal() == bytes)
        }
        #expect(SecretBytes(utf8: "żółw").revealText() == "żółw")
        #expect(SecretBytes([0xff]).revealText() == nil)
    }

    @Test("random bytes differ and fill every length")
    func random() {
        #expect(RandomBytes.make(32) != RandomBytes.make(32))
        for count in 0..<20 { #expect(RandomBytes.make(count).count == count) }
        // 200 tries of 3 bytes leave the last byte zero each time with a chance of 2^-1600.
        #expect((0..<200).contains { _ in RandomBytes.make(3)[2] != 0 })
        #expect(SecretBytes.random(count: 32) != SecretBytes.random(count: 32))
    }
}
