import GRDB
import OpenSSLCrypto

extension Vault {
    /// Lets a second key open the vault.
    ///
    /// Both do until one is retired.
    ///
    /// - Returns: the new key's public name (32 hexadecimal digits), as ``status()`` and ``retire(kekID:)`` use it.
    @discardableResult
    package func rekey(to newKey: VaultKey) throws(VaultError) -> String {
        if case .passphrase(let passphrase, _) = newKey.material { try Self.checkNew(passphrase) }
        return try write { session in
            let wrap = try Keyring(newKey).wrap(
                session.key, dekID: session.contents.dataKey.dekID, vaultID: session.contents.meta.vaultID,
                at: session.now)
            let name = Hexadecimal.text(wrap.kekID)
            guard !session.contents.wraps.contains(where: { $0.kekID == wrap.kekID }) else {
                throw VaultError.refused("this key opens the vault already (\(name))")
            }
            guard session.contents.wraps.count < Self.maximumKeyCount else {
                throw VaultError.refused(
                    "\(Self.maximumKeyCount) keys open the vault already: retire one first")
            }
            try wrap.insert(into: session.db)
            session.contents.wraps.append(wrap)
            session.noteChange()
            try session.log("rekey", result: "added \(name)")
            return name
        }
    }

    /// Most keys that may open one vault.
    package static let maximumKeyCount = 16

    /// Takes a key's right to open the vault, after proving that the key of this process still opens it.
    ///
    /// The key of this process cannot be retired: open the vault with the key that is to stay.
    package func retire(kekID name: String) throws(VaultError) {
        try write { session in
            let (mine, _) = try keyring.unlock(
                session.contents.dataKey, wraps: session.contents.wraps, meta: session.contents.meta,
                path: path)
            guard let wrap = session.contents.wraps.first(where: { Hexadecimal.text($0.kekID) == name })
            else {
                throw VaultError.refused("no key of that name opens the vault: \(name)")
            }
            guard wrap.kekID != mine.kekID else {
                throw VaultError.refused(
                    "this is the key in use: open the vault with the key that is to stay, then retire \(name)"
                )
            }
            try wrap.delete(from: session.db)
            session.contents.wraps.removeAll { $0.kekID == wrap.kekID }
            session.noteChange()
            try session.log("retire", result: "removed \(name)")
        }
    }

    /// A new data key: everything is sealed again, the old data key is gone.
    ///
    /// Only the key of this process opens the vault afterwards, so others must be retired first.
    package func rotate() throws(VaultError) {
        try write { session in
            // Proves that our key is still a key of the vault, not only remembered.
            let (mine, _) = try keyring.unlock(
                session.contents.dataKey, wraps: session.contents.wraps, meta: session.contents.meta,
                path: path)
            guard session.contents.wraps.count == 1 else {
                let others = session.contents.wraps.map { Hexadecimal.text($0.kekID) }
                    .filter { $0 != Hexadecimal.text(mine.kekID) }
                throw VaultError.refused(
                    "other keys would be locked out; retire them first: \(others.joined(separator: ", "))")
            }
            try session.replaceDataKey()
            try session.log("rotate")
        }
        // What was deleted is overwritten already (secure_delete); this gives the pages back. Another reader may hold
        // it up, and then it is done next time.
        try? database.outsideTransaction { db in try db.execute(sql: "VACUUM") }
    }
}

extension VaultSession {
    fileprivate mutating func replaceDataKey() throws {
        let vaultID = contents.meta.vaultID
        let newKey = SecretBytes.random(count: VaultKey.byteCount)
        var newRow = DataKeyRow(dekID: RandomBytes.make(16), createdAt: now, sealCount: 0)
        let wrap = try keyring.wrap(newKey, dekID: newRow.dekID, vaultID: vaultID, at: now)
        let records = try contents.records.map { old in
            newRow.sealCount += 1
            return try Envelope.seal(
                open(old), metadata: old.metadata, dataKey: newKey, dekID: newRow.dekID, vaultID: vaultID)
        }
        try sealLogAgain(newKey: newKey)

        try newRow.insert(into: db)
        for old in contents.records { try old.delete(from: db) }
        for new in records { try new.insert(into: db) }
        for old in contents.wraps { try old.delete(from: db) }
        try wrap.insert(into: db)
        try db.execute(sql: "DELETE FROM vault_manifest")
        try db.execute(
            sql: "DELETE FROM vault_dek WHERE dek_id = ?", arguments: [contents.dataKey.dekID.data])

        contents.records = records
        contents.wraps = [wrap]
        contents.dataKey = newRow
        key = newKey
        // Known even if the commit fails: nothing is sealed with it then.
        keyring.remember(newKey, id: newRow.dekID)
        noteChange()
    }
}
