import Foundation
import GRDB
import OpenSSLCrypto

/// A row of ``vault_meta``.
struct MetaRow {
    static let select = "SELECT vault_id, created_at FROM vault_meta WHERE id = 1"
    let vaultID: [UInt8]
    let createdAt: Int64

    var encoded: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append("meta")
        encoding.append(vaultID)
        encoding.append(createdAt)
        return encoding.bytes
    }
}

/// A row of `vault_dek`.
struct DataKeyRow {
    static let select = "SELECT dek_id, created_at, seal_count FROM vault_dek"
    let dekID: [UInt8]
    let createdAt: Int64
    var sealCount: Int64

    var encoded: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append("data key")
        encoding.append(dekID)
        encoding.append(createdAt)
        encoding.append(sealCount)
        return encoding.bytes
    }
}

/// A row of `vault_kek`: the data key, sealed for one key.
struct WrapRow {
    static let select = """
        SELECT dek_id, kek_id, source, kdf, kdf_n, kdf_r, kdf_p, kdf_salt, nonce, wrapped, kcv, checksum, created_at
        FROM vault_kek
        """
    struct Derivation: Equatable {
        let n: Int64
        let r: Int64
        let p: Int64
        let salt: [UInt8]
    }

    let dekID: [UInt8]
    let kekID: [UInt8]
    let source: String
    /// Nil when the key is used as it is.
    let derivation: Derivation?
    var nonce: [UInt8] = []
    var wrapped: [UInt8] = []
    let kcv: [UInt8]
    var checksum: [UInt8] = []
    let createdAt: Int64

    /// The columns that are known before the data key is sealed; they are part of its additional data.
    var head: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append("key")
        encoding.append(dekID)
        encoding.append(kekID)
        encoding.append(source)
        encoding.append(derivation?.n)
        encoding.append(derivation?.r)
        encoding.append(derivation?.p)
        encoding.append(derivation?.salt)
        encoding.append(kcv)
        encoding.append(createdAt)
        return encoding.bytes
    }

    var encoded: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append(head)
        encoding.append(nonce)
        encoding.append(wrapped)
        return encoding.bytes
    }
}

/// A row of `vault_rec`: one sealed secret.
struct RecordRow {
    static let select = """
        SELECT site, account, kind, version, dek_id, nonce, sealed, created_at, expires_at FROM vault_rec
        """
    let metadata: RecordMetadata
    let dekID: [UInt8]
    let nonce: [UInt8]
    let sealed: [UInt8]

    func encoded() throws(CryptoError) -> [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append("record")
        encoding.append(dekID)
        encoding.append(metadata.site.bytes)
        encoding.append(metadata.account)
        encoding.append(metadata.kind.rawValue)
        encoding.append(metadata.version)
        encoding.append(metadata.createdAt)
        encoding.append(metadata.expiresAt)
        encoding.append(nonce)
        encoding.append(try SHA256.hash(sealed))
        return encoding.bytes
    }
}

/// A row of `vault_grant`.
struct GrantRow {
    static let select = "SELECT site, account, state, reason, changed_at FROM vault_grant"
    let site: SiteID
    let account: String
    let state: GrantState
    let changedAt: Int64

    var encoded: [UInt8] {
        var encoding = CanonicalEncoding()
        encoding.append("grant")
        encoding.append(site.bytes)
        encoding.append(account)
        encoding.append(state.column)
        encoding.append(state.reason)
        encoding.append(changedAt)
        return encoding.bytes
    }
}

/// Reads the columns of one row, trusting nothing: a damaged page can hold any value of any type.
struct Columns {
    struct Unreadable: Error {}
    private let row: Row
    private var index = 0

    init(_ row: Row) { self.row = row }

    private mutating func next() -> DatabaseValue.Storage {
        defer { index += 1 }
        return (row[index] as DatabaseValue).storage
    }

    mutating func blob(count: Int? = nil) throws(Unreadable) -> [UInt8] {
        guard case .blob(let data) = next(), count == nil || data.count == count else { throw Unreadable() }
        return Array(data)
    }

    mutating func optionalBlob() throws(Unreadable) -> [UInt8]? {
        switch next() {
        case .null: return nil
        case .blob(let data): return Array(data)
        default: throw Unreadable()
        }
    }

    mutating func text() throws(Unreadable) -> String {
        guard case .string(let text) = next() else { throw Unreadable() }
        return text
    }

    mutating func optionalText() throws(Unreadable) -> String? {
        switch next() {
        case .null: return nil
        case .string(let text): return text
        default: throw Unreadable()
        }
    }

    mutating func integer() throws(Unreadable) -> Int64 {
        guard case .int64(let number) = next() else { throw Unreadable() }
        return number
    }

    mutating func optionalInteger() throws(Unreadable) -> Int64? {
        switch next() {
        case .null: return nil
        case .int64(let number): return number
        default: throw Unreadable()
        }
    }

    mutating func site() throws(Unreadable) -> SiteID {
        guard let site = SiteID(bytes: try blob()) else { throw Unreadable() }
        return site
    }
}
