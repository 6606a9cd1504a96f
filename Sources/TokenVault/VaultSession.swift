import GRDB
import Glibc
import OpenSSLCrypto

/// One transaction on an unlocked, verified vault.
///
/// Changes go to the rows in memory and in the file alike; ``finish()`` seals the new manifest.
struct VaultSession {
    let db: Database
    let path: String
    let now: Int64
    let sealLimit: Int64
    let keyring: Keyring
    var contents: VaultContents
    var key: SecretBytes
    private var hasChanged = false

    init(db: Database, path: String, keyring: Keyring, now: Int64, sealLimit: Int64) throws {
        self.db = db
        self.path = path
        self.keyring = keyring
        self.now = now
        self.sealLimit = sealLimit
        contents = try VaultContents(reading: db, path: path)
        key = try keyring.dataKey(contents.dataKey, wraps: contents.wraps, meta: contents.meta, path: path)
        try contents.verify(with: key, path: path)
    }

    /// The secret of a record.
    func open(_ row: RecordRow) throws -> SecretBytes {
        guard let secret = try Envelope.open(row, dataKey: key, vaultID: contents.meta.vaultID) else {
            throw VaultError.damaged(
                path: path, detail: "the record \(row.metadata.kind.rawValue) does not open")
        }
        return secret
    }

    /// Seals a secret as the next version of its name; older versions go.
    @discardableResult
    mutating func put(
        _ secret: SecretBytes, site: SiteID, account: String, kind: SecretKind, expiresAt: Int64?
    ) throws -> RecordMetadata {
        let previous = contents.newest(site, account, kind)?.metadata.version ?? 0
        let metadata = RecordMetadata(
            site: site, account: account, kind: kind, version: previous + 1, createdAt: now,
            expiresAt: expiresAt)
        try countSeal()
        let row = try Envelope.seal(
            secret, metadata: metadata, dataKey: key, dekID: contents.dataKey.dekID,
            vaultID: contents.meta.vaultID)
        try remove { $0.site == site && $0.account == account && $0.kind == kind }
        try row.insert(into: db)
        contents.records.append(row)
        hasChanged = true
        return metadata
    }

    /// Removes matching records and tells how many there were.
    @discardableResult
    mutating func remove(where matches: (RecordMetadata) -> Bool) throws -> Int {
        let gone = contents.records.filter { matches($0.metadata) }
        for row in gone { try row.delete(from: db) }
        contents.records.removeAll { matches($0.metadata) }
        hasChanged = hasChanged || !gone.isEmpty
        return gone.count
    }

    /// Notes the state of a grant; nil forgets it.
    mutating func setState(_ state: GrantState?, site: SiteID, account: String) throws {
        for row in contents.grants where row.site == site && row.account == account {
            try row.delete(from: db)
        }
        contents.grants.removeAll { $0.site == site && $0.account == account }
        if let state {
            var changedAt = now
            if case .rejected(_, let when) = state { changedAt = when }
            let row = GrantRow(site: site, account: account, state: state, changedAt: changedAt)
            try row.insert(into: db)
            contents.grants.append(row)
        }
        hasChanged = true
    }

    /// For changes made to ``contents`` and ``db`` directly.
    mutating func noteChange() { hasChanged = true }

    mutating func countSeal() throws {
        // One is kept for the manifest that follows.
        guard contents.dataKey.sealCount < sealLimit - 1 else { throw VaultError.tooManySeals(path: path) }
        contents.dataKey.sealCount += 1
    }

    /// Seals the manifest, when anything changed.
    mutating func finish() throws {
        guard hasChanged else { return }
        guard contents.dataKey.sealCount < sealLimit else { throw VaultError.tooManySeals(path: path) }
        contents.dataKey.sealCount += 1
        try contents.writeManifest(to: db, key: key)
        hasChanged = false
    }
}
