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

    @Test("a link goes when an end that is read later does not list it")
    func laterReading() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10", links: [link])
            page.add(11, "K-11", links: [link])
        }
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
    }

    @Test("a link that an end listed in a later reading is not removed by an earlier one of the other end")
    func earlierReading() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10")
            page.add(11, "K-11")
        }
        try mirror.apply(at: .day0 + 90_002) { $0.add(11, "K-11", updated: .day0 + 1, links: [link]) }
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links") == ["1"])
        try mirror.apply(at: .day0 + 90_004) { $0.add(11, "K-11", updated: .day0 + 2) }
        #expect(try mirror.rows("SELECT id FROM issue_links").isEmpty)
    }

    @Test("an archived issue whose link changed at the other end is asked for")
    func archivedEnd() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10", links: [link])
            page.add(11, "K-11", links: [link]) { $0.archivedAt = .day0 + 500 }
        }
        try mirror.store.forgetStale([11])
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.store.staleIssues(limit: 9) == [11])
        try mirror.store.forgetStale([11])
        #expect(try mirror.store.staleIssues(limit: 9).isEmpty)
    }

    @Test("an archived issue that was linked with one that goes is asked for")
    func archivedEndOfDeleted() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "K-10", links: [link])
            page.add(11, "K-11", links: [link]) { $0.archivedAt = .day0 + 500 }
            page.add(12, "K-12")
        }
        try mirror.store.forgetStale([11])
        try mirror.store.deleteIssues([10, 12], reason: .gone, at: .day0 + 600)
        #expect(try mirror.store.staleIssues(limit: 9) == [11])
    }

    @Test("archived issues are doubted in rounds by id")
    func rounds() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            for id in 11...15 as ClosedRange<Int64> {
                page.add(id, "K-\(id)") { $0.archivedAt = id == 13 ? nil : .day0 + 500 }
            }
        }
        let store = mirror.store
        #expect(try store.markArchivedStale(projects: [1], above: 0, limit: 2) == 12)
        #expect(try store.staleIssues(limit: 9) == [11, 12])
        #expect(try store.markArchivedStale(projects: [1], above: 12, limit: 2) == 15)
        #expect(try store.staleIssues(limit: 9) == [11, 12, 14, 15])
        #expect(try store.markArchivedStale(projects: [1], above: 15, limit: 2) == nil)
        #expect(try store.markArchivedStale(projects: [2], above: 0, limit: 2) == nil)
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

    @Test("a link id that a restored Jira gave to other issues leaves the former ones")
    func reusedID() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(10, "K-10", links: [link]) }
        try mirror.apply(at: .day0 + 90_000) { $0.add(20, "K-20", links: [(id: 1, from: 20, to: 21)]) }
        #expect(
            try mirror.rows("SELECT source_issue_id, target_issue_id, listed_by_source FROM issue_links") == [
                "20|21|1"
            ])
        try mirror.apply(at: .day0 + 95_000) { $0.add(10, "K-10", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT id FROM issue_links") == ["1"])
    }
}
