import OpenSSLCrypto
import Testing

@Suite struct DigestTests {
    @Test("SHA-1 and SHA-256 of the examples in FIPS 180")
    func digests() throws {
        let long = Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)
        #expect(try SHA1.hash([]) == bytes("da39a3ee5e6b4b0d3255bfef95601890afd80709"))
        #expect(try SHA1.hash(Array("abc".utf8)) == bytes("a9993e364706816aba3e25717850c26c9cd0d89d"))
        #expect(try SHA1.hash(long) == bytes("84983e441c3bd26ebaae4aa1f95129e5e54670f1"))
        #expect(
            try SHA256.hash([]) == bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"))
        #expect(
            try SHA256.hash(Array("abc".utf8))
                == bytes("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        #expect(
            try SHA256.hash(long) == bytes("248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        )
    }

    @Test("HMAC-SHA-256 of RFC 4231, cases 1, 2, 3 and 6")
    func hmac() throws {
        #expect(
            try HMACSHA256.authenticationCode(
                Array("Hi There".utf8), key: SecretBytes([UInt8](repeating: 0x0b, count: 20)))
                == bytes("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"))
        #expect(
            try HMACSHA256.authenticationCode(
                Array("what do ya want for nothing?".utf8), key: SecretBytes(utf8: "Jefe"))
                == bytes("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"))
        #expect(
            try HMACSHA256.authenticationCode(
                [UInt8](repeating: 0xdd, count: 50), key: SecretBytes([UInt8](repeating: 0xaa, count: 20)))
                == bytes("773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"))
        #expect(
            try HMACSHA256.authenticationCode(
                Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
                key: SecretBytes([UInt8](repeating: 0xaa, count: 131)))
                == bytes("60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"))
    }

    @Test("an empty HMAC key is the empty key, not the key of the call before")
    func emptyKey() throws {
        _ = try HMACSHA256.authenticationCode([1], key: SecretBytes(utf8: "another"))
        #expect(
            try HMACSHA256.authenticationCode([], key: SecretBytes([]))
                == bytes("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"))
    }
}

@Suite struct ScryptTests {
    @Test("the vectors of RFC 7914 section 12 within our bounds")
    func vectors() throws {
        let empty = try Scrypt.deriveKey(
            passphrase: SecretBytes([]), salt: [], parameters: .init(n: 16, r: 1, p: 1), byteCount: 64)
        #expect(
            empty.reveal()
                == bytes(
                    """
                    77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442
                    fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906
                    """))
        let nacl = try Scrypt.deriveKey(
            passphrase: SecretBytes(utf8: "password"), salt: Array("NaCl".utf8),
            parameters: .init(n: 1024, r: 8, p: 16), byteCount: 64)
        #expect(
            nacl.reveal()
                == bytes(
                    """
                    fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162
                    2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640
                    """))
    }

    @Test("parameters that would cost too much, or make no sense, are refused before any work")
    func bounds() throws {
        for (n, r, p) in [
            (1 << 19, 8, 1), (1 << 40, 8, 1), (1, 8, 1), (0, 8, 1), (-2, 8, 1), (3, 8, 1), (1024, 9, 1),
            (1024, 0, 1),
            (1024, 8, 17), (1024, 8, 0), (Int.max, Int.max, Int.max), (Int.min, 8, 1),
        ] {
            #expect {
                try Scrypt.Parameters(n: n, r: r, p: p)
            } throws: { error in
                if case CryptoError.workFactor = error { true } else { false }
            }
        }
        #expect(Scrypt.Parameters.recommended == (try Scrypt.Parameters(n: 131_072, r: 8, p: 1)))
    }

    @Test("the recommended parameters work")
    func recommended() throws {
        let key = try Scrypt.deriveKey(
            passphrase: SecretBytes(utf8: "correct horse"), salt: bytes("000102030405060708090a0b0c0d0e0f"),
            parameters: .recommended, byteCount: 32)
        #expect(key.count == 32)
        #expect(key != SecretBytes(count: 32) { _ in })
    }
}

@Suite struct Base64Tests {
    @Test("the vectors of RFC 4648 section 10")
    func vectors() {
        for (plain, encoded) in [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            #expect(Base64.encode(Array(plain.utf8)) == encoded)
            #expect(Base64.decode(encoded) == Array(plain.utf8))
        }
        #expect(Base64.encodeURLSafe([0xfb, 0xff]) == "-_8")
    }

    @Test("every length survives the round trip")
    func roundTrip() {
        for count in 0..<100 {
            let bytes = RandomBytes.make(count)
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            let secret = Base64.encode(SecretBytes(bytes))
            #expect(secret.revealText() == Base64.encode(bytes))
            #expect(Base64.decode(secret)?.reveal() == bytes)
        }
    }

    @Test(
        "a text that is not exactly one encoding is refused",
        arguments: [
            "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", "Zm 9v===", "=", "====", "Z===", "Zg==Zg==",
            "-_8=",
        ])
    func strict(_ text: String) {
        #expect(Base64.decode(text) == nil)
        #expect(Base64.decode(SecretBytes(utf8: text)) == nil)
    }
}
