import Foundation
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct VaultKeyTests {
    @Test("another key is a wrong key, not a damaged vault, and changes nothing")
    func wrongKey() throws {
        let folder = try VaultFolder()
        _ = try folder.create()
        let before = try folder.bytes()
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) {
            try folder.open(.random(source: .file))
        }
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) {
            try folder.open(VaultKey(passphrase: SecretBytes(utf8: "no passphrase of this vault")))
        }
        #expect(try folder.bytes() == before)
    }

    @Test("a key one bit away is as wrong as any other")
    func oneBit() throws {
        let folder = try VaultFolder()
        var bytes = RandomBytes.make(32)
        _ = try Vault.create(
            at: folder.vaultPath, key: VaultKey(bytes: SecretBytes(bytes), source: .file),
            clock: folder.clock.read)
        bytes[31] ^= 1
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) {
            try folder.open(VaultKey(bytes: SecretBytes(bytes), source: .file))
        }
    }

    @Test("keys that are no keys are refused", arguments: [0, 1, 16, 31, 33, 64])
    func lengths(_ count: Int) {
        #expect {
            try VaultKey(bytes: .random(count: count), source: .file)
        } throws: { error in
            if case VaultError.keySourceFailed = error { true } else { false }
        }
    }

    @Test("32 zero bytes are no key")
    func zero() {
        #expect(throws: VaultError.keySourceFailed(source: "file", detail: "the key is all zero")) {
            try VaultKey(bytes: SecretBytes([UInt8](repeating: 0, count: 32)), source: .file)
        }
    }

    @Test("raw, Base64 and hexadecimal keys are the same key")
    func forms() throws {
        let folder = try VaultFolder()
        let bytes = RandomBytes.make(32)
        _ = try Vault.create(
            at: folder.vaultPath, key: VaultKey(bytes: SecretBytes(bytes), source: .file),
            clock: folder.clock.read)
        let hexadecimal = bytes.map { String(format: "%02x", $0) }.joined()
        let forms = [
            bytes, Array(Base64.encode(bytes).utf8), Array((Base64.encode(bytes) + "\n").utf8),
            Array(hexadecimal.utf8), Array((hexadecimal.uppercased() + "\n").utf8),
        ]
        for form in forms {
            _ = try folder.open(VaultKey(written: SecretBytes(form), source: .file))
        }
    }

    @Test(
        "texts that are nearly a key are refused",
        arguments: [
            "", "\n", "short", String(repeating: "A", count: 44), String(repeating: "z", count: 64),
            String(repeating: "A", count: 43) + "=\n\n", " " + String(repeating: "A", count: 43) + "=",
        ])
    func nearly(_ text: String) {
        #expect(throws: VaultError.self) { try VaultKey(written: SecretBytes(utf8: text), source: .file) }
    }

    @Test("a passphrase opens the vault it made, and no other does")
    func passphrase() throws {
        let folder = try VaultFolder()
        let cost = try Scrypt.Parameters(n: 1024, r: 8, p: 1)
        func key(_ text: String) throws -> VaultKey {
            try VaultKey(passphrase: SecretBytes(utf8: text), cost: cost)
        }
        let vault = try Vault.create(
            at: folder.vaultPath, key: key("correct horse battery"), clock: folder.clock.read)
        let site = try vault.site(adding: "https://jira.example.com")
        #expect(try folder.open(key("correct horse battery")).sites().map(\.id) == [site])
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) {
            try folder.open(key("correct horse batterY"))
        }
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try folder.open() }
        #expect(try vault.status().keys.map(\.source) == ["passphrase"])
    }

    @Test("a new passphrase must not be short, an empty one is none")
    func shortPassphrase() throws {
        let folder = try VaultFolder()
        #expect(throws: VaultError.self) {
            try Vault.create(
                at: folder.vaultPath, key: VaultKey(passphrase: SecretBytes(utf8: "short")),
                clock: folder.clock.read)
        }
        #expect(!FileManager.default.fileExists(atPath: folder.vaultPath))
        #expect(throws: VaultError.keySourceFailed(source: "passphrase", detail: "the passphrase is empty")) {
            try VaultKey(passphrase: SecretBytes([]))
        }
    }

    @Test("a file that asks for more scrypt than is sane is damaged, at once")
    func greedyScrypt() throws {
        let folder = try VaultFolder()
        let cost = try Scrypt.Parameters(n: 1024, r: 8, p: 1)
        let key = try VaultKey(passphrase: SecretBytes(utf8: "correct horse battery"), cost: cost)
        _ = try Vault.create(at: folder.vaultPath, key: key, clock: folder.clock.read)
        // With a right checksum, as somebody who prepares a file would write it.
        try folder.tamper { db in
            guard let row = try RowReader.wrap(db) else { return }
            var greedy = WrapRow(
                dekID: row.dekID, kekID: row.kekID, source: row.source,
                derivation: .init(n: 1 << 40, r: 8, p: 1, salt: row.derivation?.salt ?? []), nonce: row.nonce,
                wrapped: row.wrapped, kcv: row.kcv, createdAt: row.createdAt)
            greedy.checksum = try SHA256.hash(greedy.encoded)
            try row.delete(from: db)
            try greedy.insert(into: db)
        }
        #expect { try folder.open(key) } throws: { isDamage($0) }
    }

    @Test("a key does not show itself")
    func redaction() throws {
        let key = try VaultKey(
            bytes: SecretBytes(Array("canarycanarycanarycanarycanary12".utf8)), source: .file)
        var dumped = ""
        dump(key, to: &dumped)
        for text in ["\(key)", String(reflecting: key), dumped] { #expect(!text.contains("canary")) }
    }
}
