import Glibc
import OpenSSLCrypto

/// The URL of a monitor, in a file of its own: whoever has it can say that all is well.
enum PingURL {
    /// Reads it; from here on the redactor knows it.
    ///
    /// - Throws: ``FileError/unreadable(path:reason:)``, also where others may read the file or it holds no URL.
    static func read(_ file: String, in context: ProcessContext) throws -> String {
        var information = stat()
        guard stat(file, &information) == 0 else {
            throw FileError.unreadable(path: file, reason: FileError.text(errno))
        }
        // systemd makes its credentials readable for the service's group.
        let isCredential =
            context.environment["CREDENTIALS_DIRECTORY"].map { file.hasPrefix($0 + "/") } ?? false
        guard information.st_mode & 0o077 == 0 || isCredential else {
            throw FileError.unreadable(
                path: file, reason: "others may read it, and its URL is a secret; chmod 600 it")
        }
        let text = (try TextFile.read(file, limit: 4096) ?? "").trimmingSpaces()
        context.redactor.learn(Array(text.utf8).withUnsafeBytes { SecretBytes(copying: $0) })
        guard HealthPing.isUsable(text) else {
            throw FileError.unreadable(path: file, reason: "it holds no https URL")
        }
        return text
    }
}
