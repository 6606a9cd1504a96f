import Glibc
package import OpenSSLCrypto

/// Where the vault's key may come from.
///
/// The first configured source is used; when it fails, nothing else is tried: a fallback would turn a
/// broken strong source into a weak one without anybody noticing.
package struct KeySources: Sendable {
    /// Name of the systemd credential (`LoadCredentialEncrypted=jira-mirror.vault.key:…`).
    package static let credentialName = "jira-mirror.vault.key"

    /// One source.
    package enum Choice: Sendable, Equatable {
        case credential(path: String)
        case file(path: String)
        case command([String])
        case environment(variable: String)
        case passphrase
    }

    /// `$CREDENTIALS_DIRECTORY`: counts when it holds a file named ``credentialName``.
    package var credentialsDirectory: String?
    package var keyFile: String?
    /// Program and arguments; no shell is involved.
    package var keyCommand: [String]?
    /// Opt-in: the environment is readable by every process of the user.
    package var environmentVariable: String?
    /// Asks the person, or reads a descriptor.
    package var passphrase: (@Sendable () throws -> SecretBytes)?

    package init(
        credentialsDirectory: String? = nil, keyFile: String? = nil, keyCommand: [String]? = nil,
        environmentVariable: String? = nil, passphrase: (@Sendable () throws -> SecretBytes)? = nil
    ) {
        self.credentialsDirectory = credentialsDirectory
        self.keyFile = keyFile
        self.keyCommand = keyCommand
        self.environmentVariable = environmentVariable
        self.passphrase = passphrase
    }

    /// The source that ``load()`` will use; nil when none is configured.
    package var choice: Choice? {
        if let credentialsDirectory, !credentialsDirectory.isEmpty {
            let path = credentialsDirectory + "/" + Self.credentialName
            var status = stat()
            // Only "it is not there" makes room for the next source. "May not be read" does not.
            if lstat(path, &status) == 0 || (errno != ENOENT && errno != ENOTDIR) {
                return .credential(path: path)
            }
        }
        if let keyFile { return .file(path: keyFile) }
        if let keyCommand { return .command(keyCommand) }
        if let environmentVariable { return .environment(variable: environmentVariable) }
        return passphrase == nil ? nil : .passphrase
    }

    /// Whether ``load()`` can be called again: a person is not asked twice, and the environment gives its key once.
    var canReadAgain: Bool {
        switch choice {
        case .credential, .file, .command: true
        case .environment, .passphrase, nil: false
        }
    }

    /// Reads the key from the first configured source.
    package func load() throws(VaultError) -> VaultKey {
        switch choice {
        case nil: throw .noKeySource
        case .credential(let path):
            return try KeyFile.read(path, source: .credential, credentials: credentialsDirectory)
        case .file(let path): return try KeyFile.read(path, source: .file, credentials: credentialsDirectory)
        case .command(let arguments): return try KeyCommand.run(arguments)
        case .environment(let variable): return try Self.takeFromEnvironment(variable)
        case .passphrase:
            let secret: SecretBytes
            do { secret = try passphrase?() ?? SecretBytes([]) } catch {
                throw .keySourceFailed(source: "passphrase", detail: "\(error)")
            }
            return try VaultKey(passphrase: secret)
        }
    }

    /// Reads the variable, then overwrites it where it lies and removes it: children do not inherit it, and
    /// `/proc/PID/environ` no longer shows it.
    private static func takeFromEnvironment(_ variable: String) throws(VaultError) -> VaultKey {
        guard let value = getenv(variable) else {
            throw .keySourceFailed(source: "environment", detail: "the variable \(variable) is not set")
        }
        let written = SecretBytes(copying: UnsafeRawBufferPointer(start: value, count: strlen(value)))
        explicit_bzero(value, written.count)
        unsetenv(variable)
        return try VaultKey(written: written, source: .environment)
    }
}
