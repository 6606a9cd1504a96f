package import OpenSSLCrypto

/// What opens a vault (the key encryption key, KEK), or the passphrase it is derived from.
package struct VaultKey: Sendable {
    /// Where the key came from.
    ///
    /// Stored with the vault, so that `vault status` can tell.
    package enum Source: String, Sendable {
        case credential
        case file
        case command
        case environment
        case passphrase
    }

    enum Material: Sendable {
        case key(SecretBytes)
        case passphrase(SecretBytes, Scrypt.Parameters)
    }

    /// Length of a key in bytes.
    package static let byteCount = AESGCM.keyByteCount
    /// Shortest passphrase accepted for a new vault or `rekey`, in bytes.
    package static let minimumPassphraseByteCount = 12

    package let source: Source
    let material: Material

    /// A key of exactly 32 bytes, not all zero.
    package init(bytes: SecretBytes, source: Source) throws(VaultError) {
        guard bytes.count == Self.byteCount else {
            throw .keySourceFailed(
                source: source.rawValue, detail: "a key has \(Self.byteCount) bytes, this has \(bytes.count)")
        }
        guard bytes != SecretBytes(count: Self.byteCount, filledBy: { _ in }) else {
            throw .keySourceFailed(source: source.rawValue, detail: "the key is all zero")
        }
        self.source = source
        material = .key(bytes)
    }

    /// A passphrase of a person; the key is derived with scrypt and a salt of the vault.
    package init(passphrase: SecretBytes) throws(VaultError) {
        try self.init(passphrase: passphrase, cost: .recommended)
    }

    /// Tests take a smaller cost.
    init(passphrase: SecretBytes, cost: Scrypt.Parameters) throws(VaultError) {
        guard passphrase.count > 0 else {
            throw .keySourceFailed(source: Source.passphrase.rawValue, detail: "the passphrase is empty")
        }
        source = .passphrase
        material = .passphrase(passphrase, cost)
    }

    /// A fresh random key.
    package static func random(source: Source) throws(VaultError) -> VaultKey {
        try VaultKey(bytes: .random(count: byteCount), source: source)
    }

    /// Whether it opens the same vaults.
    func isSame(as other: VaultKey) -> Bool {
        switch (material, other.material) {
        case (.key(let mine), .key(let theirs)): mine == theirs
        case (.passphrase(let mine, _), .passphrase(let theirs, _)): mine == theirs
        default: false
        }
    }

    /// Reads the forms in which a key is written: 32 raw bytes, 44 characters of Base64 or 64 hexadecimal
    /// digits, the texts with or without a newline at the end.
    ///
    /// Their lengths differ, so none is taken for another.
    init(written: SecretBytes, source: Source) throws(VaultError) {
        let bytes: SecretBytes? = written.withUnsafeBytes { written in
            let text =
                written.last == UInt8(ascii: "\n")
                ? UnsafeRawBufferPointer(rebasing: written.dropLast()) : written
            switch (written.count, text.count) {
            case (Self.byteCount, _): return SecretBytes(copying: written)
            case (_, 44): return Base64.decode(SecretBytes(copying: text))
            case (_, 64): return Self.hexadecimal(text)
            default: return nil
            }
        }
        guard let bytes else {
            throw .keySourceFailed(
                source: source.rawValue,
                detail: written.count == 0
                    ? "it is empty"
                    : "\(written.count) bytes are no key: 32 raw bytes, 44 characters of Base64 or 64 hexadecimal "
                        + "digits are")
        }
        try self.init(bytes: bytes, source: source)
    }

    private static func hexadecimal(_ text: UnsafeRawBufferPointer) -> SecretBytes? {
        var isRight = true
        let bytes = SecretBytes(count: text.count / 2) { output in
            for index in output.indices {
                let digits = (text[2 * index], text[2 * index + 1])
                guard let high = Character(UnicodeScalar(digits.0)).hexDigitValue,
                    let low = Character(UnicodeScalar(digits.1)).hexDigitValue
                else {
                    isRight = false
                    return
                }
                output[index] = UInt8(high << 4 | low)
            }
        }
        return isRight ? bytes : nil
    }
}

extension VaultKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<vault key from \(source.rawValue)>" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
