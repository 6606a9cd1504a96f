import Glibc

/// Why a file of ours could not be made, read or written: the path and the system's reason.
package enum FileError: Error, Equatable, Sendable {
    /// The place does not allow it: missing directory, no permission, read-only, a directory in its stead.
    case cannotCreate(path: String, reason: String)
    /// No space, quota or file-size limit reached.
    case full(path: String, reason: String)
    case inputOutput(path: String, reason: String)
    /// It exists but we may not or cannot read it.
    case unreadable(path: String, reason: String)
    /// The reader of a pipe went away: it has what it wanted.
    case brokenPipe

    /// The situation behind an `errno` of creating or opening for writing.
    static func creating(_ path: String, _ code: Int32) -> FileError {
        switch code {
        case ENOSPC, EDQUOT, EFBIG: .full(path: path, reason: text(code))
        case EIO: .inputOutput(path: path, reason: text(code))
        default: .cannotCreate(path: path, reason: text(code))
        }
    }

    /// The situation behind an `errno` of writing to an open file.
    static func writing(_ path: String, _ code: Int32) -> FileError {
        switch code {
        case EPIPE: .brokenPipe
        case ENOSPC, EDQUOT, EFBIG: .full(path: path, reason: text(code))
        case EBADF: .inputOutput(path: path, reason: "it is closed")
        default: .inputOutput(path: path, reason: text(code))
        }
    }

    /// The C library's words for an `errno`, in lower case as our messages are.
    static func text(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        guard let first = words.first, words.dropFirst().first?.isUppercase != true else { return words }
        return first.lowercased() + words.dropFirst()
    }
}
