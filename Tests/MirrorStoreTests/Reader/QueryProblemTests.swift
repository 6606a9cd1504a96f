import Foundation
import Reporting
import SyncCore
import Testing

@testable import MirrorStore

struct QueryProblemTests {
    /// What is said of a statement on an empty mirror: line and column, message, hints.
    private func told(_ sql: String) throws -> [String] {
        let mirror = try Mirror()
        let reader = try MirrorReader(path: mirror.path)
        guard let error = queryError({ try reader.all(sql: sql) }),
            let problem = reader.problem(error, in: sql)
        else { return [] }
        let place = problem.place.map { "\($0.line):\($0.column) " } ?? ""
        return [place + problem.message] + problem.hints
    }

    @Test(
        "a slip is told with its place and what was probably meant",
        arguments: [
            (
                "SELECT key,\n  asignee FROM issue_details",
                ["2:3 no such column: asignee", "did you mean 'assignee'?"]
            ),
            (
                "SELECT i.asignee FROM issue_details AS i",
                ["1:8 no such column: i.asignee", "did you mean 'assignee'?"]
            ),
            (
                "SELECT assignee FROM issues",
                ["1:8 no such column: assignee", "a column 'assignee' is in issue_details, open_issues"]
            ),
            (
                "SELECT x.key FROM issues AS i",
                ["1:8 no such column: x.key", "there is no 'x' here, or it has no such column"]
            ),
            (
                "SELECT zzzzzzzz FROM issues",
                ["1:8 no such column: zzzzzzzz", "the columns of issues: jira-mirror query --schema issues"]
            ),
            (
                "SELECT key FROM issue_details WHERE status = \"Done\"",
                [
                    "1:46 no such column: Done", "texts stand in single quotes: 'Done'",
                    "double quotes are for names of columns and tables",
                ]
            ),
            (
                "SELECT * FROM isues",
                [
                    "1:15 no such table: isues", "did you mean 'issues'?",
                    "all tables and views: jira-mirror query --schema",
                ]
            ),
            (
                "SELECT now()",
                [
                    "1:8 no such function: now",
                    "SQLite has: the present instant is strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), the day date('now')",
                ]
            ),
            ("SELECT strtime('now')", ["1:8 no such function: strtime", "did you mean 'strftime'?"]),
            (
                "SELECT 1;\nSELECT 2",
                ["2:1 only one statement can run at a time", "put each statement into a query of its own"]
            ),
            (
                "SELECT id FROM issues JOIN users ON 1 JOIN projects ON 1",
                ["1:8 ambiguous column name: id", "several tables have 'id': write table.id"]
            ),
            ("SELECT FROM issues", ["1:8 near \"FROM\": syntax error"]),
        ])
    func slips(sql: String, told: [String]) throws {
        #expect(try self.told(sql) == told)
    }

    @Test(
        "a statement that would do more than read is refused with the reason",
        arguments: [
            ("INSERT INTO users (key) VALUES ('x')", "INSERT is refused: the mirror is a copy"),
            ("REPLACE INTO users (key) VALUES ('x')", "REPLACE is refused: the mirror is a copy"),
            ("-- a comment\nUPDATE issues SET key = ''", "UPDATE is refused: the mirror is a copy"),
            ("WITH old AS (SELECT 1) DELETE FROM issues", "DELETE is refused: the mirror is a copy"),
            ("EXPLAIN DELETE FROM issues", "DELETE is refused: the mirror is a copy"),
            (
                "CREATE VIEW mine AS SELECT 1",
                "CREATE is refused: the mirror is a copy of Jira and can only be"
            ),
            ("DROP VIEW issue_details", "DROP is refused: the mirror is a copy"),
            ("ALTER TABLE issues ADD COLUMN x", "ALTER is refused: the mirror is a copy"),
            ("ATTACH '/tmp/other.sqlite' AS other", "ATTACH is refused: a query reaches no other file"),
            ("PRAGMA journal_mode = DELETE", "PRAGMA is refused: only pragmas that tell something"),
            ("BEGIN", "BEGIN is refused: a query sees one state"),
            ("VACUUM INTO '/tmp/jira-mirror-copy.sqlite'", "VACUUM is refused: 'sync' looks after"),
            ("SELECT load_extension('x')", "the function load_extension() is refused: it reaches outside"),
        ])
    func refusals(sql: String, reason: String) throws {
        let told = try told(sql)
        #expect(told.count == 1 && told[0].hasPrefix(reason), "\(told)")
        #expect(!FileManager.default.fileExists(atPath: "/tmp/jira-mirror-copy.sqlite"))
    }

    @Test("what is not the statement's fault is not explained as one")
    func otherErrors() throws {
        let mirror = try Mirror()
        let reader = try MirrorReader(path: mirror.path)
        #expect(reader.problem(.timedOut(seconds: 1), in: "SELECT 1") == nil)
        #expect(reader.problem(.interrupted, in: "SELECT 1") == nil)
        #expect(reader.problem(.store(.busy("x")), in: "SELECT 1") == nil)
    }

    @Test("the shape of a statement names its columns and its parameters, each once")
    func shape() throws {
        let mirror = try Mirror()
        let reader = try MirrorReader(path: mirror.path)
        let shape = try reader.shape(
            of: "SELECT key AS k, 1 FROM issues WHERE key = :a OR id = @b OR :a > $c")
        #expect(shape.columns == ["k", "1"])
        #expect(shape.parameters == ["a", "b", "c"])
        #expect(try reader.shape(of: "SELECT ?, ?").parameters == ["?1", "?2"])
    }
}
