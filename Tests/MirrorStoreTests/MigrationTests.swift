import Foundation
import GRDB
import Migrations
import SyncCore
import Testing

@testable import MirrorStore

/// A mirror of schema 5, made of its SQL, with a row in every table that a migration touches.
struct MigrationTests {
    private static let content = """
        INSERT INTO site (id, title, schema_version) VALUES (1, 'Ours', 5);
        INSERT INTO fields (id, name, custom, schema_type, schema_items, schema_custom, is_stub) VALUES
            ('customfield_1', 'Team', 1, 'option', NULL, 'x:select', 0), ('summary', 'Summary', 0, 'string', NULL, NULL, 1);
        INSERT INTO issues VALUES
            (10, 'ABC-1', 1, 1, 2, 3, 4, 5, 6, 9, 'ABC-0', 'c', 'r', 'a', '2024-01-01T00:00:00.000Z',
            '2024-01-02T00:00:00.000Z', '2024-01-03T00:00:00.000Z', '2024-01-01', '2024-01-03', '2024-02-01',
            60, 120, 180, 7, 8, '2024-01-04T00:00:00.000Z', '2024-01-05T00:00:00.000Z',
            '2024-01-06T00:00:00.000Z', 77, 'A summary', 'Somewhere', 'Long'),
            (11, '?11', 0, 1, 2, 3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2024-01-01T00:00:00.000Z',
            '2024-01-02T00:00:00.000Z', NULL, '2024-01-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
            '2024-01-05T00:00:00.000Z', '2024-01-06T00:00:00.000Z', 78, '', NULL, NULL);
        INSERT INTO issue_keys VALUES ('ABC-1', 10);
        INSERT INTO issue_labels VALUES (10, 'red');
        INSERT INTO issue_flow VALUES (10, '2024-01-02T00:00:00.000Z', NULL, NULL, 60, 2), (11, NULL, NULL, NULL, 0, 0);
        INSERT INTO backfills (name, requested_at, done) VALUES ('older', '2024-01-01T00:00:00.000Z', 1);
        CREATE INDEX issues_by_updated ON issues (updated_at);
        CREATE VIEW our_own AS SELECT issues.key, fields.name FROM issues, fields;
        """

    private func migrated(_ content: String, _ body: (MirrorDatabase) throws -> Void) throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("mirror.sqlite").path
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let old = try DatabaseQueue(path: path, configuration: configuration)
        try old.write { db in
            for migration in MirrorMigrations.all.prefix(5) { try db.execute(sql: migration.sql) }
            try db.execute(sql: "PRAGMA user_version = 5")
            try db.execute(sql: content)
        }
        try old.close()
        let store = try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 }
        try body(store)
        try store.close()
    }

    private func rows(_ store: MirrorDatabase, _ sql: String) throws -> [String] {
        try store.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "-" : "\($0.storage.value ?? "-")" }
                    .joined(separator: "|")
            }
        }
    }

    @Test("a mirror of schema 5 keeps every value, and all its issues are to be read again")
    func keepsAll() throws {
        try migrated(Self.content) { (store: MirrorDatabase) throws in
            #expect(
                try rows(store, "SELECT * FROM issues") == [
                    "10|ABC-1|1|1|2|3|4|5|6|9|ABC-0|-|-|c|r|a|2024-01-01T00:00:00.000Z|2024-01-02T00:00:00.000Z|"
                        + "2024-01-03T00:00:00.000Z|2024-01-01|2024-01-03|2024-02-01|60|120|180|-|7|8|-|"
                        + "2024-01-04T00:00:00.000Z|2024-01-05T00:00:00.000Z|2024-01-06T00:00:00.000Z|0|A summary|"
                        + "Somewhere|Long",
                    "11|?11|0|1|2|3|-|-|-|-|-|-|-|-|-|-|2024-01-01T00:00:00.000Z|2024-01-02T00:00:00.000Z|-|"
                        + "2024-01-01|-|-|-|-|-|-|-|-|-|-|2024-01-05T00:00:00.000Z|2024-01-06T00:00:00.000Z|0||-|-",
                ])
            #expect(
                try rows(store, "SELECT * FROM fields") == [
                    "customfield_1|Team|1|option|-|x:select|-|-|0", "summary|Summary|0|string|-|-|-|-|1",
                ])
            #expect(try rows(store, "SELECT * FROM issue_keys") == ["ABC-1|10"])
            #expect(
                try rows(store, "SELECT * FROM issue_flow") == [
                    "10|1|2024-01-02T00:00:00.000Z|-|-|60|2", "11|1|-|-|-|0|0",
                ])
            #expect(
                try rows(store, "SELECT key, started_at FROM issue_details WHERE started_at IS NOT NULL") == [
                    "ABC-1|2024-01-02T00:00:00.000Z"
                ])
            #expect(try rows(store, "SELECT * FROM issue_fields") == ["10", "11"])
            #expect(try store.backfills().map(\.name) == ["older", "custom fields and sprints"])
            #expect(try store.backfills().map(\.done) == [true, false])
            #expect(
                try rows(store, "SELECT key FROM our_own WHERE name = 'Team' ORDER BY key") == [
                    "?11", "ABC-1",
                ])
            #expect(try rows(store, "PRAGMA integrity_check") == ["ok"])
            // Other tables still refer to the new one.
            #expect(
                try rows(store, "SELECT \"table\" FROM pragma_foreign_key_list('issue_labels')") == ["issues"]
            )
            #expect(try rows(store, "PRAGMA legacy_alter_table") == ["0"])
        }
    }

    @Test("an issue of the old schema gets its fields with its next reading, though it did not change")
    func nextReading() throws {
        try migrated(Self.content) { (store: MirrorDatabase) throws in
            var page = BatchBuilder()
            page.add(10, "ABC-1", fields: [(1, .text("Blue"))], hash: 77)
            let outcome = try store.apply(page.page(requestedAt: .day0 + 900_000), checkpoints: [])
            #expect(outcome.updated == 1 && outcome.newFields == ["customfield_1"])
            #expect(try rows(store, "SELECT issue_id, team FROM issue_fields") == ["10|Blue", "11|-"])
        }
    }

    @Test("a mirror without issues has nothing to read again")
    func empty() throws {
        try migrated("") { (store: MirrorDatabase) throws in #expect(try store.backfills() == []) }
    }
}
