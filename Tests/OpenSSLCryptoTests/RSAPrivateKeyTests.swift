import Foundation
import Testing

@testable import OpenSSLCrypto

@Suite struct RSAPrivateKeyTests {
    /// Key generation takes a while: one key for the suite.
    static let key: RSAPrivateKey = {
        do { return try RSAPrivateKey.generate(bits: 2048) } catch { preconditionFailure("\(error)") }
    }()

    @Test("a signature verifies under its own key and for its own message only")
    func roundTrip() throws {
        let signature = try Self.key.signSHA1(Array("message".utf8))
        #expect(signature.count == 256)
        #expect(Self.key.publicKey.verifySHA1(signature: signature, message: Array("message".utf8)))
        #expect(!Self.key.publicKey.verifySHA1(signature: signature, message: Array("massage".utf8)))
        #expect(!Self.key.publicKey.verifySHA1(signature: [], message: Array("message".utf8)))
        #expect(!Self.key.publicKey.verifySHA1(signature: signature + [0], message: Array("message".utf8)))
        var changed = signature
        changed[100] ^= 1
        #expect(!Self.key.publicKey.verifySHA1(signature: changed, message: Array("message".utf8)))
    }

    @Test("a new key has 3072 bits")
    func defaultSize() throws {
        let key = try RSAPrivateKey.generate()
        #expect(key.publicKey.bits == 3072)
        #expect(try key.signSHA1([]).count == 384)
    }

    @Test("PEM export and import give the same key")
    func pem() throws {
        let text = try #require(Self.key.pem().revealText())
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(Self.key.publicKey.pem.hasPrefix("-----BEGIN PUBLIC KEY-----\n"))
        let again = try RSAPrivateKey(pem: Self.key.pem())
        #expect(again.pem() == Self.key.pem())
        #expect(again.publicKey.pem == Self.key.publicKey.pem)
        let message = Array("message".utf8)
        #expect(try again.signSHA1(message) == Self.key.signSHA1(message))
        let onlyPublic = try RSAPublicKey(pem: Self.key.publicKey.pem)
        #expect(onlyPublic.verifySHA1(signature: try Self.key.signSHA1(message), message: message))
        #expect(!"\(Self.key)".contains("BEGIN"))
    }

