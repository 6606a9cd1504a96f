import GRDB
import OpenSSLCrypto

/// Everything in the vault but the log, read whole: it is a few dozen rows, and only as a whole can it be checked.
struct VaultContents {
    var meta: MetaRow
    var dataKey: DataKeyRow
    var wraps: [WrapRow]
    var records: [RecordRow]
    var grants: [GrantRow]

    private struct Manifest {
        let dekID: [UInt8]
        let nonce: [UInt8]
        let sealed: [UInt8]
    }
    private var manifest: Manifest?

    init(meta: MetaRow, dataKey: DataKeyRow, wraps: [WrapRow]) {
        self.meta = meta
        self.dataKey = dataKey
        self.wraps = wraps
        records = []
        grants = []
    }

    /// Reads all rows.
    ///
    /// They are not authenticated yet.
    init(reading db: Database, path: String) throws {
        func damaged(_ detail: String) -> VaultError { .damaged(path: path, detail: detail) }
        do {
            guard let meta = try Row.fetchOne(db, sql: MetaRow.select).map(MetaRow.init) else {
                throw damaged("its identity is missing")
            }
            let dataKeys = try Row.fetchAll(db, sql: DataKeyRow.select).map(DataKeyRow.init)
            guard dataKeys.count == 1, let dataKey = dataKeys.first else {
                throw damaged("\(dataKeys.count) data keys instead of one")
            }
            self.meta = meta
            self.dataKey = dataKey
            wraps = try Row.fetchAll(db, sql: WrapRow.select).map(WrapRow.init)
            records = try Row.fetchAll(db, sql: RecordRow.select).map(RecordRow.init)
            grants = try Row.fetchAll(db, sql: GrantRow.select).map(GrantRow.init)
            guard
                let row = try Row.fetchOne(
                    db, sql: "SELECT dek_id, nonce, sealed FROM vault_manifest WHERE id = 1")
            else { throw damaged("its manifest is missing") }
            var columns = Columns(row)
            manifest = Manifest(
                dekID: try columns.blob(count: 16), nonce: try columns.blob(count: AESGCM.nonceByteCount),
                sealed: try columns.blob())
        } catch is Columns.Unreadable {
            throw damaged("a value of the wrong type or length")
        }
    }

    /// Proves that the rows are those that were written last: each one is listed in the sealed manifest, and none is
    /// missing.
    func verify(with key: SecretBytes, path: String) throws {
        guard let manifest, manifest.dekID == dataKey.dekID,
            let listed = try Envelope.openManifest(
                manifest.sealed, nonce: manifest.nonce, dataKey: key, dekID: dataKey.dekID,
                vaultID: meta.vaultID)
        else { throw VaultError.damaged(path: path, detail: "its manifest does not open") }
        let present = try entries()
        guard listed == present else {
            let missing = Set(listed).subtracting(present).count
            let foreign = Set(present).subtracting(listed).count
            throw VaultError.damaged(
                path: path, detail: "\(missing) rows are not as they were written, \(foreign) are unknown")
        }
    }

    /// One entry a row, in byte order.
    private func entries() throws -> [[UInt8]] {
        var entries = [meta.encoded, dataKey.encoded]
        entries += wraps.map(\.encoded)
        entries += try records.map { try $0.encoded() }
        entries += grants.map(\.encoded)
        return entries.sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// Seals the manifest of the rows as they are now and writes it, with the data key's count.
    func writeManifest(to db: Database, key: SecretBytes) throws {
        let (nonce, sealed) = try Envelope.sealManifest(
            entries(), dataKey: key, dekID: dataKey.dekID, vaultID: meta.vaultID)
        try db.execute(
            sql: "UPDATE vault_dek SET seal_count = ? WHERE dek_id = ?",
            arguments: [dataKey.sealCount, dataKey.dekID.data])
        try db.execute(
            sql: "INSERT OR REPLACE INTO vault_manifest (id, dek_id, nonce, sealed) VALUES (1, ?, ?, ?)",
            arguments: [dataKey.dekID.data, nonce.data, sealed.data])
    }

    /// The newest version of a secret.
    func newest(_ site: SiteID, _ account: String, _ kind: SecretKind) -> RecordRow? {
        records
            .filter { $0.metadata.site == site && $0.metadata.account == account && $0.metadata.kind == kind }
            .max { $0.metadata.version < $1.metadata.version }
    }
}
