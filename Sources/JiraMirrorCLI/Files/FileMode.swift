import Glibc

/// What the file system says of a path.
enum FileMode {
    /// Whether there is anything at the path, readable or not.
    static func exists(_ path: String) -> Bool {
        var information = stat()
        return lstat(path, &information) == 0 || (errno != ENOENT && errno != ENOTDIR)
    }
}
