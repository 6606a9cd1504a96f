import Glibc

/// Small text files: configuration, a report's SQL.
enum TextFile {
    /// The text of a file, nil where there is none.
    ///
    /// - Throws: ``FileError/unreadable(path:reason:)`` for anything else that is not a readable UTF-8
    ///   file of at most `limit` bytes.
    static func read(_ path: String, limit: Int = 1 << 20) throws(FileError) -> String? {
        let file: FileDescriptor
        do {
            file = try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY)
        } catch {
            if error.code == ENOENT || error.code == ENOTDIR { return nil }
            throw .unreadable(path: path, reason: FileError.text(error.code))
        }
        var information = stat()
        guard fstat(file.number, &information) == 0 else {
            throw .unreadable(path: path, reason: FileError.text(errno))
        }
        if information.st_mode & S_IFMT == S_IFDIR {
            throw .unreadable(path: path, reason: "it is a directory")
        }
        let bytes: [UInt8]
        do {
            bytes = try FileDescriptor.readAll(from: file.number, limit: limit)
        } catch {
            let reason =
                error.code == EFBIG ? "it is larger than \(limit >> 10) KiB" : FileError.text(error.code)
            throw .unreadable(path: path, reason: reason)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(path: path, reason: "it is not UTF-8 text")
        }
        return text
    }
}
