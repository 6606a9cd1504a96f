import Glibc
import SyncCore

/// At most one run of a profile at a time: an exclusive `flock(2)` on a file that is never deleted.
///
/// The kernel gives the lock up when the process ends, however it ends, so there is no stale lock.
/// Deleting the file would let two processes lock two files of the same name.
package final class RunLock {
    private let file: FileDescriptor
    /// The lock file.
    package let path: String

    /// Takes the lock or says who has it.
    ///
    /// - Throws: ``CommandError/anotherRun(pid:lock:)`` when another process holds it; ``FileError`` when
    ///   the file cannot be made.
    package init(_ path: String) throws {
        let flags = O_RDWR | O_CREAT | O_NOFOLLOW
        do {
            file = try FileDescriptor.open(path, flags, mode: 0o600)
        } catch {
            throw FileError.creating(path, error.code)
        }
        self.path = path
        while flock(file.number, LOCK_EX | LOCK_NB) != 0 {
            switch errno {
            case EINTR: continue
            case EWOULDBLOCK: throw CommandError.anotherRun(pid: Self.holder(file.number), lock: path)
            default: throw FileError.inputOutput(path: path, reason: FileError.text(errno))
            }
        }
        // For people and for the message above; the lock does not depend on it, a full disk is no reason to stop.
        if ftruncate(file.number, 0) == 0 { _ = FileDescriptor.write("\(getpid())\n".utf8, to: file.number) }
    }

    /// When the run that holds the lock took it.
    static func taken(_ path: String) -> Instant? {
        var information = stat()
        guard lstat(path, &information) == 0 else { return nil }
        let time = information.st_mtim
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The process id that the holder wrote, if it has come to that.
    private static func holder(_ descriptor: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
