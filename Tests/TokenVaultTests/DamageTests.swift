import Foundation
import GRDB
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct DamageTests {
    /// Everything that can be read of a vault, as text.
    private func contents(of vault: Vault) throws -> [String] {
        var lines = try vault.list().map { "\($0)" }
        lines += try vault.sites().map { "\($0)" }.sorted()
        lines += try vault.read { session in
            try session.contents.records.map { row in
                "\(row.metadata.kind) \(try session.open(row).revealText() ?? "-")"
            }
        }
        let status = try vault.status()
        lines += status.grants.map { "\($0)" } + status.keys.map { "\($0)" }
        lines += ["\(status.vaultID) \(status.createdAt) \(status.dataKeyCreatedAt) \(status.sealCount)"]
        lines += try vault.log().map { "\($0)" }
        return lines
    }

    /// All bytes take minutes: `JIRA_MIRROR_ALL_BYTES=1`.
    ///
    /// Otherwise the first 200 and each 37th.
    @Test("a vault with any byte changed is refused, or is the same vault; never another")
    func everyByte() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://canary.example.com")
        try vault.save(.sample(), site: site)
        try vault.setGrantState(
            .rejected(reason: "token_rejected", when: 7), site: site, account: "JIRAUSER10100")
        let original = try folder.bytes()
        let expected = try contents(of: vault)
        let isThorough = ProcessInfo.processInfo.environment["JIRA_MIRROR_ALL_BYTES"] == "1"

        var refused = 0
        var same = 0
        for offset in original.indices where isThorough || offset < 200 || offset % 37 == 0 {
            var changed = original
            changed[offset] ^= offset % 2 == 0 ? 0x01 : 0xff
            try folder.write(changed, to: "copy.sqlite")
            do {
                let found = try contents(of: folder.open(name: "copy.sqlite"))
                #expect(found == expected, "offset \(offset)")
                same += 1
            } catch let error as VaultError {
                refused += 1
                #expect(!"\(error)".contains("canary"))
                // The key is right: the message must not send the operator looking for another.
                if case .wrongKey = error { Issue.record("wrong key at offset \(offset)") }
            }
            for suffix in ["-journal", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: folder.path("copy.sqlite" + suffix))
            }
        }
        #expect(refused > 100)
        #expect(same > 100)
    }

    @Test("a header that lets SQLite only read the file is damage, and no want of rights")
    func readOnlyHeader() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://jira.example.com")
        try vault.save(.sample(), site: site)
        let original = try folder.bytes()
        for bit in 1..<8 {
            var changed = original
            changed[18] ^= 1 << bit
            try folder.write(changed, to: "copy.sqlite")
            let opened = try folder.open(name: "copy.sqlite")
            #expect { try opened.get(site: site, kind: .consumerKey) } throws: { isDamage($0) }
            #expect(try folder.bytes("copy.sqlite") == changed)
        }
    }

    @Test("a vault cut at any page is refused")
    func cut() throws {
        let folder = try VaultFolder()
        try folder.create().save(.sample(), site: SiteID())
        let original = try folder.bytes()
        for count in stride(from: 1024, to: original.count, by: 1024) {
            try folder.write(Array(original.prefix(count)), to: "copy.sqlite")
            #expect(throws: VaultError.self, "\(count) bytes") {
                try contents(of: folder.open(name: "copy.sqlite"))
            }
        }
    }

    @Test("no secret is ever in the clear, in the file or in the journal of a change")
    func canaries() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://canary.example.com")
        try vault.save(.sample(), site: site)
        try vault.savePending(
            PendingRequest(
                token: SecretBytes(utf8: "pending-canary"), secret: SecretBytes(utf8: "canary"),
                callbackNonce: SecretBytes(utf8: "nonce-canary"), expiresAt: 2_000_000_000), site: site)
        _ = try vault.grant(site: site)
        let canary = Data("canary".utf8)
        #expect(Data(try folder.bytes()).range(of: canary) == nil)
        #expect(Data(try folder.bytes()).range(of: Data("vault_rec".utf8)) != nil)

        // The journal as it is in the middle of a transaction, large enough to be written out.
        var journals = 0
        try vault.database.write { db in
            var session = try VaultSession(
                db: db, path: vault.path, keyring: vault.keyring, now: 1, sealLimit: Vault.standardSealLimit)
            try db.execute(sql: "PRAGMA cache_size = 1")
            for number in 0..<50 {
                try session.put(
                    SecretBytes(utf8: "canary" + String(repeating: "x", count: 2000)), site: site,
                    account: "\(number)", kind: .password, expiresAt: nil)
            }
            try session.finish()
            let journal = Data(try folder.bytes("vault.sqlite-journal"))
            journals += journal.count > 1024 ? 1 : 0
            #expect(try folder.mode(of: "vault.sqlite-journal") == 0o600)
            #expect(journal.range(of: canary) == nil)
            #expect(Data(try folder.bytes()).range(of: canary) == nil)
        }
        #expect(journals == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path()) == ["vault.sqlite"])
    }

    @Test("what was deleted or replaced is gone from the file, also as ciphertext")
    func secureDelete() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.put(SecretBytes(utf8: "secret"), site: site, kind: .password)
        let sealed = try vault.read { $0.contents.records[0].sealed }
        #expect(Data(try folder.bytes()).range(of: Data(sealed)) != nil)
        try vault.remove(site: site, kind: .password)
        #expect(Data(try folder.bytes()).range(of: Data(sealed)) == nil)
    }

    @Test("a change that was cut off by a crash is undone at the next opening")
    func crash() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://jira.example.com")
        try vault.put(SecretBytes(utf8: "before"), site: site, kind: .password)
        var copied = false
        struct Crash: Error {}
        #expect(throws: VaultError.self) {
            try vault.database.write { db in
                var session = try VaultSession(
                    db: db, path: vault.path, keyring: vault.keyring, now: 1,
                    sealLimit: Vault.standardSealLimit)
                try db.execute(sql: "PRAGMA cache_size = 1")
                for number in 0..<50 {
                    try session.put(
                        SecretBytes(utf8: String(repeating: "x", count: 2000)), site: site,
                        account: "\(number)",
                        kind: .password, expiresAt: nil)
                }
                // File and journal as kill -9 would leave them here.
                try folder.write(folder.bytes(), to: "crashed.sqlite")
                try folder.write(folder.bytes("vault.sqlite-journal"), to: "crashed.sqlite-journal")
                copied = true
                throw Crash()
            }
        }
        #expect(copied)
        #expect(try folder.bytes("crashed.sqlite").count > 20_000)
        for name in ["vault.sqlite", "crashed.sqlite"] {
            let again = try folder.open(name: name)
            #expect(try again.list().count == 2)
            #expect(try again.get(site: site, kind: .password)?.revealText() == "before")
        }
    }
}
