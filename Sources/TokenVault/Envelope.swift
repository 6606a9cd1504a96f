import OpenSSLCrypto

/// What is sealed with which key and under which label.
///
/// Every label names the product, the format and the purpose: a ciphertext of one purpose opens for no other.
enum Envelope {
    /// Version of the sealing itself, apart from the schema's.
    static let format: Int64 = 1

    private static func label(_ purpose: String, vaultID: [UInt8]) -> CanonicalEncoding {
        var label = CanonicalEncoding()
        label.append("jira-mirror vault")
        label.append(format)
        label.append(purpose)
        label.append(vaultID)
        return label
    }

    /// The public name of a key.
    static func kekID(_ kek: SecretBytes) throws(CryptoError) -> [UInt8] {
        Array(try HMACSHA256.authenticationCode(label("key id", vaultID: []).bytes, key: kek).prefix(16))
    }

    /// Key check value.
    ///
    /// AES-GCM does not commit to its key; a full-length HMAC does.
    static func checkValue(_ kek: SecretBytes, vaultID: [UInt8]) throws(CryptoError) -> [UInt8] {
        try HMACSHA256.authenticationCode(label("key check", vaultID: vaultID).bytes, key: kek)
    }

    static func wrap(
        _ dataKey: SecretBytes, dekID: [UInt8], kek: SecretBytes, derivation: WrapRow.Derivation?,
        source: VaultKey.Source, vaultID: [UInt8], at now: Int64
    ) throws(CryptoError) -> WrapRow {
        var row = WrapRow(
            dekID: dekID, kekID: try kekID(kek), source: source.rawValue, derivation: derivation,
            kcv: try checkValue(kek, vaultID: vaultID), createdAt: now)
        row.nonce = RandomBytes.make(AESGCM.nonceByteCount)
        row.wrapped = try AESGCM.seal(
            dataKey, key: kek, nonce: row.nonce, additionalData: wrapLabel(row, vaultID: vaultID))
        row.checksum = try SHA256.hash(row.encoded)
        return row
    }

    /// Nil when the seal does not open with this key.
    static func unwrap(_ row: WrapRow, kek: SecretBytes, vaultID: [UInt8]) throws(CryptoError) -> SecretBytes?
    {
        try opened(row.wrapped, key: kek, nonce: row.nonce, label: wrapLabel(row, vaultID: vaultID))
    }

    private static func wrapLabel(_ row: WrapRow, vaultID: [UInt8]) -> [UInt8] {
        var label = label("data key", vaultID: vaultID)
        label.append(row.head)
        return label.bytes
    }

    static func seal(
        _ secret: SecretBytes, metadata: RecordMetadata, dataKey: SecretBytes, dekID: [UInt8],
        vaultID: [UInt8]
    ) throws(CryptoError) -> RecordRow {
        let nonce = RandomBytes.make(AESGCM.nonceByteCount)
        let label = recordLabel(metadata, dekID: dekID, vaultID: vaultID)
        let sealed = try AESGCM.seal(secret, key: dataKey, nonce: nonce, additionalData: label)
        return RecordRow(metadata: metadata, dekID: dekID, nonce: nonce, sealed: sealed)
    }

    /// Nil when the record is not the one its columns name.
    static func open(_ row: RecordRow, dataKey: SecretBytes, vaultID: [UInt8]) throws(CryptoError)
        -> SecretBytes?
    {
        let label = recordLabel(row.metadata, dekID: row.dekID, vaultID: vaultID)
        return try opened(row.sealed, key: dataKey, nonce: row.nonce, label: label)
    }

    private static func recordLabel(_ metadata: RecordMetadata, dekID: [UInt8], vaultID: [UInt8]) -> [UInt8] {
        var label = label("record", vaultID: vaultID)
        label.append(dekID)
        label.append(metadata.site.bytes)
        label.append(metadata.account)
        label.append(metadata.kind.rawValue)
        label.append(metadata.version)
        return label.bytes
    }

    /// The nonce and the sealed list of entries.
    static func sealManifest(
        _ entries: [[UInt8]], dataKey: SecretBytes, dekID: [UInt8], vaultID: [UInt8]
    ) throws(CryptoError) -> (nonce: [UInt8], sealed: [UInt8]) {
        var list = CanonicalEncoding()
        for entry in entries { list.append(entry) }
        let nonce = RandomBytes.make(AESGCM.nonceByteCount)
        let sealed = try AESGCM.seal(
            SecretBytes(list.bytes), key: dataKey, nonce: nonce,
            additionalData: manifestLabel(dekID: dekID, vaultID: vaultID))
        return (nonce, sealed)
    }

    /// Nil when it was not sealed for this vault and data key.
    static func openManifest(
        _ sealed: [UInt8], nonce: [UInt8], dataKey: SecretBytes, dekID: [UInt8], vaultID: [UInt8]
    ) throws(CryptoError) -> [[UInt8]]? {
        let label = manifestLabel(dekID: dekID, vaultID: vaultID)
        guard let list = try opened(sealed, key: dataKey, nonce: nonce, label: label) else { return nil }
        return CanonicalEncoding.fields(of: list.reveal())
    }

    private static func manifestLabel(dekID: [UInt8], vaultID: [UInt8]) -> [UInt8] {
        var label = label("manifest", vaultID: vaultID)
        label.append(dekID)
        return label.bytes
    }

    /// The key of the use log's codes.
    static func logKey(dataKey: SecretBytes, vaultID: [UInt8]) throws(CryptoError) -> SecretBytes {
        SecretBytes(try HMACSHA256.authenticationCode(label("log", vaultID: vaultID).bytes, key: dataKey))
    }

    private static func opened(
        _ sealed: [UInt8], key: SecretBytes, nonce: [UInt8], label: [UInt8]
    ) throws(CryptoError) -> SecretBytes? {
        do throws(CryptoError) {
            return try AESGCM.open(sealed, key: key, nonce: nonce, additionalData: label)
        } catch {
            guard error == .authenticationFailed else { throw error }
            return nil
        }
    }
}
