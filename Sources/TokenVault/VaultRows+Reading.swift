import GRDB
import OpenSSLCrypto

extension MetaRow {
    init(_ row: Row) throws {
        var columns = Columns(row)
        vaultID = try columns.blob(count: 16)
        createdAt = try columns.integer()
    }
}

extension DataKeyRow {
    init(_ row: Row) throws {
        var columns = Columns(row)
        dekID = try columns.blob(count: 16)
        createdAt = try columns.integer()
        sealCount = try columns.integer()
        guard sealCount >= 0 else { throw Columns.Unreadable() }
    }
}

extension WrapRow {
    init(_ row: Row) throws {
        var columns = Columns(row)
        dekID = try columns.blob(count: 16)
        kekID = try columns.blob(count: 16)
        source = try columns.text()
        let kdf = try columns.optionalText()
        let n = try columns.optionalInteger()
        let r = try columns.optionalInteger()
        let p = try columns.optionalInteger()
        let salt = try columns.optionalBlob()
        switch (kdf, n, r, p, salt) {
        case (nil, nil, nil, nil, nil): derivation = nil
        case ("scrypt", let n?, let r?, let p?, let salt?):
            derivation = Derivation(n: n, r: r, p: p, salt: salt)
        default: throw Columns.Unreadable()
        }
        nonce = try columns.blob(count: AESGCM.nonceByteCount)
        wrapped = try columns.blob(count: VaultKey.byteCount + AESGCM.tagByteCount)
        kcv = try columns.blob(count: HMACSHA256.byteCount)
        checksum = try columns.blob(count: SHA256.byteCount)
        createdAt = try columns.integer()
    }
}

extension RecordRow {
    init(_ row: Row) throws {
        var columns = Columns(row)
        let site = try columns.site()
        let account = try columns.text()
        guard let kind = SecretKind(rawValue: try columns.text()) else { throw Columns.Unreadable() }
        let version = try columns.integer()
        guard version > 0, version < Int64.max else { throw Columns.Unreadable() }
        dekID = try columns.blob(count: 16)
        nonce = try columns.blob(count: AESGCM.nonceByteCount)
        sealed = try columns.blob()
        metadata = RecordMetadata(
            site: site, account: account, kind: kind, version: version, createdAt: try columns.integer(),
            expiresAt: try columns.optionalInteger())
    }
}

extension GrantRow {
    init(_ row: Row) throws {
        var columns = Columns(row)
        site = try columns.site()
        account = try columns.text()
        let state = try columns.text()
        let reason = try columns.optionalText()
        changedAt = try columns.integer()
        guard let state = GrantState(column: state, reason: reason, changedAt: changedAt) else {
            throw Columns.Unreadable()
        }
        self.state = state
    }
}
