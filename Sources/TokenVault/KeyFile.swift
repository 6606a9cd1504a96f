import Glibc
import OpenSSLCrypto

/// A key in a file of its own, readable by its owner only.
package enum KeyFile {
    private static let maximumByteCount = 4096

    /// Makes a new key file, mode 0600, with a random key as one line of Base64.
    ///
    /// Never overwrites.
    ///
    /// - Returns: the key, so that a vault can be made with it at once.
    @discardableResult
    package static func create(at path: String) throws(VaultError) -> VaultKey {
        let key = SecretBytes.random(count: VaultKey.byteCount)
        if try createUnnamed(key, at: path) { return try VaultKey(bytes: key, source: .file) }
        // Under another name until it is whole: an empty key file would hinder the next try.
        let draft = "\(path).\(getpid()).new"
        unlink(draft)
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .cannotCreate(path: path, why: SystemError.text(errno)) }
        let isWhole = put(key, into: descriptor)
        var code = errno
        let isPlaced = close(descriptor) == 0 && isWhole && place(draft, at: path, &code)
        guard isPlaced else {
            unlink(draft)
            throw .cannotCreate(path: path, why: SystemError.text(code))
        }
        return try VaultKey(bytes: key, source: .file)
    }

    /// Makes the file without a name, and names it when it is whole: a kill before that leaves nothing of the key.
    ///
    /// - Returns: false where the file system has no such files.
    private static func createUnnamed(_ key: SecretBytes, at path: String) throws(VaultError) -> Bool {
        // Swift's module of the C library leaves O_TMPFILE out.
        let unnamed: Int32 = 0o20_000_000 | O_DIRECTORY
        let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "."
        let descriptor = open(String(folder), O_WRONLY | unnamed | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        guard put(key, into: descriptor) else {
            throw .cannotCreate(path: path, why: SystemError.text(errno))
        }
        if linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path, AT_SYMLINK_FOLLOW) == 0 {
            return true
        }
        // Without /proc it cannot be named.
        guard errno == ENOENT else { throw .cannotCreate(path: path, why: SystemError.text(errno)) }
        return false
    }

    private static func put(_ key: SecretBytes, into descriptor: Int32) -> Bool {
        let text = Base64.encode(key)
        // An odd umask could have taken the owner's rights too.
        return fchmod(descriptor, 0o600) == 0 && text.withUnsafeBytes { writeAll($0, to: descriptor) }
            && [UInt8(ascii: "\n")].withUnsafeBytes { writeAll($0, to: descriptor) } && fsync(descriptor) == 0
    }

    /// Gives the draft its name; what has that name already stays.
    private static func place(_ draft: String, at path: String, _ code: inout Int32) -> Bool {
        // Swift's module of the C library leaves this one out.
        typealias Rename =
            @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
        let noReplace: UInt32 = 1
        if let symbol = dlsym(nil, "renameat2") {
            let rename = unsafeBitCast(symbol, to: Rename.self)
            if rename(AT_FDCWD, draft, AT_FDCWD, path, noReplace) == 0 { return true }
            code = errno
            guard [EINVAL, ENOSYS].contains(code) else { return false }
        }
        // A file system without that way: for a moment the file has two names.
        guard link(draft, path) == 0 else {
            code = errno
            return false
        }
        unlink(draft)
        return true
    }

    /// Reads a key file.
    ///
    /// Every check is made on the open descriptor: what was checked is what is read. A file in the folder `credentials`
    /// may be readable by its group, as systemd makes it for services with `User=`.
    static func read(_ path: String, source: VaultKey.Source, credentials: String?) throws(VaultError)
        -> VaultKey
    {
        // Whoever exchanges the key renames another file over this one: then it is opened once more.
        for _ in 0..<10 {
            // O_NONBLOCK: opening a FIFO must not wait for a writer.
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
            guard descriptor >= 0 else { throw openFailure(path, code: errno) }
            defer { close(descriptor) }
            if let key = try read(descriptor, of: path, source: source, credentials: credentials) {
                return key
            }
        }
        throw .keySourceFailed(source: path, detail: "it is exchanged again and again while it is read")
    }

    /// The key in an open file; nil where the file has lost its name since it was opened.
    static func read(
        _ descriptor: Int32, of path: String, source: VaultKey.Source, credentials: String?
    ) throws(VaultError) -> VaultKey? {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .keySourceFailed(source: path, detail: SystemError.text(errno))
        }
        guard status.st_nlink > 0 else { return nil }
        let isCredential = credentials.map { lies(path, in: $0) } ?? false
        try check(status, path: path, allowing: isCredential ? 0o740 : 0o700)
        if !isCredential { try checkParents(of: path) }
        guard status.st_size <= maximumByteCount else {
            throw .keySourceFailed(source: path, detail: "\(status.st_size) bytes are no key")
        }
        var count = -1
        let buffer = SecretBytes(count: maximumByteCount) { buffer in
            count = readAll(from: descriptor, into: buffer)
        }
        guard count >= 0 else { throw .keySourceFailed(source: path, detail: SystemError.text(errno)) }
        let written = buffer.withUnsafeBytes {
            SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
        }
        do { return try VaultKey(written: written, source: source) } catch {
            guard case .keySourceFailed(_, let detail) = error else { throw error }
            throw .keySourceFailed(source: path, detail: detail)
        }
    }

    private static func openFailure(_ path: String, code: Int32) -> VaultError {
        switch code {
        case ENOENT: .missing(path: path)
        case ELOOP:
            .unsafeKeyFile(
                path: path, why: "it is a symbolic link",
                remedy: "readlink -f \(SystemError.quoted(path)), and name that")
        default: .keySourceFailed(source: path, detail: SystemError.text(code))
        }
    }

    private static func check(_ status: stat, path: String, allowing allowed: mode_t) throws(VaultError) {
        let quoted = SystemError.quoted(path)
        let facts = "mode \(FileMode.text(status.st_mode)), owner \(FileMode.owner(status.st_uid))"
        guard FileMode.isRegular(status) else {
            throw .unsafeKeyFile(
                path: path, why: "it is not a regular file (\(facts))", remedy: "ls -ld \(quoted)")
        }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw .unsafeKeyFile(
                path: path, why: "it belongs to another user (\(facts))",
                remedy: FileMode.remedy(forOwner: status.st_uid, of: path))
        }
        guard status.st_mode & 0o777 & ~allowed == 0 else {
            throw .unsafeKeyFile(
                path: path, why: "others may use it (\(facts))", remedy: "chmod 600 \(quoted)")
        }
        guard status.st_nlink == 1 else {
            throw .unsafeKeyFile(
                path: path, why: "it has \(status.st_nlink) names (hard links) (\(facts))",
                remedy:
                    "cp \(quoted) \(SystemError.quoted(path + ".new")) && mv \(SystemError.quoted(path + ".new")) \(quoted)"
            )
        }
    }

    /// Whoever may write to a folder above the file may replace the file.
    ///
    /// Folders with the sticky bit (`/tmp`) do not allow that to others.
    private static func checkParents(of path: String) throws(VaultError) {
        guard let resolved = realpath(path, nil) else {
            throw .keySourceFailed(source: path, detail: SystemError.text(errno))
        }
        defer { free(resolved) }
        var folder = String(cString: resolved)
        while let slash = folder.lastIndex(of: "/") {
            folder = String(folder[..<slash])
            try FileMode.checkFolder(folder.isEmpty ? "/" : folder) { why, remedy in
                .unsafeKeyFile(path: path, why: why, remedy: remedy)
            }
        }
    }

    private static func lies(_ path: String, in folder: String) -> Bool {
        guard let file = realpath(path, nil), let folder = realpath(folder, nil) else { return false }
        defer {
            free(file)
            free(folder)
        }
        return String(cString: file).hasPrefix(String(cString: folder) + "/")
    }

    private static func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    /// The number of bytes read, or -1.
    static func readAll(from descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int {
        var offset = 0
        while offset < buffer.count {
            let count = Glibc.read(
                descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { return -1 }
            if count == 0 { break }
            offset += count
        }
        return offset
    }
}
