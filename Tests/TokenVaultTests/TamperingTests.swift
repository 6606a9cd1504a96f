import Foundation
import GRDB
import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct TamperingTests {
    /// Two sites, two accounts, two kinds, several versions.
    private func filled() throws -> VaultFolder {
        let folder = try VaultFolder()
        let vault = try folder.create()
        for host in ["one", "two"] {
            let site = try vault.site(adding: "https://\(host).example.com")
            for account in ["ann", "bob"] {
                try vault.put(SecretBytes(utf8: "old"), site: site, account: account, kind: .password)
                try vault.put(
                    SecretBytes(utf8: "p-\(host)-\(account)"), site: site, account: account, kind: .password)
                try vault.put(
                    SecretBytes(utf8: "r-\(host)-\(account)"), site: site, account: account,
                    kind: .refreshToken)
            }
            try vault.setGrantState(.rejected(reason: "token_rejected", when: 5), site: site, account: "ann")
        }
        return folder
    }

    private func expectDamage(_ folder: VaultFolder, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(sourceLocation: sourceLocation) { try folder.open() } throws: { isDamage($0) }
    }

    @Test("the vault of these tests is whole before somebody touches it")
    func control() throws { #expect(try filled().open().list().count == 10) }

    @Test(
        "rows that were changed, moved, relabelled or removed are refused",
        arguments: [
            "UPDATE vault_rec SET site = zeroblob(16) WHERE site = (SELECT max(site) FROM vault_rec)",
            "UPDATE vault_rec SET account = 'eve' WHERE account = 'ann'",
            "UPDATE vault_rec SET kind = 'access_token' WHERE kind = 'password'",
            "UPDATE vault_rec SET version = version + 1",
            "UPDATE vault_rec SET created_at = created_at + 1",
            "UPDATE vault_rec SET expires_at = 1",
            "UPDATE vault_rec SET sealed = zeroblob(length(sealed))",
            "UPDATE vault_rec SET nonce = zeroblob(12)",
            "UPDATE vault_rec SET dek_id = zeroblob(16)",
            "UPDATE vault_rec SET kind = 'unknown_kind' WHERE kind = 'password'",
            "DELETE FROM vault_rec WHERE kind = 'password'",
            "DELETE FROM vault_rec",
            """
            INSERT INTO vault_rec SELECT site, account, kind, version + 1, dek_id, nonce, sealed, created_at, expires_at
            FROM vault_rec WHERE kind = 'password' LIMIT 1
            """,
            "DELETE FROM vault_manifest",
            "UPDATE vault_manifest SET sealed = zeroblob(length(sealed))",
            "UPDATE vault_manifest SET sealed = x''",
            "UPDATE vault_manifest SET nonce = zeroblob(12)",
            "UPDATE vault_dek SET seal_count = 0",
            "UPDATE vault_dek SET created_at = 0",
            "UPDATE vault_dek SET dek_id = zeroblob(16)",
            "DELETE FROM vault_dek",
            "INSERT INTO vault_dek VALUES (zeroblob(16), 0, 0)",
            "UPDATE vault_meta SET vault_id = zeroblob(16)",
            "UPDATE vault_meta SET created_at = 0",
            "DELETE FROM vault_meta",
            "UPDATE vault_grant SET state = 'active', reason = NULL",
            "UPDATE vault_grant SET reason = 'other'",
            "UPDATE vault_grant SET changed_at = 6",
            "DELETE FROM vault_grant",
            "UPDATE vault_kek SET source = 'passphrase'",
            "UPDATE vault_kek SET created_at = 0",
            "UPDATE vault_kek SET kcv = zeroblob(32)",
            "UPDATE vault_kek SET kek_id = zeroblob(16)",
            "UPDATE vault_kek SET wrapped = zeroblob(48)",
            "UPDATE vault_kek SET nonce = zeroblob(12)",
            "UPDATE vault_kek SET checksum = zeroblob(32)",
            "UPDATE vault_kek SET kdf = 'scrypt', kdf_n = 2, kdf_r = 1, kdf_p = 1, kdf_salt = x'00'",
            "UPDATE vault_kek SET dek_id = zeroblob(16)",
            "DROP TABLE vault_grant",
            "ALTER TABLE vault_rec RENAME COLUMN sealed TO opened",
            "PRAGMA user_version = 0",
        ])
    func rows(_ sql: String) throws {
        let folder = try filled()
        let before = try folder.bytes()
        try folder.tamper(sql)
        #expect(try folder.bytes() != before, "the statement did nothing")
        expectDamage(folder)
    }

    @Test(
        "the secrets of two rows exchanged are refused: between sites, accounts and kinds",
        arguments: ["site", "account", "kind"])
    func swapped(_ column: String) throws {
        let folder = try filled()
        try folder.tamper { db in
            let rows = try Row.fetchAll(db, sql: RecordRow.select).map(RecordRow.init).filter {
                $0.metadata.kind != .site
            }
            let first = rows[0].metadata
            let other = try #require(
                rows.first { row in
                    let other = row.metadata
                    return (other.site != first.site) == (column == "site")
                        && (other.account != first.account) == (column == "account")
                        && (other.kind != first.kind) == (column == "kind")
                })
            for (name, content) in [(first, other), (other.metadata, rows[0])] {
                try db.execute(
                    sql:
                        "UPDATE vault_rec SET sealed = ?, nonce = ? WHERE site = ? AND account = ? AND kind = ?",
                    arguments: [
                        content.sealed.data, content.nonce.data, name.site.bytes.data, name.account,
                        name.kind.rawValue,
                    ])
                #expect(db.changesCount == 1)
            }
        }
        expectDamage(folder)
    }

    @Test("even with the manifest out of the way, a moved record does not open")
    func aad() throws {
        let folder = try filled()
        let vault = try folder.open()
        try vault.read { session in
            let row = try #require(session.contents.records.first { $0.metadata.kind == .password })
            #expect(try session.open(row).count > 0)
            let old = row.metadata
            let others = [
                RecordMetadata(
                    site: SiteID(), account: old.account, kind: old.kind, version: old.version, createdAt: 0,
                    expiresAt: nil),
                RecordMetadata(
                    site: old.site, account: old.account + "x", kind: old.kind, version: old.version,
                    createdAt: 0,
                    expiresAt: nil),
                RecordMetadata(
                    site: old.site, account: old.account, kind: .refreshToken, version: old.version,
                    createdAt: 0,
                    expiresAt: nil),
                RecordMetadata(
                    site: old.site, account: old.account, kind: old.kind, version: old.version + 1,
                    createdAt: 0,
                    expiresAt: nil),
            ]
            for metadata in others {
                let moved = RecordRow(
                    metadata: metadata, dekID: row.dekID, nonce: row.nonce, sealed: row.sealed)
                #expect { try session.open(moved) } throws: { isDamage($0) }
            }
        }
    }

    @Test("an older state brought back inside the file is refused: record, manifest, or both but the count")
    func replay() throws {
        for tables in [["vault_rec"], ["vault_manifest"], ["vault_rec", "vault_manifest"], ["vault_grant"]] {
            let folder = try filled()
            try folder.tamper { db in
                for table in tables {
                    try db.execute(sql: "CREATE TABLE old_\(table) AS SELECT * FROM \(table)")
                }
            }
            let vault = try folder.open()
            for record in try vault.list() where record.kind == .password {
                try vault.put(
                    SecretBytes(utf8: "new"), site: record.site, account: record.account, kind: .password)
            }
            for site in try vault.sites() { try vault.setGrantState(.expired, site: site.id, account: "ann") }
            try folder.tamper { db in
                for table in tables {
                    try db.execute(sql: "DELETE FROM \(table)")
                    try db.execute(sql: "INSERT INTO \(table) SELECT * FROM old_\(table)")
                }
            }
            expectDamage(folder)
        }
    }

    @Test("a retired key's row brought back does not open the vault again")
    func retiredKey() throws {
        let folder = try filled()
        let newKey = try VaultKey.random(source: .file)
        let vault = try folder.open()
        let old = try #require(try vault.status().keys.first).id
        try vault.rekey(to: newKey)
        try folder.tamper("CREATE TABLE old_kek AS SELECT * FROM vault_kek")
        try folder.open(newKey).retire(kekID: old)
        #expect(throws: VaultError.wrongKey(path: folder.vaultPath)) { try folder.open() }
        try folder.tamper("INSERT OR IGNORE INTO vault_kek SELECT * FROM old_kek")
        expectDamage(folder)
    }

    @Test("a log entry that was changed, removed or copied is noticed; the secrets still open")
    func log() throws {
        for sql in [
            "UPDATE vault_log SET result = 'absent' WHERE id = 3",
            "UPDATE vault_log SET at = at + 1 WHERE id = 3",
            "UPDATE vault_log SET uid = 4242 WHERE id = 3",
            "UPDATE vault_log SET action = 'get' WHERE id = 3",
            "UPDATE vault_log SET mac = zeroblob(32) WHERE id = 3", "DELETE FROM vault_log WHERE id = 3",
            "UPDATE vault_log SET site = NULL WHERE id = 3",
            "INSERT INTO vault_log SELECT id + 100, at, uid, action, site, account, kind, version, result, mac FROM vault_log",
        ] {
            let folder = try filled()
            try folder.tamper(sql)
            let vault = try folder.open()
            #expect { try vault.log() } throws: { isDamage($0) }
            #expect(try vault.list().count == 10)
        }
    }
}