    @Test("OpenSSL's own command accepts our signatures, and we its", .enabled(if: OpenSSLCommand.exists))
    func crossCheck() throws {
        let folder = try TemporaryFolder()
        let message = Data("GET&https%3A%2F%2Fjira.example.com%2F&a%3Db".utf8)
        try message.write(to: folder.file("message"))
        try Data(Self.key.pem().reveal()).write(to: folder.file("key.pem"))
        try Data(Self.key.publicKey.pem.utf8).write(to: folder.file("public.pem"))
        try Data(Self.key.signSHA1(Array(message))).write(to: folder.file("signature"))
        let verified = try OpenSSLCommand.run(
            ["dgst", "-sha1", "-verify", "public.pem", "-signature", "signature", "message"], in: folder)
        #expect(verified == 0)
        try Data("other".utf8).write(to: folder.file("other"))
        let refused = try OpenSSLCommand.run(
            ["dgst", "-sha1", "-verify", "public.pem", "-signature", "signature", "other"], in: folder)
        #expect(refused != 0)
        #expect(
            try OpenSSLCommand.run(
                ["dgst", "-sha1", "-sign", "key.pem", "-out", "theirs", "message"], in: folder) == 0)
        let theirs = Array(try Data(contentsOf: folder.file("theirs")))
        #expect(Self.key.publicKey.verifySHA1(signature: theirs, message: Array(message)))
        // SHA-256 over the same message must not pass as SHA-1.
        #expect(
            try OpenSSLCommand.run(
                ["dgst", "-sha256", "-sign", "key.pem", "-out", "sha256", "message"], in: folder) == 0)
        let sha256 = Array(try Data(contentsOf: folder.file("sha256")))
        #expect(!Self.key.publicKey.verifySHA1(signature: sha256, message: Array(message)))
    }

    @Test(
        "foreign, encrypted and short keys are refused with the reason", .enabled(if: OpenSSLCommand.exists))
    func refusedKeys() throws {
        let folder = try TemporaryFolder()
        func key(_ arguments: [String]) throws -> [UInt8] {
            #expect(try OpenSSLCommand.run(arguments + ["-out", "made.pem"], in: folder) == 0)
            return Array(try Data(contentsOf: folder.file("made.pem")))
        }
        let short = try key(["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"])
        #expect(throws: CryptoError.keySize(bits: 1024, allowed: 2048...16384)) {
            try RSAPrivateKey(pem: short)
        }
        let elliptic = try key(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
        #expect(throws: CryptoError.unreadableKey("it is no RSA key")) { try RSAPrivateKey(pem: elliptic) }
        let pss = try key(["genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"])
        #expect(throws: CryptoError.unreadableKey("it is no RSA key")) { try RSAPrivateKey(pem: pss) }
        let encrypted = try key(["genpkey", "-algorithm", "RSA", "-aes-256-cbc", "-pass", "pass:x"])
        #expect(String(decoding: encrypted, as: UTF8.self).contains("ENCRYPTED"))
        // It must fail at once, not ask on the terminal.
        #expect {
            try RSAPrivateKey(pem: encrypted)
        } throws: { error in
            if case CryptoError.unreadableKey = error { true } else { false }
        }
    }

    @Test("texts that are no key are refused, whatever they hold")
    func garbage() throws {
        let good = Self.key.pem().reveal()
        let texts: [[UInt8]] = [
            [], [0], Array("-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n".utf8),
            [UInt8](repeating: 0x41, count: 100_000), Array(Self.key.publicKey.pem.utf8),
            Array(good.prefix(800)),
        ]
        for text in texts {
            #expect(throws: CryptoError.self) { try RSAPrivateKey(pem: text) }
        }
        for text in ["", "x", String(decoding: good, as: UTF8.self)] {
            #expect(throws: CryptoError.self) { try RSAPublicKey(pem: text) }
        }
    }

    @Test("a damaged key is refused or still signs rightly: no signature is wrong")
    func damaged() throws {
        // The text holds redundant numbers: OpenSSL notices a wrong one while it signs and goes another way.
        let good = Self.key.pem().reveal()
        let message = Array("message".utf8)
        var refused = 0
        for offset in stride(from: 40, to: good.count - 40, by: 41) {
            var changed = good
            changed[offset] = changed[offset] == 0x41 ? 0x42 : 0x41
            do {
                let key = try RSAPrivateKey(pem: changed)
                let signature = try key.signSHA1(message)
                #expect(key.publicKey.verifySHA1(signature: signature, message: message), "offset \(offset)")
            } catch {
                refused += 1
            }
        }
        #expect(refused > 5)
    }

    @Test("sizes that cannot be safe or useful are refused before any work")
    func sizes() {
        for bits in [-1, 0, 1024, 2047, 16385, Int.max] {
            #expect(throws: CryptoError.keySize(bits: bits, allowed: 2048...16384)) {
                try RSAPrivateKey.generate(bits: bits)
            }
        }
    }

    @Test("one key serves many threads")
    func threads() async throws {
        let message = Array("message".utf8)
        let expected = try Self.key.signSHA1(message)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 { group.addTask { try Self.key.signSHA1(message) == expected } }
            for try await same in group { #expect(same) }
        }
    }
}

/// The `openssl` program, as an independent implementation.
enum OpenSSLCommand {
    static var exists: Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") }

    static func run(_ arguments: [String], in folder: TemporaryFolder) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }
}

/// A folder that goes with the last reference.
final class TemporaryFolder: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "crypto-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String) -> URL { url.appending(path: name) }
}
