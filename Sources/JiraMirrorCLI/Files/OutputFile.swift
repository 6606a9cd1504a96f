import Glibc
import Reporting
import Synchronization

/// A buffered writer on an open descriptor, which it does not close.
///
/// Everything that the program writes to standard output or to a report file goes through one.
package final class OutputFile: Sendable {
    private static let blockSize = 64 << 10
    private let descriptor: Int32
    /// What messages call it: a path, or `standard output`.
    private let name: String
    private let buffer = Mutex<[UInt8]>([])

    package init(descriptor: Int32, name: String) {
        self.descriptor = descriptor
        self.name = name
    }

    /// Adds text; full blocks are written.
    package func write(_ text: String) throws(FileError) {
        try append { $0.append(contentsOf: text.utf8) }
    }

    /// Adds bytes; full blocks are written.
    package func write(_ bytes: some Sequence<UInt8>) throws(FileError) {
        try append { $0.append(contentsOf: bytes) }
    }

    /// Writes what is still buffered.
    package func flush() throws(FileError) {
        let failure = buffer.withLock { buffer in Self.drain(&buffer, to: descriptor) }
        if let failure { throw .writing(name, failure) }
    }

    private func append(_ add: (inout [UInt8]) -> Void) throws(FileError) {
        let failure: Int32? = buffer.withLock { buffer in
            add(&buffer)
            return buffer.count >= Self.blockSize ? Self.drain(&buffer, to: descriptor) : nil
        }
        if let failure { throw .writing(name, failure) }
    }

    private static func drain(_ buffer: inout [UInt8], to descriptor: Int32) -> Int32? {
        defer { buffer.removeAll(keepingCapacity: true) }
        return buffer.withUnsafeBytes { FileDescriptor.write($0, to: descriptor) }
    }
}

extension OutputFile: ByteSink {
    /// Adds a renderer's block.
    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        try append { $0.append(contentsOf: bytes) }
    }
}
