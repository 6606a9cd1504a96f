import Reporting
import Testing

@testable import MirrorStore

@Suite struct LongTableTests {
    private func table(_ count: Int, _ read: @escaping (Int) -> Void) -> ReportTable {
        ReportTable(
            name: "t", title: "T", columns: [Column("n", "N", .integer)],
            items: (0..<count).reversed(),
            reading: { items in
                read(items.count)
                return Set(items)
            }
        ) { item, facts in
            // What was read must be that of this item.
            [facts.contains(item) ? .integer(Int64(item)) : .null]
        }
    }

    @Test("a long table reads in blocks what its rows need, and gives each row once, in order")
    func blocks() throws {
        var blocks: [Int] = []
        let table = table(1201) { blocks.append($0) }
        #expect(table.rowCount == 1201)
        #expect(try rows(table) == (0..<1201).reversed().map(String.init))
        #expect(blocks == [500, 500, 201])
        // It starts over.
        #expect(try rows(table).count == 1201)
    }

    @Test("it reads no more than is asked for")
    func stopped() throws {
        var (blocks, count) = (0, 0)
        try table(1201) { _ in blocks += 1 }.rows { _ in
            count += 1
            return count == 500 ? .stop : .next
        }
        #expect((blocks, count) == (1, 500))
        try table(0) { _ in Issue.record("nothing to read") }.rows { _ in .next }
    }
}
