import OpenSSLCrypto
import Synchronization

/// The key that this process opened the vault with, and what it unlocked so far.
///
/// Data keys stay known until the process ends: a run is not disturbed when somebody retires its key meanwhile.
final class Keyring: Sendable {
    private struct State {
        var key: VaultKey
        var derived: [[UInt8]: SecretBytes] = [:]
        var dataKeys: [[UInt8]: SecretBytes] = [:]
    }

    private let state: Mutex<State>
    private let sources: KeySources?

    var key: VaultKey { state.withLock { $0.key } }

    /// - Parameter sources: where the key comes from; nil where it cannot be read twice.
    init(_ key: VaultKey, from sources: KeySources? = nil) {
        state = Mutex(State(key: key))
        self.sources = sources
    }

    /// Takes over the key that its source has by now; false where that is the same one.
    func renew() -> Bool {
        guard let new = try? sources?.load(), !new.isSame(as: key) else { return false }
        state.withLock {
            $0.key = new
            $0.derived = [:]
        }
        return true
    }

    /// The data key, known already or unsealed with our key.
    func dataKey(_ row: DataKeyRow, wraps: [WrapRow], meta: MetaRow, path: String) throws -> SecretBytes {
        if let known = state.withLock({ $0.dataKeys[row.dekID] }) { return known }
        let (_, dataKey) = try unlock(row, wraps: wraps, meta: meta, path: path)
        remember(dataKey, id: row.dekID)
        return dataKey
    }

    func remember(_ dataKey: SecretBytes, id: [UInt8]) {
        state.withLock { $0.dataKeys[id] = dataKey }
    }

    /// Finds the wrap that our key opens, and opens it.
    ///
    /// A wrap knows its key in three independent ways: identity, check value, and the seal itself. None fits: it is
    /// another key's. Some fit: it is ours and damaged.
    func unlock(
        _ row: DataKeyRow, wraps: [WrapRow], meta: MetaRow, path: String
    ) throws -> (wrap: WrapRow, dataKey: SecretBytes) {
        // A vault always has a key, and keys for its data key only.
        var isDamaged = wraps.isEmpty
        for wrap in wraps {
            guard wrap.dekID == row.dekID else {
                isDamaged = true
                continue
            }
            let isWhole = try wrap.checksum == SHA256.hash(wrap.encoded)
            isDamaged = isDamaged || !isWhole
            guard let kek = try encryptionKey(for: wrap, isWhole: isWhole, path: path) else { continue }
            let identity = ConstantTime.equal(try Envelope.kekID(kek), wrap.kekID)
            let check = ConstantTime.equal(try Envelope.checkValue(kek, vaultID: meta.vaultID), wrap.kcv)
            let dataKey = try Envelope.unwrap(wrap, kek: kek, vaultID: meta.vaultID)
            if identity, check, isWhole, let dataKey { return (wrap, dataKey) }
            isDamaged = isDamaged || identity || check || dataKey != nil
        }
        guard !isDamaged else { throw VaultError.damaged(path: path, detail: "a sealed data key") }
        throw VaultError.wrongKey(path: path)
    }

    /// Our key in the form this wrap asks for; nil when it asks for the other form.
    private func encryptionKey(for wrap: WrapRow, isWhole: Bool, path: String) throws -> SecretBytes? {
        switch (key.material, wrap.derivation) {
        case (.key(let bytes), nil): return bytes
        case (.passphrase(let passphrase, _), let derivation?):
            // A damaged salt would only cost the time of a derivation.
            guard isWhole else { return nil }
            return try derive(from: passphrase, derivation, path: path)
        default: return nil
        }
    }

    private func derive(
        from passphrase: SecretBytes, _ derivation: WrapRow.Derivation, path: String
    ) throws -> SecretBytes {
        var encoding = CanonicalEncoding()
        encoding.append(derivation.n)
        encoding.append(derivation.r)
        encoding.append(derivation.p)
        encoding.append(derivation.salt)
        if let known = state.withLock({ $0.derived[encoding.bytes] }) { return known }
        guard let n = Int(exactly: derivation.n), let r = Int(exactly: derivation.r),
            let p = Int(exactly: derivation.p),
            let parameters = try? Scrypt.Parameters(n: n, r: r, p: p)
        else { throw VaultError.damaged(path: path, detail: "scrypt parameters beyond all reason") }
        let derived = try Scrypt.deriveKey(
            passphrase: passphrase, salt: derivation.salt, parameters: parameters,
            byteCount: VaultKey.byteCount)
        state.withLock { $0.derived[encoding.bytes] = derived }
        return derived
    }

    /// Seals a data key for our key, with a fresh salt where it is a passphrase.
    func wrap(_ dataKey: SecretBytes, dekID: [UInt8], vaultID: [UInt8], at now: Int64) throws -> WrapRow {
        let key = key
        switch key.material {
        case .key(let bytes):
            return try Envelope.wrap(
                dataKey, dekID: dekID, kek: bytes, derivation: nil, source: key.source, vaultID: vaultID,
                at: now)
        case .passphrase(let passphrase, let cost):
            let derivation = WrapRow.Derivation(
                n: Int64(cost.n), r: Int64(cost.r), p: Int64(cost.p), salt: RandomBytes.make(16))
            let kek = try derive(from: passphrase, derivation, path: "")
            return try Envelope.wrap(
                dataKey, dekID: dekID, kek: kek, derivation: derivation, source: key.source, vaultID: vaultID,
                at: now)
        }
    }
}
