import Foundation
import SyncCore

/// The mirror's files as the file system sees them: creation, mode and group.
struct MirrorFile {
    let options: MirrorOptions

    /// Makes the database file, empty, with its final mode and group, before SQLite opens it; also a missing
    /// directory (0700). An existing file gets the configured mode and group.
    func prepare() throws(StoreError) {
        let directory = (options.path as NSString).deletingLastPathComponent
        if !directory.isEmpty, !FileManager.default.fileExists(atPath: directory) {
            do {
                try FileManager.default.createDirectory(
                    atPath: directory, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            } catch {
                throw .cannotWrite("cannot create the directory \(directory): \(error.localizedDescription)")
            }
        }
        let descriptor = open(options.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, options.mode)
        if descriptor >= 0 {
            close(descriptor)
        } else if errno != EEXIST {
            let code = errno
            let text = "cannot create \(options.path): \(String(cString: strerror(code)))"
            throw [ENOSPC, EDQUOT].contains(code) ? .full(text) : .cannotWrite(text)
        }
        try setAccess(of: options.path)
    }

    /// Gives `-wal` and `-shm` the mode and group of the database. SQLite copies the mode itself, the group
    /// only as root.
    func setAccessOfCompanions() throws(StoreError) {
        for ending in ["-wal", "-shm"] where access(options.path + ending, F_OK) == 0 {
            try setAccess(of: options.path + ending)
        }
    }

    private func setAccess(of path: String) throws(StoreError) {
        var info = stat()
        guard stat(path, &info) == 0 else {
            throw .inputOutput("\(path): \(String(cString: strerror(errno)))")
        }
        guard info.st_mode & S_IFMT == S_IFREG else { throw .notAMirror("\(path) is not a regular file") }
        if let group = try groupID(), info.st_gid != group, chown(path, uid_t.max, group) != 0 {
            throw .cannotWrite(
                "cannot give \(path) to the group \(options.group ?? ""): \(String(cString: strerror(errno)))"
            )
        }
        if info.st_mode & 0o777 != mode_t(options.mode), chmod(path, mode_t(options.mode)) != 0 {
            throw .cannotWrite(
                "cannot set the mode \(String(options.mode, radix: 8)) of \(path): "
                    + String(cString: strerror(errno)))
        }
    }

    private func groupID() throws(StoreError) -> gid_t? {
        guard let name = options.group else { return nil }
        if let number = gid_t(name) { return number }
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var buffer = [CChar](repeating: 0, count: 64 << 10)
        let code = getgrnam_r(name, &entry, &buffer, buffer.count, &found)
        guard code == 0, found != nil else { throw .cannotWrite("there is no group \(name) on this system") }
        return entry.gr_gid
    }
}
