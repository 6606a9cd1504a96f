/// Why the vault did not do what was asked.
///
/// Texts name the path and what to run; none holds a secret.
package enum VaultError: Error, Equatable, Sendable {
    /// The key is a key, but not one of this vault's.
    case wrongKey(path: String)
    /// The file does not agree with itself: bit rot, or somebody changed it.
    case damaged(path: String, detail: String)
    /// No key source is configured.
    case noKeySource
    /// A key file that others could read or replace. `remedy` is a shell command.
    case unsafeKeyFile(path: String, why: String, remedy: String)
    /// The vault's file or folder could be read or replaced by others. `remedy` is a shell command.
    case unsafeVaultFile(path: String, why: String, remedy: String)
    /// There is no such file: a vault, or a key.
    case missing(path: String)
    /// A newer program wrote the vault. It was not touched.
    case newerFormat(path: String, found: Int, supported: Int)
    /// Nobody has authorized this program at the site.
    case noGrant
    /// Another process holds the vault longer than we wait.
    case busy(path: String)
    /// The disk, the quota or the file size limit is reached. The vault is as it was.
    case full(path: String, detail: String)
    /// Reading or writing failed. The vault is as it was.
    case inputOutput(path: String, detail: String)
    /// A vault or key file cannot be made there.
    case cannotCreate(path: String, why: String)
    /// The file is a database of something else.
    case notAVault(path: String)
    /// The data key has sealed as often as is safe; `rotate` gives a new one.
    case tooManySeals(path: String)
    /// The configured key source gave no key. No other source is tried.
    case keySourceFailed(source: String, detail: String)
    /// The step would lock somebody out, or has nothing to act on.
    case refused(String)
    /// The cryptographic library failed for a reason of its own.
    case cryptography(String)
}

extension VaultError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .wrongKey(let path):
            "\(path): this key does not open the vault. Give the key it was made with, or one added by `vault rekey`"
        case .damaged(let path, let detail):
            "\(path): the vault is damaged or was tampered with (\(detail)). Nothing was changed; "
                + "restore it from a backup, or move it away and run `init` and `authorize` again"
        case .noKeySource:
            "no key for the vault: configure a systemd credential, a key file, a key command or a passphrase"
        case .unsafeKeyFile(let path, let why, let remedy):
            "\(path): unsafe key file: \(why). Run: \(remedy)"
        case .unsafeVaultFile(let path, let why, let remedy):
            "\(path): unsafe vault: \(why). Run: \(remedy)"
        case .missing(let path):
            "\(path): no such file. Run `init` first, or name the right place"
        case .newerFormat(let path, let found, let supported):
            "\(path): the vault has format \(found), this program knows up to \(supported). "
                + "It was not touched; use the newer program"
        case .noGrant:
            "not authorized at this site: run `authorize`"
        case .busy(let path):
            "\(path): another process is using the vault; try again"
        case .full(let path, let detail):
            "\(path): no room to write the vault: \(detail); it is unchanged"
        case .inputOutput(let path, let detail):
            "\(path): \(detail)"
        case .cannotCreate(let path, let why):
            "\(path): cannot be made: \(why)"
        case .notAVault(let path):
            "\(path): this file is not a vault"
        case .tooManySeals(let path):
            "\(path): the data key is worn out; run `vault rotate`"
        case .keySourceFailed(let source, let detail):
            "\(source): no key from there: \(detail). No other source was tried"
        case .refused(let why):
            why
        case .cryptography(let detail):
            "cryptography failed: \(detail)"
        }
    }
}
