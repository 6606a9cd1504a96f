import Foundation
import GRDB
import Glibc
import OpenSSLCrypto

/// One use of the vault.
package struct VaultLogEntry: Sendable, Equatable {
    /// Counts from 1 without gaps.
    package let id: Int64
    /// Seconds since 1970.
    package let at: Int64
    /// The user (uid) whose process it was.
    package let uid: Int64
    /// What was done: `get`, `put`, `rekey`.
    package let action: String
    package let site: SiteID?
    package let account: String?
    package let kind: SecretKind?
    package let version: Int64?
    /// What came of it: `done`, `absent`.
    package let result: String

    fileprivate static let select = """
        SELECT id, at, uid, action, site, account, kind, version, result, mac FROM vault_log
        """

    fileprivate var encoded: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append(id)
        encoding.append(at)
        encoding.append(uid)
        encoding.append(action)
        encoding.append(site?.bytes)
        encoding.append(account)
        encoding.append(kind?.rawValue)
        encoding.append(version)
        encoding.append(result)
        return encoding.bytes
    }
}

extension Vault {
    /// How long uses are remembered, in seconds: 400 days.
    package static let logLifeSeconds: Int64 = 400 * 86_400

    /// The newest uses, newest first.
    ///
    /// - Throws: ``VaultError/damaged(path:detail:)`` when an entry was changed, or one between others is missing.
    package func log(limit: Int = 1000) throws(VaultError) -> [VaultLogEntry] {
        try read { session in try session.logEntries(limit: limit) }
    }
}

extension VaultSession {
    /// Notes a use of one record.
    func log(_ action: String, _ metadata: RecordMetadata) throws {
        try log(
            action, site: metadata.site, account: metadata.account, kind: metadata.kind,
            version: metadata.version)
    }

    /// Notes a use.
    ///
    /// Entries older than 400 days go, a few at a time.
    func log(
        _ action: String, site: SiteID? = nil, account: String? = nil, kind: SecretKind? = nil,
        version: Int64? = nil, result: String = "done"
    ) throws {
        let last = try Int64.fetchOne(db, sql: "SELECT max(id) FROM vault_log") ?? 0
        guard last < Int64.max else { throw VaultError.damaged(path: path, detail: "the log") }
        let entry = VaultLogEntry(
            id: last + 1, at: now, uid: Int64(getuid()), action: action, site: site, account: account,
            kind: kind,
            version: version, result: result)
        try db.execute(
            sql: """
                INSERT INTO vault_log (id, at, uid, action, site, account, kind, version, result, mac)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                entry.id, entry.at, entry.uid, action, site?.bytes.data, account, kind?.rawValue, version,
                result,
                try authenticationCode(entry, key: key).data,
            ])
        try db.execute(
            sql: """
                DELETE FROM vault_log
                WHERE id IN (SELECT id FROM vault_log ORDER BY id LIMIT 100) AND at < ?
                """,
            arguments: [now - Vault.logLifeSeconds])
    }

    fileprivate func logEntries(limit: Int) throws -> [VaultLogEntry] {
        var following: Int64?
        return try Row.fetchAll(
            db, sql: VaultLogEntry.select + " ORDER BY id DESC LIMIT ?", arguments: [max(0, limit)]
        ).map { row in
            guard let (entry, isAuthentic) = try? read(row), isAuthentic else {
                throw VaultError.damaged(path: path, detail: "an entry of its log")
            }
            guard following == nil || entry.id + 1 == following else {
                throw VaultError.damaged(path: path, detail: "an entry of its log is missing")
            }
            following = entry.id
            return entry
        }
    }

    /// Gives every entry a code under a new data key.
    ///
    /// One that was changed keeps its code, and so stays recognisable.
    func sealLogAgain(newKey: SecretBytes) throws {
        for row in try Row.fetchAll(db, sql: VaultLogEntry.select) {
            guard let (entry, isAuthentic) = try? read(row), isAuthentic else { continue }
            try db.execute(
                sql: "UPDATE vault_log SET mac = ? WHERE id = ?",
                arguments: [try authenticationCode(entry, key: newKey).data, entry.id])
        }
    }

    private func read(_ row: Row) throws -> (VaultLogEntry, isAuthentic: Bool) {
        var columns = Columns(row)
        let id = try columns.integer()
        let at = try columns.integer()
        let uid = try columns.integer()
        let action = try columns.text()
        let site = try columns.optionalBlob().flatMap { SiteID(bytes: $0) }
        let account = try columns.optionalText()
        let kind = try columns.optionalText().flatMap(SecretKind.init)
        let version = try columns.optionalInteger()
        let result = try columns.text()
        let code = try columns.blob(count: HMACSHA256.byteCount)
        let entry = VaultLogEntry(
            id: id, at: at, uid: uid, action: action, site: site, account: account, kind: kind,
            version: version,
            result: result)
        return (entry, ConstantTime.equal(code, try authenticationCode(entry, key: key)))
    }

    private func authenticationCode(_ entry: VaultLogEntry, key: SecretBytes) throws -> [UInt8] {
        let logKey = try Envelope.logKey(dataKey: key, vaultID: contents.meta.vaultID)
        return try HMACSHA256.authenticationCode(entry.encoded, key: logKey)
    }
}
