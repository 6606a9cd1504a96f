import Foundation
import SyncCore
import Testing

@testable import MirrorStore

@Suite("Contents of deleted issues are kept as long as they may be")
struct RetentionTests {
    private func filled(_ edit: (inout MirrorOptions) -> Void = { _ in }) throws -> Mirror {
        let mirror = try Mirror(edit)
        try mirror.apply { page in
            page.add(10, "ABC-1", summary: "canary-one", comments: [(1, "canary-one")])
            page.add(11, "ABC-2", summary: "canary-two", comments: [(2, "canary-two")])
        }
        return mirror
    }

    private let rows = "SELECT id, key, reason, summary, snapshot = '{}' FROM deleted_issues ORDER BY id"

    @Test("what is older loses summary and snapshot; that it was deleted stays")
    func expiry() throws {
        let mirror = try filled()
        try mirror.store.deleteIssues([10], reason: .gone, at: .day0)
        try mirror.store.deleteIssues([11], reason: .gone, at: .day0 + 100)
        #expect(try mirror.store.expireDeletedIssues(before: .day0 + 50) == 1)
        #expect(try mirror.store.expireDeletedIssues(before: .day0 + 50) == 0)
        #expect(try mirror.rows(rows) == ["10|ABC-1|gone|-|1", "11|ABC-2|gone|canary-two|0"])
    }

    @Test("where nothing is kept, no snapshot is made at all")
    func nothing() throws {
        let mirror = try filled()
        try mirror.store.deleteIssues([10], reason: .archived, at: .day0, keepingContents: false)
        #expect(try mirror.rows(rows) == ["10|ABC-1|archived|-|1"])
    }

    @Test("expired contents are nowhere in the mirror's files")
    func bytes() throws {
        let mirror = try filled { $0.overwritesDeleted = true }
        try mirror.store.deleteIssues([10], reason: .gone, at: .day0)
        #expect(try mirror.store.expireDeletedIssues(before: .day0 + 50) == 1)
        try mirror.store.checkpointWAL()
        for ending in ["", "-wal"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: mirror.path + ending))
            #expect(bytes.range(of: Data("canary-one".utf8)) == nil, "the file\(ending) still has it")
            #expect(!ending.isEmpty || bytes.range(of: Data("canary-two".utf8)) != nil)
        }
    }
}
