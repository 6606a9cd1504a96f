import Foundation
import SyncCore
import Testing

@testable import MirrorStore

struct SchemaDocumentTests {
    private static let file = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/schema.md")

    private func tables(_ mirror: Mirror) throws -> [SchemaTable] {
        try MirrorReader(path: mirror.path).tables()
    }

    @Test("docs/schema.md is what the migrations say: make schema-doc brings it up to date")
    func documentIsCurrent() throws {
        let mirror = try Mirror()
        let expected = try SchemaDocument.text(MirrorReader(path: mirror.path))
        let found = try String(contentsOf: Self.file, encoding: .utf8)
        #expect(found == expected, "run: make schema-doc")
    }

    @Test("the README shows the schema of today")
    func readmeIsCurrent() throws {
        let mirror = try Mirror()
        let root = Self.file.deletingLastPathComponent().deletingLastPathComponent()
        let readme = try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
        #expect(readme.contains("mirror.sqlite, schema \(try mirror.value("PRAGMA user_version") ?? "-")\n"))
    }

    @Test("every table, every view and every column of them has a type and a meaning")
    func everythingHasAMeaning() throws {
        let mirror = try Mirror()
        let tables = try tables(mirror)
        #expect(
            tables.count
                == Int(
                    try mirror.value(
                        "SELECT count(*) FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite%'"
                    ) ?? ""))
        for table in tables {
            #expect((table.meaning ?? "").count > 10, "\(table.name)")
            #expect(!table.columns.isEmpty, "\(table.name)")
            for column in table.columns {
                #expect((column.meaning ?? "").count > 4, "\(table.name).\(column.name) has no meaning")
                #expect(!column.type.isEmpty, "\(table.name).\(column.name) has no type")
            }
        }
    }

    @Test(
        "the chapters name every table and view once, and the meanings of views no column that is not there")
    func chaptersAreComplete() throws {
        let mirror = try Mirror()
        let tables = try tables(mirror)
        for table in tables {
            switch table.kind {
            case .table: #expect(SchemaTopic.place(of: table.name) != nil, "\(table.name) has no chapter")
            case .view: #expect(SchemaTopic.viewOrder.contains(table.name), "\(table.name) has no place")
            case .ownView: Issue.record("\(table.name)")
            }
        }
        for (name, view) in ViewMeanings.all {
            let columns = try #require(tables.first { $0.name == name }).columns.map(\.name)
            for column in view.own.keys { #expect(columns.contains(column), "\(name).\(column)") }
            for source in view.inherits { #expect(tables.contains { $0.name == source }, "\(source)") }
        }
        #expect(tables.first?.name == "issue_details")
    }

    @Test("columns tell what they refer to, and which are the key")
    func references() throws {
        let tables = try tables(try Mirror())
        func column(_ table: String, _ name: String) -> SchemaTable.Column? {
            tables.first { $0.name == table }?.columns.first { $0.name == name }
        }
        #expect(column("issues", "project_id")?.refersTo == "projects.id")
        #expect(column("changelog_items", "issue_id")?.refersTo == "issues.id")
        #expect(column("issue_details", "status_id")?.refersTo == "statuses.id")
        #expect(column("comments", "id")?.isKey == true && column("comments", "body")?.isKey == false)
        #expect(column("deleted_issues", "reason")?.meaning?.hasPrefix("gone (deleted") == true)
        #expect(column("issues", "created_at")?.type == "TIMESTAMP")
    }

    @Test("the columns of custom fields name their field")
    func customFields() throws {
        let mirror = try Mirror()
        try mirror.list([(10, "Severity", "textfield"), (11, "A 'b' -- c", "float")])
        try mirror.apply { $0.add(1, "ABC-1", fields: [(10, .text("High")), (11, .text("2"))]) }
        let columns = try #require(tables(mirror).first { $0.name == "issue_fields" }).columns
        #expect(columns.map(\.name) == ["issue_id", "severity", "a_b_c"])
        #expect(columns[1].fieldID == "customfield_10")
        #expect(columns[1].meaning == "The field 'Severity' (customfield_10).")
        #expect(columns[2].meaning == "The field 'A 'b' -- c' (customfield_11); of type number.")
        #expect(columns[0].meaning?.isEmpty == false && columns[0].fieldID == nil)
    }

    @Test("a view of one's own says what its comments say")
    func ownViews() throws {
        let mirror = try Mirror()
        let sql = """
            CREATE VIEW mine AS
            -- Issues that wait,
            -- all of them.
            SELECT
                key, -- Which.
                'no -- comment' AS text,
                julianday('now') - julianday(created_at) AS "age" /* In days. */
            FROM issues -- not a column
            """
        #expect(try mirror.store.applyUserViews([("mine.sql", sql)]) == [])
        let view = try #require(tables(mirror).first { $0.name == "mine" })
        #expect(view.kind == .ownView && view.topic == .ownViews)
        #expect(view.meaning == "Issues that wait, all of them.")
        #expect(view.columns.map(\.meaning) == ["Which.", nil, "In days."])
    }
}
