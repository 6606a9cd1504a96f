import GRDB
import OpenSSLCrypto

/// The vault in numbers and names, without values.
package struct VaultStatus: Sendable, Equatable {
    /// A key that opens the vault.
    package struct Key: Sendable, Equatable {
        /// 32 hexadecimal digits.
        package let id: String
        /// `credential`, `file`, `command`, `environment` or `passphrase`, when it was added.
        package let source: String
        package let createdAt: Int64
        /// Whether this process uses it.
        package let isInUse: Bool
    }

    /// What is known of one grant.
    package struct Grant: Sendable, Equatable {
        package let site: SiteID
        package let account: String
        package let state: GrantState
        package let changedAt: Int64
    }

    package let path: String
    /// 32 hexadecimal digits.
    package let vaultID: String
    package let createdAt: Int64
    package let keys: [Key]
    package let dataKeyCreatedAt: Int64
    /// Seals made with the data key.
    package let sealCount: Int64
    /// Half of the seals that are safe are used: `rotate` soon.
    package let shouldRotate: Bool
    package let records: [RecordMetadata]
    package let grants: [Grant]
    package let logEntryCount: Int
    /// Whether the vault's key proved all this.
    ///
    /// Without the key it is only what the file says.
    package let isVerified: Bool
}

extension Vault {
    /// Everything but values, checked against the manifest.
    package func status() throws(VaultError) -> VaultStatus {
        try read { session in
            let mine = try? keyring.unlock(
                session.contents.dataKey, wraps: session.contents.wraps, meta: session.contents.meta,
                path: path
            ).wrap.kekID
            return try VaultStatus(
                session.contents, db: session.db, path: path, kekInUse: mine, isVerified: true)
        }
    }

    /// What the file says without a key.
    ///
    /// Anybody who can write to it could have written that.
    package static func inspect(at path: String, busyTimeoutSeconds: Double = 10) throws(VaultError)
        -> VaultStatus
    {
        try VaultDatabase.open(at: path, busyTimeoutSeconds: busyTimeoutSeconds).read { db in
            try VaultStatus(
                VaultContents(reading: db, path: path), db: db, path: path, kekInUse: nil, isVerified: false)
        }
    }
}

extension VaultStatus {
    fileprivate init(
        _ contents: VaultContents, db: Database, path: String, kekInUse: [UInt8]?, isVerified: Bool
    ) throws {
        self.path = path
        vaultID = Hexadecimal.text(contents.meta.vaultID)
        createdAt = contents.meta.createdAt
        keys = contents.wraps.map {
            Key(
                id: Hexadecimal.text($0.kekID), source: $0.source, createdAt: $0.createdAt,
                isInUse: $0.kekID == kekInUse)
        }
        dataKeyCreatedAt = contents.dataKey.createdAt
        sealCount = contents.dataKey.sealCount
        shouldRotate = contents.dataKey.sealCount >= Vault.standardSealLimit / 2
        records = contents.records.map(\.metadata)
        grants = contents.grants.map {
            Grant(site: $0.site, account: $0.account, state: $0.state, changedAt: $0.changedAt)
        }
        logEntryCount = try Int.fetchOne(db, sql: "SELECT count(*) FROM vault_log") ?? 0
        self.isVerified = isVerified
    }
}
