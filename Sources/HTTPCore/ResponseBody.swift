/// The bytes of an answer in one malloc'ed block, followed by ``padding`` zero bytes so that a
/// scanner may read whole words past the end. Immutable once made, shared without copies.
package final class ResponseBody: @unchecked Sendable {
    /// Zero bytes that follow the body in memory.
    package static let padding = 64

    /// First byte; `count` bytes are the body, ``padding`` more are zero.
    package let start: UnsafeMutableRawPointer
    package let count: Int

    /// Takes over a block from `malloc` of at least `count + padding` bytes; it is freed with this object.
    package init(adopting block: UnsafeMutableRawPointer, count: Int) {
        start = block
        self.count = count
        (block + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
    }

    package convenience init(_ bytes: some Collection<UInt8>) {
        let block = UnsafeMutableRawPointer.allocate(
            byteCount: bytes.count + Self.padding, alignment: 16)
        UnsafeMutableRawBufferPointer(start: block, count: bytes.count).copyBytes(from: bytes)
        self.init(adopting: block, count: bytes.count)
    }

    package convenience init(_ text: String) { self.init(Array(text.utf8)) }

    // `allocate` without a special alignment is malloc, so one call frees both kinds of block.
    deinit { start.deallocate() }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// The body as text, invalid UTF-8 repaired: for messages and small control answers.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
