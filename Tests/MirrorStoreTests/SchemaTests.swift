import Foundation
import GRDB
import Migrations
import SyncCore
import Testing

@testable import MirrorStore

struct SchemaTests {
    /// The folder of the migrations, found from this file.
    private static let folder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("migrations/mirror")

    @Test("the list of migrations is the folder, in order and without gaps")
    func registryIsTheFolder() throws {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
            .filter { $0.hasSuffix(".sql") }.sorted()
        #expect(files == MirrorMigrations.all.map { $0.name + ".sql" })
        for (index, migration) in MirrorMigrations.all.enumerated() {
            #expect(migration.version == index + 1)
            let digits = String(index + 1)
            let number = String(repeating: "0", count: 4 - digits.count) + digits
            #expect(migration.name.hasPrefix("MirrorV\(number)__"))
            let text = try String(
                contentsOf: Self.folder.appendingPathComponent(migration.name + ".sql"), encoding: .utf8)
            #expect(migration.sql == text)
            // Embedding takes more than linear time in the size of the file.
            #expect(text.utf8.count < 20_000)
        }
    }

    /// A released migration never changes: add another one instead. These are its frozen checksums.
    static let checksums: [String: UInt64] = [
        "MirrorV0001__create": 3_762_152_503_850_637_916,
        "MirrorV0002__issues": 16_328_926_533_344_357_612,
        "MirrorV0003__history": 10_924_853_617_999_575_094,
        "MirrorV0004__journal": 2_445_081_696_616_283_688,
        "MirrorV0005__views": 13_064_364_941_325_856_969,
        "MirrorV0006__custom_fields": 12_606_235_140_991_974_677,
        "MirrorV0007__agile": 7_271_220_775_338_693_254,
        "MirrorV0008__views": 12_705_451_704_090_510_858,
        "MirrorV0009__field_history": 5_423_291_671_611_476_830,
        "MirrorV0010__flow_project": 15_707_039_499_110_714_961,
    ]

