/// The bytes of an answer in one malloc'ed block, followed by ``padding`` zero bytes so that a
/// scanner may read whole words past the end. Immutable once made, shared without copies.
package final class ResponseBody: @unchecked Sendable {
    /// Zero bytes that follow the body in memory.
    package static let padding = 64

    /// First byte; `count` bytes are the body, ``padding`` more are zero.
    package var start: UnsafeMutableRawPointer { block.start }
    package let count: Int
    private let block: SpareBlocks.Block
    private let spare: SpareBlocks?

    /// Takes over a block of at least `count + padding` bytes.
    ///
    /// - Parameter spare: gets the block back when nobody holds this object any more; without it the block is freed.
    package init(adopting block: SpareBlocks.Block, count: Int, returningTo spare: SpareBlocks? = nil) {
        self.block = block
        self.count = count
        self.spare = spare
        (block.start + count).initializeMemory(as: UInt8.self, repeating: 0, count: Self.padding)
    }

    package convenience init(_ bytes: some Collection<UInt8>) {
        let capacity = bytes.count + Self.padding
        let start = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
        UnsafeMutableRawBufferPointer(start: start, count: bytes.count).copyBytes(from: bytes)
        self.init(adopting: SpareBlocks.Block(start: start, capacity: capacity), count: bytes.count)
    }

    package convenience init(_ text: String) { self.init(Array(text.utf8)) }

    // `allocate` without a special alignment is malloc, so one call frees both kinds of block.
    deinit { if let spare { spare.give(block) } else { block.start.deallocate() } }

    package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

    /// The body as text, invalid UTF-8 repaired: for messages and small control answers.
    package var text: String { String(decoding: bytes, as: UTF8.self) }
}
