import Foundation
import GRDB
import Migrations
import SyncCore
import Testing

@testable import MirrorStore

@Suite("A schema that is not as it was made")
struct SchemaDamageTests {
    /// Something that a turned bit in the schema, or in what stands for it, can come to.
    struct Change: CustomTestStringConvertible, Sendable {
        var testDescription: String
        var sql: String
        /// Words of the message.
        var says: String
    }

    private static func rewrite(_ name: String, _ old: String, _ new: String) -> String {
        """
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = replace(sql, '\(old)', '\(new)') WHERE name = '\(name)'
        """
    }

    /// A mirror with custom fields and indexes; closed.
    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.list([(10_001, "Severity", "textfield"), (10_002, "Effort", "float")])
        try mirror.apply { page in
            page.add(1, "ABC-1", fields: [(10_001, .text("high")), (10_002, .number(3, "3"))])
        }
        try mirror.store.buildMissingIndexes()
        try mirror.store.checkpointWAL()
        try mirror.store.close()
        return mirror
    }

    private func change(_ mirror: Mirror, _ sql: String) throws {
        let database = try DatabaseQueue(path: mirror.path)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    /// What comes of opening the mirror and storing an issue.
    private func use(_ mirror: Mirror) throws -> StoreError? {
        storeError {
            let store = try MirrorDatabase(options: mirror.store.options) { .day0 }
            defer { try? store.close() }
            var page = BatchBuilder()
            page.add(
                2, "ABC-2", updated: .day0 + 1, fields: [(10_001, .text("low")), (10_003, .text("new"))])
            _ = try store.apply(page.page(requestedAt: .day0 + 900_000), checkpoints: [])
        }
    }

    @Test("a mirror that is whole has no damage, whatever was added to it since")
    func whole() throws {
        let mirror = try filled()
        #expect(SchemaProof.damage(of: mirror.path) == nil)
        #expect(try use(mirror) == nil)
        let store = try MirrorDatabase(options: mirror.store.options) { .day0 }
        #expect(
            try store.applyUserViews([("mine.sql", "CREATE VIEW mine AS SELECT key FROM issues")]).isEmpty)
        try store.write { try $0.execute(sql: "DROP INDEX issues_by_status") }
        try store.checkIntegrity()
        #expect(SchemaProof.damage(of: mirror.path) == nil)
        try store.close()
    }

    @Test(
        "a statement of ours that does not compile any more means a damaged file",
        arguments: [
            Change(
                testDescription: "a column",
                sql: rewrite("issues", "time_spent_seconds", "time_spend_seconds"),
                says: "table issues of its schema is not as it was made"),
            Change(
                testDescription: "a condition",
                sql: rewrite("fields", "custom IN (0, 1)", "custom IN (0, 5)"),
                says: "table fields of its schema is not as it was made"),
            Change(
                testDescription: "a column of a custom field",
                sql: rewrite("issue_fields", "severity", "zeverity"),
                says: "the columns of issue_fields are not those that fields names"),
            Change(
                testDescription: "a custom field's name of its column",
                sql: "UPDATE fields SET column_name = 'zeverity' WHERE id = 'customfield_10001'",
                says: "the columns of issue_fields are not those that fields names"),
            Change(
                testDescription: "the version", sql: "PRAGMA user_version = 8",
                says: "it has field_history, which its version 8 does not have"),
            Change(
                testDescription: "no version", sql: "PRAGMA user_version = 0",
                says: "does not tell the version of its schema"),
        ])
    func damaged(_ change: Change) throws {
        let mirror = try filled()
        try self.change(mirror, change.sql)
        let error = try use(mirror)
        guard case .corrupt(let text) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(text.contains(change.says), "\(text)")
        #expect(text.hasPrefix(mirror.path), "\(text)")
    }

    @Test(
        "bytes of the header that SQLite takes for a later format mean a damaged file",
        arguments: [
            18, 19, 47,
        ])
    func header(_ offset: UInt64) throws {
        let mirror = try filled()
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: mirror.path))
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: [0x42])
        try handle.close()
        #expect(try use(mirror)?.kind == "corrupt")
    }

    @Test("verify finds a view that counts something else, which SQLite takes for a good one")
    func view() throws {
        let mirror = try filled()
        try change(mirror, Self.rewrite("open_issues", "archived_at IS NULL", "archived_at NOTNULL"))
        let store = try MirrorDatabase(options: mirror.store.options) { .day0 }
        #expect(
            storeError { try store.checkIntegrity() }
                == .corrupt("the view open_issues of its schema is not as it was made"))
        try store.close()
    }

    @Test("a reader tells a name that was lost from one that was never there")
    func reader() throws {
        let mirror = try filled()
        let typo = queryError {
            try MirrorReader(path: mirror.path).all(sql: "SELECT time_spend_seconds FROM issues")
        }
        guard case .sql = typo else {
            Issue.record("\(String(describing: typo))")
            return
        }
        try change(mirror, Self.rewrite("issues", "time_spent_seconds", "time_spend_seconds"))
        let lost = queryError {
            try MirrorReader(path: mirror.path).all(sql: "SELECT time_spent_seconds FROM issues")
        }
        guard case .store(.corrupt(let text)) = lost else {
            Issue.record("\(String(describing: lost))")
            return
        }
        #expect(text.contains("no such column: time_spent_seconds") && text.contains("table issues"))
    }

    @Test("a constraint that fails in a whole file is no damage")
    func foreignTrigger() throws {
        let mirror = try filled()
        try change(
            mirror,
            "CREATE TRIGGER foreign_trigger BEFORE INSERT ON issues BEGIN SELECT RAISE(ABORT, 'not today'); END"
        )
        #expect(try use(mirror) == .unexpected("not today"))
    }
}