    @Test("a migration that was written once stays as it is")
    func frozenMigrations() {
        for migration in MirrorMigrations.all {
            let hash = migration.sql.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
                ($0 ^ UInt64($1)) &* 1_099_511_628_211
            }
            #expect(Self.checksums[migration.name] == hash, "\(migration.name): \(hash)")
        }
        #expect(Self.checksums.count == MirrorMigrations.all.count)
    }

    @Test("a new mirror has the mark, the version and 8 KB pages, in WAL")
    func header() throws {
        let mirror = try Mirror()
        #expect(try mirror.value("PRAGMA application_id") == String(MirrorMigrations.applicationID))
        #expect(try mirror.value("PRAGMA user_version") == String(MirrorMigrations.all.count))
        #expect(try mirror.value("PRAGMA page_size") == "8192")
        #expect(try mirror.value("PRAGMA journal_mode") == "wal")
        #expect(try mirror.value("PRAGMA foreign_keys") == "0")
        #expect(try mirror.value("PRAGMA synchronous") == "1")
    }

    @Test("every table and view can be read")
    func everythingReads() throws {
        let mirror = try Mirror()
        let names = try mirror.rows("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
        #expect(names.count > 35)
        for name in names { _ = try mirror.rows("SELECT * FROM \"\(name)\"") }
    }

    @Test("every table and every column of it says what it means")
    func everyColumnHasAComment() throws {
        let mirror = try Mirror()
        let tables = try mirror.store.read { db in
            try Row.fetchAll(db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'table'")
        }
        for table in tables {
            let name: String = table["name"]
            guard !name.hasPrefix("sqlite_") else { continue }
            let lines = (table["sql"] as String).split(separator: "\n").map(String.init)
            #expect(lines[0].contains(" ( -- "), "\(name) has no comment")
            for column in try mirror.rows("SELECT name FROM pragma_table_info('\(name)')") {
                let line = try #require(
                    lines.first { $0.hasPrefix("    \(column) ") }, "\(name).\(column) has no line")
                let comment = line.components(separatedBy: " -- ").dropFirst().joined()
                #expect(comment.count >= 5, "\(name).\(column) has no comment")
            }
        }
    }

    @Test("instants, days and flags are declared so that other tools see their types, and no table is strict")
    func declaredTypes() throws {
        let mirror = try Mirror()
        let columns = try mirror.rows(
            """
            SELECT tables.name, columns.name, columns.type FROM pragma_table_list AS tables,
                pragma_table_info(tables.name) AS columns
            WHERE tables.schema = 'main' AND tables.type = 'table' AND tables.name NOT LIKE 'sqlite%'
            """)
        #expect(columns.count > 150)
        for column in columns {
            let parts = column.split(separator: "|").map(String.init)
            let (name, type) = (parts[1], parts[2])
            if name.hasSuffix("_at") { #expect(type == "TIMESTAMP", "\(column)") }
            if name.hasSuffix("_on") || name.hasSuffix("_date") { #expect(type == "DATE", "\(column)") }
            if name.hasPrefix("is_") { #expect(type == "BOOLEAN", "\(column)") }
            // Ids of fields and of other applications are texts.
            let isText = name.hasSuffix("field_id") || name == "global_id" || parts[0] == "fields"
            if name == "id" || name.hasSuffix("_id"), !isText {
                #expect(type == "INTEGER", "\(column)")
            }
            if name.hasSuffix("_seconds"), name != "wait_seconds" { #expect(type == "INTEGER", "\(column)") }
        }
        #expect(
            try mirror.rows("SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict") == [])
    }

    @Test("every foreign key points at a column that exists")
    func foreignKeys() throws {
        let mirror = try Mirror()
        // Fails where a parent table or column is missing.
        #expect(try mirror.rows("PRAGMA foreign_key_check") == [])
        #expect(try mirror.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test("the statements of the hot path find their rows through an index")
    func plans() throws {
        let mirror = try Mirror()
        let tables = [
            IssueSQL.labels, IssueSQL.components, IssueSQL.fixVersions, IssueSQL.affectedVersions,
            IssueSQL.comments, IssueSQL.worklogs, IssueSQL.attachments, IssueSQL.changelog,
            IssueSQL.changelogItems, IssueSQL.fieldValues, IssueSQL.issueSprints,
            IssueSQL.sprintIntervals,
        ]
        let statements =
            [
                IssueSQL.findIssue, IssueSQL.updateIssue, IssueSQL.findHolder, IssueSQL.evict,
                IssueSQL.renameSource, IssueSQL.renameTarget, IssueSQL.forgetDeletion, IssueSQL.linksOfIssue,
                IssueSQL.unlistLink, IssueSQL.deleteUnlistedLink, IssueSQL.deleteLinkOfOthers,
                IssueSQL.deleteIntervalsFrom, IssueSQL.findKey, IssueSQL.fieldPositions,
                IssueSQL.unmarkIncomplete,
                IssueSQL.storedStatusChanges, "SELECT issue_id FROM worklogs WHERE id = ?1",
                "DELETE FROM worklogs WHERE issue_id = ?1 AND id = ?2",
            ] + tables.flatMap { [$0.countOfIssue, $0.deleteOfIssue] }
        for sql in statements { try expectSearch(sql, in: mirror) }
        // These need the indexes that are built after a first fill.
        try mirror.store.buildMissingIndexes()
        let holders = "FROM issue_field_values WHERE field_id = 'customfield_1' AND"
        for sql in [
            IssueSQL.renameParent, IssueSQL.renameEpic, IssueSQL.adoptByEpic,
            "SELECT issue_id \(holders) ref_id = 1",
            "SELECT issue_id \(holders) ref_id IS NULL AND ref_key = 'A'",
            "SELECT issue_id \(holders) ref_id IS NULL AND ref_key IS NOT NULL",
            "SELECT id, key FROM issues WHERE project_id = 1 AND number < 5 AND number > 0 "
                + "ORDER BY number DESC LIMIT 3",
            "SELECT count(*) FROM issues WHERE project_id = 1",
            "SELECT max(updated_at) FROM issues WHERE project_id = 1",
            "DELETE FROM issue_keys WHERE issue_id = 1",
            "SELECT issue_id, reopen_count FROM issue_flow WHERE project_id = 1 ORDER BY issue_id",
        ] { try expectSearch(sql, in: mirror) }
    }

    private func expectSearch(_ sql: String, in mirror: Mirror) throws {
        let plan = try mirror.store.read { db in
            try Row.fetchAll(db, sql: "EXPLAIN QUERY PLAN " + sql.replacing(/\?\d*/, with: "1"))
                .map { $0["detail"] as String }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH") }, "\(sql): \(plan)")
        #expect(
            !plan.contains { $0.hasPrefix("SCAN") || $0.contains("TEMP B-TREE FOR ORDER BY") },
            "\(sql): \(plan)")
    }
}
