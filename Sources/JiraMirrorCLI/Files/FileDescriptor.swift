import Glibc

/// An open file that closes itself; the system calls that the other files here need, with their errors.
struct FileDescriptor: ~Copyable {
    let number: Int32

    private init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Opens without ever inheriting to child processes.
    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0) throws(SystemFailure) -> FileDescriptor
    {
        while true {
            let number = Glibc.open(path, flags | O_CLOEXEC, mode)
            if number >= 0 { return FileDescriptor(number) }
            if errno != EINTR { throw SystemFailure(code: errno) }
        }
    }

    /// Writes all bytes; gives the `errno` of a failure.
    static func write(_ bytes: some Sequence<UInt8>, to number: Int32) -> Int32? {
        let array = Array(bytes)
        return array.withUnsafeBytes { write($0, to: number) }
    }

    /// Writes all bytes; gives the `errno` of a failure.
    static func write(_ bytes: UnsafeRawBufferPointer, to number: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let window = UnsafeRawBufferPointer(rebasing: rest)
            let written = Glibc.write(number, window.baseAddress, window.count)
            if written >= 0 {
                rest = rest.dropFirst(written)
            } else if errno == EAGAIN {
                // Somebody made our terminal or pipe non-blocking: wait for room.
                var entry = pollfd(fd: number, events: Int16(POLLOUT), revents: 0)
                _ = poll(&entry, 1, -1)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// Reads to the end, at most `limit` bytes; gives the `errno` of a failure (`EFBIG` beyond the limit).
    static func readAll(from number: Int32, limit: Int) throws(SystemFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = read(number, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemFailure(code: errno)
            }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit { throw SystemFailure(code: EFBIG) }
        }
    }
}

/// A failed system call.
struct SystemFailure: Error, Equatable {
    /// The `errno`.
    var code: Int32
}
