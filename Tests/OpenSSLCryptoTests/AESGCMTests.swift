import OpenSSLCrypto
import Testing

@Suite struct AESGCMTests {
    struct Vector: Sendable {
        let key: String
        let nonce: String
        let additionalData: String
        let plaintext: String
        let ciphertext: String
        let tag: String
    }

    /// Test cases 13 to 16 of the GCM specification submitted to NIST (McGrew, Viega).
    static let vectors = [
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            additionalData: "",
            plaintext: "", ciphertext: "", tag: "530f8afbc74536b9a963b4f1c4cb738b"),
        Vector(
            key: String(repeating: "00", count: 32), nonce: String(repeating: "00", count: 12),
            additionalData: "",
            plaintext: String(repeating: "00", count: 16), ciphertext: "cea7403d4d606b6e074ec5d3baf39d18",
            tag: "d0d1c8a799996bf0265b98b5d48ab919"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", additionalData: "",
            plaintext: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255
                """,
            ciphertext: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad
                """,
            tag: "b094dac5d93471bdec1a502270e3cc6c"),
        Vector(
            key: "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce: "cafebabefacedbaddecaf888", additionalData: "feedfacedeadbeeffeedfacedeadbeefabaddad2",
            plaintext: """
                d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72
                1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39
                """,
            ciphertext: """
                522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa
                8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662
                """,
            tag: "76fc6ece0f4e1768cddf8853bb2d551b"),
    ]

    @Test("the vectors of the GCM specification", arguments: vectors)
    func specification(_ vector: Vector) throws {
        let key = SecretBytes(bytes(vector.key))
        let sealed = try AESGCM.seal(
            SecretBytes(bytes(vector.plaintext)), key: key, nonce: bytes(vector.nonce),
            additionalData: bytes(vector.additionalData))
        #expect(sealed == bytes(vector.ciphertext) + bytes(vector.tag))
        let opened = try AESGCM.open(
            sealed, key: key, nonce: bytes(vector.nonce), additionalData: bytes(vector.additionalData))
        #expect(opened.reveal() == bytes(vector.plaintext))
    }

    @Test("any bit changed in ciphertext, tag, nonce, key or additional data is noticed")
    func tampering() throws {
        let key = RandomBytes.make(32)
        let nonce = RandomBytes.make(12)
        let data = RandomBytes.make(5)
        let sealed = try AESGCM.seal(
            SecretBytes(utf8: "secret"), key: SecretBytes(key), nonce: nonce, additionalData: data)
        var refused = 0
        let parts = [sealed, key, nonce, data]
        for (part, original) in parts.enumerated() {
            for bit in 0..<original.count * 8 {
                var changed = parts
                changed[part][bit / 8] ^= 1 << UInt8(bit % 8)
                #expect(throws: CryptoError.authenticationFailed) {
                    try AESGCM.open(
                        changed[0], key: SecretBytes(changed[1]), nonce: changed[2],
                        additionalData: changed[3])
                }
                refused += 1
            }
        }
        #expect(refused == (22 + 32 + 12 + 5) * 8)
    }

    @Test("cut or lengthened data is noticed")
    func length() throws {
        let key = SecretBytes.random(count: 32)
        let nonce = RandomBytes.make(12)
        let sealed = try AESGCM.seal(SecretBytes(utf8: "secret"), key: key, nonce: nonce, additionalData: [])
        for count in 0..<sealed.count {
            #expect(throws: CryptoError.authenticationFailed) {
                try AESGCM.open(Array(sealed.prefix(count)), key: key, nonce: nonce, additionalData: [])
            }
        }
        #expect(throws: CryptoError.authenticationFailed) {
            try AESGCM.open(sealed + [0], key: key, nonce: nonce, additionalData: [])
        }
    }

    @Test("keys and nonces of another length are refused")
    func wrongLengths() {
        for count in [0, 16, 31, 33] {
            #expect(throws: CryptoError.wrongLength(what: "AES-256 key", expected: 32, found: count)) {
                try AESGCM.seal(
                    SecretBytes([1]), key: .random(count: count), nonce: RandomBytes.make(12),
                    additionalData: [])
            }
        }
        for count in [0, 11, 13] {
            #expect(throws: CryptoError.wrongLength(what: "GCM nonce", expected: 12, found: count)) {
                try AESGCM.seal(
                    SecretBytes([1]), key: .random(count: 32), nonce: RandomBytes.make(count),
                    additionalData: [])
            }
        }
    }
}
