package import OpenSSLCrypto

/// The vault: a file of sealed secrets for the sites this program may read.
///
/// Every operation is one transaction and may run while other processes use the same vault. Each one checks the whole
/// vault against its sealed manifest first. Times are seconds since 1970.
package final class Vault: Sendable {
    package let path: String
    let database: VaultDatabase
    let keyring: Keyring
    private let clock: @Sendable () -> Int64
    private let sealLimit: Int64

    /// Makes a new vault, mode 0600, in a folder that only its owner may write to (made with mode 0700 when
    /// missing).
    ///
    /// Never overwrites.
    package static func create(
        at path: String, key: VaultKey, busyTimeoutSeconds: Double = 10,
        clock: @escaping @Sendable () -> Int64
    ) throws(VaultError) -> Vault {
        try create(
            at: path, key: key, busyTimeoutSeconds: busyTimeoutSeconds, clock: clock,
            sealLimit: standardSealLimit)
    }

    /// Opens a vault and proves that `key` opens it and that it is whole.
    package static func open(
        at path: String, key: VaultKey, busyTimeoutSeconds: Double = 10,
        clock: @escaping @Sendable () -> Int64
    ) throws(VaultError) -> Vault {
        try open(at: path, keyring: Keyring(key), busyTimeoutSeconds: busyTimeoutSeconds, clock: clock)
    }

    /// As above, with the key of the first configured source.
    ///
    /// The key is asked for only when there is a vault. Where it is exchanged later and the old one retired, it is read
    /// again: a run that has begun with the old key goes on with the new one.
    package static func open(
        at path: String, keySources: KeySources, busyTimeoutSeconds: Double = 10,
        clock: @escaping @Sendable () -> Int64
    ) throws(VaultError) -> Vault {
        try VaultFile.check(path)
        let keyring = Keyring(try keySources.load(), from: keySources.canReadAgain ? keySources : nil)
        return try open(
            at: path, keyring: keyring, busyTimeoutSeconds: busyTimeoutSeconds, clock: clock)
    }

    private static func open(
        at path: String, keyring: Keyring, busyTimeoutSeconds: Double, clock: @escaping @Sendable () -> Int64
    ) throws(VaultError) -> Vault {
        let vault = Vault(
            database: try VaultDatabase.open(at: path, busyTimeoutSeconds: busyTimeoutSeconds),
            keyring: keyring, clock: clock, sealLimit: standardSealLimit)
        try vault.read { _ in }
        return vault
    }

    /// Seals with one key before it is worn out (NIST SP 800-38D section 8.3).
    static let standardSealLimit: Int64 = 1 << 32

    /// Tests take a smaller limit.
    static func create(
        at path: String, key: VaultKey, busyTimeoutSeconds: Double = 10,
        clock: @escaping @Sendable () -> Int64, sealLimit: Int64
    ) throws(VaultError) -> Vault {
        if case .passphrase(let passphrase, _) = key.material { try checkNew(passphrase) }
        let keyring = Keyring(key)
        let database = try VaultDatabase.create(at: path, busyTimeoutSeconds: busyTimeoutSeconds) { db in
            let now = clock()
            let meta = MetaRow(vaultID: RandomBytes.make(16), createdAt: now)
            let row = DataKeyRow(dekID: RandomBytes.make(16), createdAt: now, sealCount: 1)
            let dataKey = SecretBytes.random(count: VaultKey.byteCount)
            let wrap = try keyring.wrap(dataKey, dekID: row.dekID, vaultID: meta.vaultID, at: now)
            let contents = VaultContents(meta: meta, dataKey: row, wraps: [wrap])
            try meta.insert(into: db)
            try row.insert(into: db)
            try wrap.insert(into: db)
            try contents.writeManifest(to: db, key: dataKey)
            keyring.remember(dataKey, id: row.dekID)
            var session = try VaultSession(
                db: db, path: path, keyring: keyring, now: now, sealLimit: sealLimit)
            try session.log("create")
            try session.finish()
        }
        return Vault(database: database, keyring: keyring, clock: clock, sealLimit: sealLimit)
    }

    static func checkNew(_ passphrase: SecretBytes) throws(VaultError) {
        guard passphrase.count >= VaultKey.minimumPassphraseByteCount else {
            throw .refused(
                "the passphrase is too short: at least \(VaultKey.minimumPassphraseByteCount) characters are needed"
            )
        }
    }

    private init(
        database: VaultDatabase, keyring: Keyring, clock: @escaping @Sendable () -> Int64, sealLimit: Int64
    ) {
        path = database.path
        self.database = database
        self.keyring = keyring
        self.clock = clock
        self.sealLimit = sealLimit
    }

    /// One writing transaction.
    func write<Result>(_ body: (inout VaultSession) throws -> Result) throws(VaultError) -> Result {
        try withPresentKey { () throws(VaultError) in
            try database.write { db in
                var session = try VaultSession(
                    db: db, path: path, keyring: keyring, now: clock(), sealLimit: sealLimit)
                let result = try body(&session)
                try session.finish()
                return result
            }
        }
    }

    /// One reading transaction; it leaves no trace in the log.
    func read<Result>(_ body: (VaultSession) throws -> Result) throws(VaultError) -> Result {
        try withPresentKey { () throws(VaultError) in
            try database.read { db in
                try body(
                    VaultSession(db: db, path: path, keyring: keyring, now: clock(), sealLimit: sealLimit))
            }
        }
    }

    /// Where our key opens the vault no more, its source may have another one by now.
    private func withPresentKey<Result>(
        _ work: () throws(VaultError) -> Result
    ) throws(VaultError) -> Result {
        var exchanges = 0
        while true {
            do { return try work() } catch {
                guard case .wrongKey = error, exchanges < 3, keyring.renew() else { throw error }
                exchanges += 1
            }
        }
    }
}

// MARK: - Secrets

extension Vault {
    /// Seals a secret; one of the same site, account and kind is replaced.
    @discardableResult
    package func put(
        _ secret: SecretBytes, site: SiteID, account: String = "", kind: SecretKind, expiresAt: Int64? = nil
    ) throws(VaultError) -> RecordMetadata {
        try write { session in
            let metadata = try session.put(
                secret, site: site, account: account, kind: kind, expiresAt: expiresAt)
            try session.log("put", metadata)
            return metadata
        }
    }

    /// Opens a secret; nil when there is none.
    ///
    /// The use is logged.
    package func get(site: SiteID, account: String = "", kind: SecretKind) throws(VaultError) -> SecretBytes?
    {
        try write { session in
            guard let row = session.contents.newest(site, account, kind) else {
                try session.log("get", site: site, account: account, kind: kind, result: "absent")
                return nil
            }
            let secret = try session.open(row)
            try session.log("get", row.metadata)
            return secret
        }
    }

    /// Removes a secret; false when there was none.
    @discardableResult
    package func remove(site: SiteID, account: String = "", kind: SecretKind) throws(VaultError) -> Bool {
        try write { session in
            let count = try session.remove { $0.site == site && $0.account == account && $0.kind == kind }
            try session.log(
                "remove", site: site, account: account, kind: kind, result: count > 0 ? "done" : "absent")
            return count > 0
        }
    }

    /// What is in the vault, without opening any of it.
    package func list() throws(VaultError) -> [RecordMetadata] {
        try read { session in
            session.contents.records.map(\.metadata).sorted {
                ($0.site.description, $0.account, $0.kind.rawValue) < (
                    $1.site.description, $1.account, $1.kind.rawValue
                )
            }
        }
    }
}
