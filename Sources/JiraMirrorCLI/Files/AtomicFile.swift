package import Glibc

/// A file that appears whole or not at all: written beside its place, synced, then renamed over it.
///
/// A reader sees the old text or the new one. A kill leaves a ``Draft``; the next write of the same file removes it.
package enum AtomicFile {
    /// Writes `path` with what `body` gives to the sink.
    ///
    /// A pipe, a device or an open descriptor (`/dev/stdout`) is written directly: it must not be replaced by a
    /// file. A symbolic link to a file is replaced.
    /// - Parameters:
    ///   - mode: permission bits of the new file, whatever the umask.
    ///   - group: the file's group, or nil to leave it to the directory.
    ///   - keepsAccess: a file that is there already hands its mode and group on instead.
    /// - Throws: ``FileError``, `CancellationError` in a task that is cancelled, or what `body` throws; nothing has
    ///   changed then.
    package static func write(
        _ path: String, mode: mode_t, group: gid_t? = nil, keepsAccess: Bool = false,
        body: (OutputFile) throws -> Void
    ) throws {
        switch OutputPlace(path) {
        case .descriptor(let number):
            let output = OutputFile(descriptor: number, name: path)
            try body(output)
            return try output.flush()
        case .special: return try writeDirectly(path, body)
        case .directory: throw FileError.cannotCreate(path: path, reason: "it is a directory")
        case .file: break
        }
        try replace(path, Access(of: keepsAccess ? path : nil, mode: mode, group: group)) { file, _ in
            let output = OutputFile(descriptor: file, name: path)
            try body(output)
            try output.flush()
        }
    }

    /// The same for what only takes a path: `body` fills an empty file beside `path`, which must be a file or nothing
    /// yet.
    package static func fill(
        _ path: String, mode: mode_t, group: gid_t? = nil, body: (String) throws -> Void
    ) throws {
        switch OutputPlace(path) {
        case .file: break
        case .directory: throw FileError.cannotCreate(path: path, reason: "it is a directory")
        case .descriptor, .special: throw FileError.cannotCreate(path: path, reason: "it is no file")
        }
        try replace(path, Access(of: nil, mode: mode, group: group)) { try body($1) }
    }

    /// Makes the file beside `path`, has it filled (by its descriptor or its path), and renames it.
    private static func replace(
        _ path: String, _ access: Access, fill: (Int32, String) throws -> Void
    ) throws {
        Draft.sweep(beside: path)
        let draft = try Draft(for: path)
        do {
            try fill(draft.file.number, draft.path)
            try access.give(to: draft.file, path)
            guard fsync(draft.file.number) == 0 else { throw FileError.writing(path, errno) }
            // What a signal has stopped may be half of it.
            try Task.checkCancellation()
            guard rename(draft.path, path) == 0 else { throw FileError.creating(path, errno) }
        } catch {
            draft.remove()
            throw error
        }
        // The rename itself must survive a power cut; a file system that cannot sync a directory says EINVAL.
        if let folder = try? FileDescriptor.open(Directory.parent(of: path), O_RDONLY | O_DIRECTORY) {
            _ = fsync(folder.number)
        }
    }

    /// Writes `text` to `path`.
    package static func write(_ path: String, text: String, mode: mode_t) throws {
        try write(path, mode: mode) { try $0.write(text) }
    }

    /// Writes to what is no file. Whoever may write the directory could put one in its place meanwhile, or a link to
    /// one: what was opened is looked at, and a file is not written over.
    static func writeDirectly(_ path: String, _ body: (OutputFile) throws -> Void) throws {
        let file = try create(path, O_WRONLY | O_NOCTTY, for: path)
        var information = stat()
        guard fstat(file.number, &information) == 0 else { throw FileError.creating(path, errno) }
        guard information.st_mode & S_IFMT != S_IFREG else {
            throw FileError.cannotCreate(path: path, reason: "it was no file, and is one now; try again")
        }
        let output = OutputFile(descriptor: file.number, name: path)
        try body(output)
        try output.flush()
    }

    private static func create(_ name: String, _ flags: Int32, for path: String) throws(FileError)
        -> FileDescriptor
    {
        do {
            return try FileDescriptor.open(name, flags, mode: 0o600)
        } catch {
            throw .creating(path, error.code)
        }
    }

    /// Who may read the new file.
    private struct Access {
        private var mode: mode_t
        private var group: gid_t?
        private var isKept = false

        init(of path: String?, mode: mode_t, group: gid_t?) {
            self.mode = mode
            self.group = group
            var information = stat()
            guard let path, lstat(path, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
                return
            }
            self.mode = information.st_mode & 0o777
            self.group = information.st_gid
            isKept = true
        }

        func give(to file: borrowing FileDescriptor, _ path: String) throws(FileError) {
            var mode = mode
            if let group, fchown(file.number, uid_t.max, group) != 0 {
                guard isKept else { throw .creating(path, errno) }
                // Another group than the old file's gets nothing that was meant for that one.
                mode &= ~0o070
            }
            guard fchmod(file.number, mode) == 0 else { throw .creating(path, errno) }
        }
    }
}
