import Glibc

/// The rules for the vault's file and folder.
///
/// They are checked by name, not on a descriptor: closing any descriptor of the file would drop the locks that SQLite
/// holds on it in the same process (POSIX locks belong to the process). Nobody else can exchange the name meanwhile,
/// because the folder is the owner's alone.
enum VaultFile {
    /// Makes the folder, mode 0700, when it is missing, and an empty file, mode 0600.
    ///
    /// An empty file is what an interrupted creation leaves behind: it is taken over.
    static func create(at path: String) throws(VaultError) {
        try createFolder(folder(of: path), for: path)
        try checkFolder(of: path)
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            let code = errno
            guard code == EEXIST else { throw .cannotCreate(path: path, why: SystemError.text(code)) }
            return try check(path)
        }
        let isPrivate = fchmod(descriptor, 0o600) == 0
        let code = errno
        close(descriptor)
        guard isPrivate else { throw .cannotCreate(path: path, why: SystemError.text(code)) }
    }

    /// Refuses a vault that others could read or replace.
    static func check(_ path: String) throws(VaultError) {
        var status = stat()
        guard lstat(path, &status) == 0 else {
            guard errno != ENOENT, errno != ENOTDIR else { throw .missing(path: path) }
            throw .inputOutput(path: path, detail: SystemError.text(errno))
        }
        let quoted = SystemError.quoted(path)
        let facts = "mode \(FileMode.text(status.st_mode)), owner \(FileMode.owner(status.st_uid))"
        guard FileMode.isRegular(status) else {
            throw .unsafeVaultFile(
                path: path, why: "it is not a regular file (\(facts))", remedy: "ls -ld \(quoted)")
        }
        guard status.st_uid == geteuid() else {
            throw .unsafeVaultFile(
                path: path, why: "it belongs to another user (\(facts))",
                remedy: FileMode.remedy(forOwner: status.st_uid, of: path))
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .unsafeVaultFile(
                path: path, why: "others may use it (\(facts))", remedy: "chmod 600 \(quoted)")
        }
        guard status.st_nlink == 1 else {
            throw .unsafeVaultFile(
                path: path, why: "it has \(status.st_nlink) names (hard links) (\(facts))",
                remedy: "find / -xdev -samefile \(quoted), and remove the others")
        }
        try checkFolder(of: path)
    }

    /// Makes a folder and those above it, where they are missing, with mode 0700.
    private static func createFolder(_ folder: String, for path: String) throws(VaultError) {
        if mkdir(folder, 0o700) == 0 {
            // An odd umask could have taken the owner's rights too.
            chmod(folder, 0o700)
        } else if errno == ENOENT, Self.folder(of: folder) != folder {
            try createFolder(Self.folder(of: folder), for: path)
            try createFolder(folder, for: path)
        } else if errno != EEXIST {
            throw .cannotCreate(path: path, why: "folder \(folder): \(SystemError.text(errno))")
        }
    }

    private static func checkFolder(of path: String) throws(VaultError) {
        try FileMode.checkFolder(folder(of: path)) { why, remedy in
            .unsafeVaultFile(path: path, why: why, remedy: remedy)
        }
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
