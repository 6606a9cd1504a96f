import HTTPCore
import Testing

@Suite("Spare blocks")
struct SpareBlocksTests {
    private static let large = SpareBlocks.smallest

    private static func block(_ capacity: Int) -> SpareBlocks.Block {
        SpareBlocks.Block(start: .allocate(byteCount: capacity, alignment: 1), capacity: capacity)
    }

    @Test("the memory of a large body serves the next one, with zero bytes after its end")
    func reused() {
        let spare = SpareBlocks(limit: 2 * Self.large)
        let block = Self.block(Self.large)
        let start = block.start
        start.initializeMemory(as: UInt8.self, repeating: 0xFF, count: Self.large)
        var body: ResponseBody? = ResponseBody(adopting: block, count: 5000, returningTo: spare)
        #expect(body?.start == start)
        #expect(spare.take(Self.large)?.start == nil, "a body that somebody holds is not given away")
        body = nil
        let again = spare.take(Self.large)
        #expect(again?.start == start)
        #expect(again?.capacity == Self.large)
        #expect(spare.take(Self.large)?.start == nil, "a block has one owner")
        guard let again else { return }
        body = ResponseBody(adopting: again, count: 100, returningTo: spare)
        #expect(body?.bytes.count == 100)
        let rest = UnsafeRawBufferPointer(start: start + 100, count: ResponseBody.padding)
        #expect(rest.allSatisfy { $0 == 0 })
    }

    @Test("a block that is too small for the answer stays where it is")
    func fitting() {
        let spare = SpareBlocks(limit: 8 * Self.large)
        spare.give(Self.block(Self.large))
        #expect(spare.take(Self.large + 1)?.start == nil)
        spare.give(Self.block(2 * Self.large))
        #expect(spare.take(1)?.start == nil, "small answers get small blocks")
        let taken = [spare.take(Self.large + 1), spare.take(Self.large)].compactMap { $0 }
        #expect(taken.map(\.capacity) == [2 * Self.large, Self.large])
        for block in taken { block.start.deallocate() }
    }

    @Test("small blocks and those beyond the limit are freed, not kept")
    func bounded() {
        let spare = SpareBlocks(limit: 2 * Self.large)
        spare.give(Self.block(Self.large - 1))
        for _ in 0..<3 { spare.give(Self.block(Self.large)) }
        var kept: [SpareBlocks.Block] = []
        while let block = spare.take(Self.large) { kept.append(block) }
        #expect(kept.map(\.capacity) == [Self.large, Self.large])
        for block in kept { block.start.deallocate() }
    }
}
