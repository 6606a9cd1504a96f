import Glibc

/// What a path means to which a report is to be written.
enum OutputPlace: Equatable {
    /// An open descriptor of this process: `/dev/stdout` and what leads there. Never opened again or replaced,
    /// whatever it is.
    case descriptor(Int32)
    /// A pipe or a device: written, never replaced.
    case special
    /// A file, or nothing yet, or a symbolic link to a file (the link is replaced and not followed: in a
    /// directory that others may write it could lead anywhere).
    case file
    case directory

    init(_ path: String) {
        if let number = Self.descriptor(path) {
            self = .descriptor(number)
            return
        }
        var information = stat()
        guard stat(path, &information) == 0 else {
            self = .file
            return
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG: self = .file
        case S_IFDIR: self = .directory
        default: self = .special
        }
    }

    /// The descriptor that a path leads to, through any number of links.
    private static func descriptor(_ path: String) -> Int32? {
        var path = path
        for _ in 0..<40 {
            for folder in ["/dev/fd/", "/proc/self/fd/", "/proc/\(getpid())/fd/"]
            where path.hasPrefix(folder) {
                return Int32(path.dropFirst(folder.count))
            }
            guard let target = link(path) else { return nil }
            path = Directory.resolve(target, from: Directory.parent(of: path))
        }
        return nil
    }

    private static func link(_ path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
