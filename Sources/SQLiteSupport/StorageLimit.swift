import Glibc

/// Limits that end the growth of a file, in the words that both databases have for them.
package enum StorageLimit {
    /// The limit behind an `errno` of writing; nil where it is something else.
    ///
    /// SQLite reports only a full file system as FULL, and that not always: a quota and a limit on the size of files are
    /// I/O errors to it.
    package static func text(_ code: Int32) -> String? {
        switch code {
        case ENOSPC: "the file system is full"
        case EDQUOT: "the disk quota of this user is used up"
        case EFBIG: "this process may not write larger files (its file-size limit)"
        default: nil
        }
    }
}
