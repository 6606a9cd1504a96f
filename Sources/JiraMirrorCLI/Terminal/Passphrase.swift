import OpenSSLCrypto

/// The vault's passphrase, from a descriptor that the caller opened or from the person at the terminal.
enum Passphrase {
    private static let limit = 4096

    /// Reads it; one final newline is not part of it.
    ///
    /// - Throws: ``CommandError/usage(_:hint:)`` where there is none to be had.
    static func read(_ descriptor: Int32?) throws -> SecretBytes {
        if let descriptor {
            guard var bytes = try? FileDescriptor.readAll(from: descriptor, limit: limit) else {
                throw CommandError.usage("descriptor \(descriptor) cannot be read for the passphrase")
            }
            if bytes.last == 0x0A { bytes.removeLast() }
            defer { for index in bytes.indices { bytes[index] = 0 } }
            return SecretBytes(bytes)
        }
        guard let secret = Terminal.askSecret("Passphrase of the vault: ") else {
            throw CommandError.usage(
                "the vault needs its passphrase and there is no terminal to ask on",
                hint: "give it on a descriptor: --passphrase-fd 3 3< FILE")
        }
        return secret
    }

    /// Asks for a new one, twice on a terminal.
    static func choose(_ descriptor: Int32?) throws -> SecretBytes {
        let first = try read(descriptor)
        if descriptor == nil {
            guard Terminal.askSecret("The same again: ") == first else {
                throw CommandError.usage("the two passphrases differ")
            }
        }
        return first
    }
}
