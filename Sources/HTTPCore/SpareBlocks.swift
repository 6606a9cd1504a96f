import Synchronization

/// Large blocks of bodies that nobody holds any more, kept for the next ones.
///
/// Fresh memory is cleared by the system page by page while it is first written: with answers of megabytes that costs
/// more than copying them.
package final class SpareBlocks: Sendable {
    /// A block from `malloc`, owned by whoever holds it.
    package struct Block: @unchecked Sendable {
        package let start: UnsafeMutableRawPointer
        package let capacity: Int

        package init(start: UnsafeMutableRawPointer, capacity: Int) {
            self.start = start
            self.capacity = capacity
        }
    }

    /// Smaller blocks come out of the allocator's own heap, whose pages are in use already.
    package static let smallest = 1 << 20

    private let limit: Int
    private let kept = Mutex<[Block]>([])

    /// - Parameter limit: how many bytes are kept at most; beyond it blocks are freed.
    package init(limit: Int) { self.limit = limit }

    deinit { kept.withLock { for block in $0 { block.start.deallocate() } } }

    /// A block of at least that capacity, if one is kept.
    package func take(_ capacity: Int) -> Block? {
        guard capacity >= Self.smallest else { return nil }
        return kept.withLock { blocks in
            blocks.firstIndex { $0.capacity >= capacity }.map { blocks.remove(at: $0) }
        }
    }

    /// Keeps a block for ``take(_:)``, or frees it.
    package func give(_ block: Block) {
        let isKept = kept.withLock { blocks in
            let bytes = blocks.reduce(block.capacity) { $0 + $1.capacity }
            guard block.capacity >= Self.smallest, bytes <= limit else { return false }
            blocks.append(block)
            return true
        }
        if !isKept { block.start.deallocate() }
    }
}
