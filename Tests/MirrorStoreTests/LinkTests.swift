import SyncCore
import Testing

@testable import MirrorStore

struct LinkTests {
    private let link = (id: Int64(1), from: Int64(10), to: Int64(11))

    @Test("a link that both ends list is one row")
    func oneRow() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10", links: [link])
            page.add(11, "K-11", links: [link])
        }
        #expect(try mirror.rows("SELECT id, source_key, target_key FROM issue_links") == ["1|K-10|K-11"])
        #expect(
            try mirror.rows("SELECT issue_id, other_key FROM linked_issues ORDER BY 1") == [
                "10|K-11", "11|K-10",
            ])
    }

    @Test("a link goes when neither end lists it any more, not before")
    func bothEnds() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10", links: [link])
            page.add(11, "K-11", links: [link])
        }
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links") == ["1"])
        try mirror.apply(at: .day0 + 90_002) { $0.add(11, "K-11", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
    }

    @Test("a link to an issue that the account cannot see goes with the one end that lists it")
    func oneEnd() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "K-10", links: [link]) }
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
    }

    @Test("a link of an issue to itself is listed by both its ends at once")
    func selfLink() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "K-10", links: [(id: 1, from: 10, to: 10)]) }
        #expect(try mirror.rows("SELECT listed_by_source, listed_by_target FROM issue_links") == ["1|1"])
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
    }
}
