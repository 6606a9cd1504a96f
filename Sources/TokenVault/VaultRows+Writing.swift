import Foundation
import GRDB

extension [UInt8] {
    /// As a BLOB for a statement.
    var data: Data { Data(self) }
}

extension MetaRow {
    func insert(into db: Database) throws {
        try db.execute(
            sql: "INSERT INTO vault_meta (id, vault_id, created_at) VALUES (1, ?, ?)",
            arguments: [vaultID.data, createdAt])
    }
}

extension DataKeyRow {
    func insert(into db: Database) throws {
        try db.execute(
            sql: "INSERT INTO vault_dek (dek_id, created_at, seal_count) VALUES (?, ?, ?)",
            arguments: [dekID.data, createdAt, sealCount])
    }
}

extension WrapRow {
    func insert(into db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO vault_kek (dek_id, kek_id, source, kdf, kdf_n, kdf_r, kdf_p, kdf_salt, nonce, wrapped, kcv,
                    checksum, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                dekID.data, kekID.data, source, derivation == nil ? nil : "scrypt", derivation?.n,
                derivation?.r,
                derivation?.p, derivation?.salt.data, nonce.data, wrapped.data, kcv.data, checksum.data,
                createdAt,
            ])
    }

    func delete(from db: Database) throws {
        try db.execute(
            sql: "DELETE FROM vault_kek WHERE dek_id = ? AND kek_id = ?", arguments: [dekID.data, kekID.data])
    }
}

extension RecordRow {
    func insert(into db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO vault_rec (site, account, kind, version, dek_id, nonce, sealed, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                metadata.site.bytes.data, metadata.account, metadata.kind.rawValue, metadata.version,
                dekID.data,
                nonce.data, sealed.data, metadata.createdAt, metadata.expiresAt,
            ])
    }

    func delete(from db: Database) throws {
        try db.execute(
            sql: "DELETE FROM vault_rec WHERE site = ? AND account = ? AND kind = ? AND version = ?",
            arguments: [metadata.site.bytes.data, metadata.account, metadata.kind.rawValue, metadata.version])
    }
}

extension GrantRow {
    func insert(into db: Database) throws {
        try db.execute(
            sql: "INSERT INTO vault_grant (site, account, state, reason, changed_at) VALUES (?, ?, ?, ?, ?)",
            arguments: [site.bytes.data, account, state.column, state.reason, changedAt])
    }

    func delete(from db: Database) throws {
        try db.execute(
            sql: "DELETE FROM vault_grant WHERE site = ? AND account = ?",
            arguments: [site.bytes.data, account])
    }
}
