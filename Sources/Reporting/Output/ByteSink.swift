/// Where rendered bytes go: standard output, a file, memory.
package protocol ByteSink {
    /// Takes all of the bytes or throws; what it throws comes out of the renderer unchanged.
    func write(_ bytes: UnsafeRawBufferPointer) throws
}

/// A sink made of a closure.
package struct ClosureSink: ByteSink {
    private let body: (UnsafeRawBufferPointer) throws -> Void

    package init(_ body: @escaping (UnsafeRawBufferPointer) throws -> Void) { self.body = body }

    package func write(_ bytes: UnsafeRawBufferPointer) throws { try body(bytes) }
}

/// Keeps what is written, for tests and small things.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ bytes: UnsafeRawBufferPointer) throws { self.bytes.append(contentsOf: bytes) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Gathers small pieces and hands them to a sink in blocks of about 64 KB.
package final class OutputBuffer {
    private let sink: any ByteSink
    private var pending: [UInt8] = []
    private static let blockSize = 65_536

    package init(_ sink: any ByteSink) {
        self.sink = sink
        pending.reserveCapacity(Self.blockSize + 4096)
    }

    package func write(_ text: String) throws {
        pending.append(contentsOf: text.utf8)
        if pending.count >= Self.blockSize { try flush() }
    }

    package func write(byte: UInt8) {
        pending.append(byte)
    }

    package func write(bytes: some Collection<UInt8>) throws {
        pending.append(contentsOf: bytes)
        if pending.count >= Self.blockSize { try flush() }
    }

    /// Hands over what is left; call it once at the end.
    package func flush() throws {
        guard !pending.isEmpty else { return }
        try pending.withUnsafeBytes { try sink.write($0) }
        pending.removeAll(keepingCapacity: true)
    }
}
