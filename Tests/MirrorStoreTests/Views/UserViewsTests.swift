import GRDB
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct UserViewsTests {
    private func reasons(
        _ mirror: Mirror, _ files: [(name: String, sql: String)]
    ) throws -> [String] {
        try mirror.store.applyUserViews(files).map { "\($0.file): \($0.reason)" }
    }

    /// The names of views that the migrations did not make.
    private func views(_ mirror: Mirror) throws -> [String] {
        let own = Set(try Mirror().rows("SELECT name FROM sqlite_schema WHERE type = 'view'"))
        return try mirror.rows("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name").filter {
            !own.contains($0)
        }
    }

    private let bugs = (
        name: "bugs.sql",
        sql:
            "-- Open bugs.\nCREATE VIEW open_bugs AS SELECT key, ';' AS mark FROM open_issues; -- that is all\n"
    )

    @Test("a file becomes a view that can be read like any other")
    func made() throws {
        let mirror = try Mirror()
        #expect(try reasons(mirror, [bugs]) == [])
        #expect(try views(mirror) == ["open_bugs"])
        let reader = try MirrorReader(path: mirror.path)
        #expect(try reader.all(sql: "SELECT count(*) FROM open_bugs") == [[.integer(0)]])
        #expect(
            try reader.status(now: .day0).userViews == [
                .init(file: "bugs.sql", view: "open_bugs", problem: nil)
            ])
    }

    @Test("where nothing changed, nothing is written")
    func unchanged() throws {
        let mirror = try Mirror()
        let files = [bugs, (name: "bad.sql", sql: "CREATE VIEW bad AS SELECT nope FROM issues")]
        let first = try reasons(mirror, files)
        #expect(first == ["bad.sql: line 1, column 27: no such column: nope"])
        let before = (try mirror.totalChanges(), try mirror.value("PRAGMA schema_version"))
        #expect(try reasons(mirror, files.reversed()) == first)
        #expect(try mirror.totalChanges() == before.0)
        #expect(try mirror.value("PRAGMA schema_version") == before.1)
    }

    @Test("a changed file changes its view, a removed one drops it, a dropped view comes back")
    func changes() throws {
        let mirror = try Mirror()
        _ = try mirror.store.applyUserViews([bugs, (name: "b.sql", sql: "CREATE VIEW b AS SELECT 1 AS one")])
        #expect(try reasons(mirror, [(name: "b.sql", sql: "CREATE VIEW c AS SELECT 2 AS two")]) == [])
        #expect(try views(mirror) == ["c"])
        #expect(try mirror.rows("SELECT two FROM c") == ["2"])
        try mirror.store.write { try $0.execute(sql: "DROP VIEW c") }
        #expect(try reasons(mirror, [(name: "b.sql", sql: "CREATE VIEW c AS SELECT 2 AS two")]) == [])
        #expect(try views(mirror) == ["c"])
        #expect(try reasons(mirror, []) == [])
        #expect(try views(mirror) == [])
        #expect(try mirror.value("SELECT count(*) FROM sync_checkpoints WHERE stream = 'user_views'") == "0")
    }

    @Test("views build on each other in any order; one that breaks takes along those above it, and no others")
    func chains() throws {
        let mirror = try Mirror()
        let top = (name: "a.sql", sql: "CREATE VIEW top AS SELECT one FROM bottom")
        let middle = (name: "n.sql", sql: "CREATE VIEW neighbour AS SELECT 1 AS x")
        #expect(
            try reasons(mirror, [top, middle, (name: "z.sql", sql: "CREATE VIEW bottom AS SELECT 1 AS one")])
                == [])
        #expect(try views(mirror) == ["bottom", "neighbour", "top"])
        #expect(
            try reasons(
                mirror, [top, middle, (name: "z.sql", sql: "CREATE VIEW bottom AS SELECT one FROM gone")])
                == ["a.sql: no such table: bottom", "z.sql: no such table: gone"])
        #expect(try views(mirror) == ["neighbour"])
    }

    @Test(
        "a file that is no plain view of the mirror is named, with what is wrong and where",
        arguments: [
            ("", "line 1: a file has one statement: CREATE VIEW name AS SELECT …"),
            ("-- nothing\n", "line 2: a file has one statement: CREATE VIEW name AS SELECT …"),
            ("DROP TABLE issues", "line 1: a file has one statement: CREATE VIEW name AS SELECT …"),
            ("\nCREATE TABLE x (a)", "line 2: a file has one statement: CREATE VIEW name AS SELECT …"),
            (
                "CREATE TEMP VIEW x AS SELECT 1",
                "line 1: a temporary view would be gone at once: CREATE VIEW name AS SELECT …"
            ),
            (
                "CREATE VIEW x AS SELECT 1;\nDROP TABLE issues;",
                "line 2: one statement a file: put the other into a file of its own"
            ),
            (
                "CREATE VIEW \"x y\" AS SELECT 1",
                "line 1: the view's name must be plain: letters, digits and '_', without quotes and without a schema"
            ),
            (
                "CREATE VIEW main.x AS SELECT 1",
                "line 1: the view's name must be plain: letters, digits and '_', without quotes and without a schema"
            ),
            ("CREATE VIEW sqlite_x AS SELECT 1", "line 1: names that begin with 'sqlite_' are SQLite's own"),
            (
                "CREATE VIEW Issues AS SELECT 1", "'Issues' belongs to the mirror itself: choose another name"
            ),
            (
                "CREATE VIEW IF NOT EXISTS open_issues AS SELECT 1",
                "'open_issues' belongs to the mirror itself: choose another name"
            ),
            ("CREATE VIEW x AS", "line 1: a file has one statement: CREATE VIEW name AS SELECT …"),
            ("CREATE VIEW x AS\nSELECT 1 FORM y", "line 2, column 15: near \"y\": syntax error"),
            ("CREATE VIEW x AS DELETE FROM issues", "line 1, column 18: near \"DELETE\": syntax error"),
            ("CREATE VIEW x AS SELECT key,\n  gone FROM issues", "line 2, column 3: no such column: gone"),
            ("CREATE VIEW x AS SELECT 1 FROM gone", "no such table: gone"),
            ("CREATE VIEW x AS SELECT :a", "parameters are not allowed in views"),
            ("CREATE VIEW x (a, b) AS SELECT 1", "expected 2 columns for 'x' but got 1"),
            (
                "CREATE VIEW x AS SELECT load_extension('y')",
                "line 1, column 25: not authorized to use function: load_extension"
            ),
            ("CREATE VIEW x AS SELECT * FROM x", "view x is circularly defined"),
            (
                "CREATE VIEW x AS SELECT '\u{1B}[2J' FROM i\u{1B}j",
                "line 1, column 38: unrecognized token: \"^[\""
            ),
        ])
    func broken(sql: String, reason: String) throws {
        let mirror = try Mirror()
        let schema = try mirror.rows("SELECT name, sql FROM sqlite_schema ORDER BY name")
        #expect(try reasons(mirror, [(name: "x.sql", sql: sql), bugs]) == ["x.sql: " + reason])
        // Nothing but the good view has changed.
        try mirror.store.write { try $0.execute(sql: "DROP VIEW open_bugs") }
        #expect(try mirror.rows("SELECT name, sql FROM sqlite_schema ORDER BY name") == schema)
        let reader = try MirrorReader(path: mirror.path)
        #expect(
            try reader.status(now: .day0).userViews.map(\.problem) == [nil, reason])
    }

    @Test("of two files with one name, letter case aside, the first gives the view")
    func twice() throws {
        let mirror = try Mirror()
        #expect(
            try reasons(
                mirror,
                [
                    (name: "b.sql", sql: "CREATE VIEW MINE AS SELECT 2 AS n"),
                    (name: "a.sql", sql: "CREATE VIEW mine AS SELECT 1 AS n"),
                ]) == ["b.sql: a.sql makes a view 'MINE' already"])
        #expect(try mirror.rows("SELECT n FROM mine") == ["1"])
    }

    @Test("a broken view is tried again when the schema has what it lacked")
    func retried() throws {
        let mirror = try Mirror()
        let file = (name: "x.sql", sql: "CREATE VIEW x AS SELECT later FROM issue_fields")
        #expect(try reasons(mirror, [file]) == ["x.sql: line 1, column 25: no such column: later"])
        try mirror.store.write { try $0.execute(sql: "ALTER TABLE issue_fields ADD COLUMN later TEXT") }
        #expect(try reasons(mirror, [file]) == [])
        #expect(try views(mirror) == ["x"])
    }

    @Test("migrations find no view of a user's in their way, and afterwards the views come back")
    func migrations() throws {
        let mirror = try Mirror()
        #expect(try reasons(mirror, [bugs]) == [])
        try mirror.store.write { try UserViews.dropAll($0) }
        #expect(try views(mirror) == [])
        #expect(try reasons(mirror, [bugs]) == [])
        #expect(try views(mirror) == ["open_bugs"])
    }

    @Test("what GRDB knows of statements still holds after views were made")
    func writerGoesOn() throws {
        let mirror = try Mirror()
        _ = try mirror.store.applyUserViews([bugs])
        try mirror.apply { $0.add(1, "K-1") }
        #expect(try mirror.rows("SELECT key FROM open_bugs") == ["K-1"])
        // A statement that reads is still known as one.
        try mirror.store.read { db in
            let statement = try db.makeStatement(sql: "SELECT 1")
            #expect(statement.isReadonly)
            #expect(throws: (any Error).self) { try db.execute(sql: "CREATE VIEW y AS SELECT 1") }
        }
    }
}
