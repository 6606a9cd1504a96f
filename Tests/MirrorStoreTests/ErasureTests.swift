import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

@Suite("What is erased while somebody reads the mirror")
struct ErasureTests {
    private func isHeld(_ mirror: Mirror) throws -> Bool {
        try ["", "-wal"].contains { ending in
            let bytes = try Data(contentsOf: URL(fileURLWithPath: mirror.path + ending))
            return bytes.range(of: Data("canary".utf8)) != nil
        }
    }

    @Test("is in the files as long as that reader needs it, which is told, and no longer")
    func reader() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1", summary: "canary", comments: [(1, "canary")])
        }
        try mirror.store.checkpointWAL()
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let reader = try DatabaseQueue(path: mirror.path, configuration: configuration)
        try reader.unsafeReentrantWrite { try $0.execute(sql: "BEGIN; SELECT count(*) FROM issues") }

        let denied = DeniedFields(ids: ["summary", "comment"])
        try mirror.store.eraseFields(denied, at: .day0)
        #expect(try !mirror.store.compact())
        #expect(try isHeld(mirror))
        #expect(try mirror.rows("SELECT summary FROM issues") == [""])

        try reader.unsafeReentrantWrite { try $0.execute(sql: "COMMIT") }
        try mirror.store.checkpointWAL()
        #expect(try !isHeld(mirror))
        #expect(try mirror.store.compact())
    }
}
