import Glibc

/// Lines of standard input, without blocking a thread for ever: the wait ends when the task is cancelled.
package struct LineReader: Sendable {
    /// Longest line that is accepted, in bytes; the rest of a longer one is dropped.
    static let limit = 8 << 10
    private let descriptor: Int32

    package init(descriptor: Int32 = 0) { self.descriptor = descriptor }

    /// The next line without its end; nil at the end of the input.
    ///
    /// - Throws: `CancellationError` when the task is cancelled meanwhile.
    package func next() async throws -> String? {
        let descriptor = descriptor
        var line: [UInt8] = []
        while true {
            try Task.checkCancellation()
            guard Self.isReadable(descriptor) else {
                try await Task.sleep(for: .milliseconds(50))
                continue
            }
            // Byte by byte: what follows the line belongs to the next reader.
            var byte: UInt8 = 0
            let count = read(descriptor, &byte, 1)
            if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
            if count <= 0 { return line.isEmpty ? nil : Self.text(line) }
            if byte == 0x0A { return Self.text(line) }
            if line.count < Self.limit { line.append(byte) }
        }
    }

    private static func isReadable(_ descriptor: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&entry, 1, 0) > 0
    }

    private static func text(_ line: [UInt8]) -> String {
        String(decoding: line.last == 0x0D ? line.dropLast() : line[...], as: UTF8.self)
    }
}
