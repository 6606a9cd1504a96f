/// Memory for the texts of one batch that could not stay slices of the page.
///
/// It only grows, and lives as long as the batch. Used by the one decoder that fills it, read-only
/// afterwards.
final class TextArena: @unchecked Sendable {
    /// Zeroable slack behind every block, so that a reader may load whole words past a text's end.
    private static let slack = 16
    private static let blockSize = 64 << 10

    private var blocks: [UnsafeMutableRawPointer] = []
    private var next: UnsafeMutablePointer<UInt8>?
    private var available = 0

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// Whether nothing was ever stored.
    var isEmpty: Bool { blocks.isEmpty }

    /// Room for `count` bytes, not yet taken.
    func reserve(_ count: Int) -> UnsafeMutablePointer<UInt8> {
        if let next, count <= available { return next }
        let size = max(Self.blockSize, count)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size + Self.slack, alignment: 16)
        (block + size).initializeMemory(as: UInt8.self, repeating: 0, count: Self.slack)
        blocks.append(block)
        let first = block.assumingMemoryBound(to: UInt8.self)
        next = first
        available = size
        return first
    }

    /// Takes `count` bytes of the room that was reserved last.
    func commit(_ count: Int) {
        next = next.map { $0 + count }
        available -= count
    }
}
