import Glibc

/// The file in which something new is written before it takes its place: beside it, under a name of its own.
///
/// It is locked as long as its writer lives, and the kernel ends the lock with the process: so a draft that can be
/// locked is what a kill has left, and ``sweep(beside:)`` removes it.
struct Draft: ~Copyable {
    static let suffix = ".jira-mirror-tmp"
    /// SQLite's own file beside one that it fills.
    private static let journal = "-journal"
    /// Where there are no locks, younger drafts may belong to a writer that is still busy.
    private static let staleAfterSeconds = 3600

    let file: FileDescriptor
    let path: String

    /// Makes an empty draft for a file.
    init(for target: String) throws(FileError) {
        let start = Directory.parent(of: target) + "/" + Self.prefix(of: target)
        for _ in 0..<100 {
            let digits = String(UInt32.random(in: .min ... .max), radix: 16)
            let path = start + digits + Self.suffix
            let file: FileDescriptor
            do {
                file = try FileDescriptor.open(
                    path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            } catch {
                if error.code == EEXIST { continue }
                throw .creating(target, error.code)
            }
            if Self.hasLocks(file.number) { _ = Self.lock(file.number, LOCK_EX) }
            // Another process may have swept it away before it was locked.
            guard Self.isNamed(path, file.number) else { continue }
            self.file = file
            self.path = path
            return
        }
        throw .cannotCreate(path: target, reason: "what is written beside it vanishes at once")
    }

    /// Takes the draft away, whatever is in it.
    func remove() {
        unlink(path)
        unlink(path + Self.journal)
    }

    /// Removes the drafts for a file whose writers are dead.
    static func sweep(beside target: String) {
        let directory = Directory.parent(of: target)
        let start = prefix(of: target)
        // Not those of files whose names only begin in the same way.
        let names = Directory.names(in: directory).filter { name in
            name.hasPrefix(start) && name.dropFirst(start.count).prefix { $0 != "." }.allSatisfy(\.isHexDigit)
                && name.dropFirst(start.count).drop { $0 != "." }.hasPrefix(suffix)
        }
        let drafts = names.filter { $0.hasSuffix(suffix) }
        for name in drafts where isAbandoned(directory + "/" + name) {
            unlink(directory + "/" + name)
            unlink(directory + "/" + name + journal)
        }
        // A draft takes its place only when its journal is gone.
        for name in names where name.hasSuffix(suffix + journal) {
            guard !drafts.contains(String(name.dropLast(journal.count))) else { continue }
            unlink(directory + "/" + name)
        }
    }

    private static func prefix(of target: String) -> String { "." + Directory.name(of: target) + "." }

    private static func isAbandoned(_ path: String) -> Bool {
        guard let file = try? FileDescriptor.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK) else {
            return false
        }
        let isLocal = hasLocks(file.number)
        guard !isLocal || lock(file.number, LOCK_EX | LOCK_NB) else { return false }
        var information = stat()
        // It may have taken its place since its name was read.
        guard isNamed(path, file.number), fstat(file.number, &information) == 0 else { return false }
        return isLocal || time(nil) - information.st_mtim.tv_sec > staleAfterSeconds
    }

    private static func isNamed(_ path: String, _ descriptor: Int32) -> Bool {
        var here = stat()
        var there = stat()
        return fstat(descriptor, &here) == 0 && lstat(path, &there) == 0 && here.st_dev == there.st_dev
            && here.st_ino == there.st_ino
    }

    /// Whether a lock on the file is ours alone to ask. On network file systems it is the server's, and the same as the
    /// one that SQLite wants for itself on a file that it fills.
    private static func hasLocks(_ descriptor: Int32) -> Bool {
        // Swift's module of the C library leaves this one out. The type is the first word of what it tells.
        typealias Statfs = @convention(c) (Int32, UnsafeMutableRawPointer) -> Int32
        guard let symbol = dlsym(nil, "fstatfs") else { return false }
        var information = [Int](repeating: 0, count: 64)
        guard unsafeBitCast(symbol, to: Statfs.self)(descriptor, &information) == 0 else { return false }
        let networks: Set<UInt32> = [0x6969, 0x517B, 0xFF53_4D42, 0xFE53_4D42]
        return !networks.contains(UInt32(truncatingIfNeeded: information[0]))
    }

    private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
        while flock(descriptor, kind) != 0 {
            if errno != EINTR { return false }
        }
        return true
    }
}
