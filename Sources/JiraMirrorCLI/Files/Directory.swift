import Glibc

/// Directories of ours.
enum Directory {
    /// Makes the directory and its missing parents; the parents get the same mode.
    ///
    /// An existing directory keeps its mode.
    static func make(_ path: String, mode: mode_t = 0o700) throws(FileError) {
        if mkdir(path, mode) == 0 { return }
        switch errno {
        case EEXIST:
            var information = stat()
            guard stat(path, &information) == 0, information.st_mode & S_IFMT == S_IFDIR else {
                throw .cannotCreate(path: path, reason: "it exists and is not a directory")
            }
        case ENOENT:
            let parent = Self.parent(of: path)
            guard parent != path else { throw .cannotCreate(path: path, reason: FileError.text(ENOENT)) }
            try make(parent, mode: mode)
            guard mkdir(path, mode) == 0 || errno == EEXIST else { throw .creating(path, errno) }
        default: throw .creating(path, errno)
        }
    }

    /// What lies in a directory, in no order; nothing where it cannot be read.
    static func names(in path: String) -> [String] {
        guard let entries = opendir(path) else { return [] }
        defer { closedir(entries) }
        var names: [String] = []
        while let entry = readdir(entries) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
                })
        }
        return names.filter { $0 != "." && $0 != ".." }
    }

    /// The directory that holds `path` (`.` for a bare name).
    static func parent(of path: String) -> String {
        var end = path.endIndex
        while end > path.startIndex, path[path.index(before: end)] == "/" { end = path.index(before: end) }
        guard let slash = path[..<end].lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The last component of `path`.
    static func name(of path: String) -> String {
        String(path.split(separator: "/").last ?? "/")
    }

    /// `path` as seen from `base`, which is absolute.
    static func resolve(_ path: String, from base: String) -> String {
        if path.hasPrefix("/") { return path }
        return base.hasSuffix("/") ? base + path : base + "/" + path
    }
}
