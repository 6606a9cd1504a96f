import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct MirrorReaderTests {
    private func filled(_ edit: (inout MirrorOptions) -> Void = { _ in }) throws -> Mirror {
        let mirror = try Mirror(edit)
        try mirror.apply { page in
            for id in 1...20 { page.add(Int64(id), "ABC-\(id)", summary: "Issue \(id)") }
        }
        return mirror
    }

    @Test("rows come one by one with their names and types")
    func values() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        var header: [String] = []
        var rows: [[MirrorValue]] = []
        try reader.rows(
            sql:
                "SELECT id AS i, 1.5 AS r, 'é' AS t, NULL AS n, x'00FF' AS b, '' AS e FROM issues WHERE id <= :last",
            arguments: .named(["last": .integer(2), "unused": .null]), header: { header = $0 }
        ) { row in
            rows.append(row.values)
            #expect(row.integer(0) == Int64(rows.count) && row.real(1) == 1.5 && row.text(2) == "é")
            #expect(row.integer(3) == nil && row.text(3) == nil && row.isNull(3))
            #expect(row.withUTF8(2) { Array($0) } == [0xC3, 0xA9])
        }
        #expect(header == ["i", "r", "t", "n", "b", "e"])
        #expect(
            rows
                == (1...2).map {
                    [.integer($0), .real(1.5), .text("é"), .null, .blob([0, 255]), .text("")]
                })
    }

    @Test("arguments of all kinds arrive as they are")
    func arguments() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let values: [MirrorValue] = [
            .integer(.min), .real(-0.25), .text("a\u{0}b 'x'"), .null, .blob([1, 2]), .blob([]), .text(""),
        ]
        #expect(try reader.all(sql: "SELECT ?, ?, ?, ?, ?, ?, ?", arguments: .positional(values)) == [values])
        #expect(
            queryError { try reader.all(sql: "SELECT ?1", arguments: .positional([])) }
                == .sql(message: "the statement has 1 parameters, 0 values were given", offset: nil))
        #expect(
            queryError { try reader.all(sql: "SELECT :day", arguments: .named(["project": .null])) }
                == .sql(message: "the parameter :day has no value", offset: nil))
    }

    @Test(
        "a reader can do nothing but read",
        arguments: [
            "DELETE FROM issues", "INSERT INTO issues (id) VALUES (1)", "UPDATE issues SET key = 'x'",
            "CREATE TABLE t (a)", "CREATE TEMP TABLE t (a)", "DROP TABLE issues", "ATTACH '/tmp/x.db' AS x",
            "DETACH main", "PRAGMA journal_mode = DELETE", "PRAGMA user_version = 5", "PRAGMA query_only = 0",
            "PRAGMA writable_schema = 1", "PRAGMA temp_store_directory = '/tmp'", "PRAGMA wal_checkpoint",
            "VACUUM", "VACUUM INTO '/tmp/jira-mirror-vacuum.db'", "REINDEX", "ANALYZE", "BEGIN", "COMMIT",
            "SAVEPOINT x", "SELECT load_extension('x')", "SELECT fts3_tokenizer('x')",
            "CREATE VIRTUAL TABLE v USING fts5(a)", "EXPLAIN DELETE FROM issues",
            "UPDATE sqlite_master SET sql = ''", "UPDATE sqlite_schema SET sql = ''",
        ])
    func refuses(sql: String) throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let before = try mirror.rows("SELECT count(*), max(key) FROM issues")
        switch queryError({ try reader.all(sql: sql) }) {
        case .refused, .sql: break
        case let other: Issue.record("\(sql): \(String(describing: other))")
        }
        #expect(try mirror.rows("SELECT count(*), max(key) FROM issues") == before)
        #expect(try reader.all(sql: "SELECT count(*) FROM issues") == [[.integer(20)]])
        #expect(!FileManager.default.fileExists(atPath: "/tmp/jira-mirror-vacuum.db"))
    }

    @Test("asking the schema is allowed")
    func schemaQuestions() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        for sql in [
            "PRAGMA table_info(issues)", "SELECT * FROM pragma_table_list", "PRAGMA user_version",
            "SELECT name FROM pragma_index_list('issues')", "EXPLAIN QUERY PLAN SELECT * FROM issues",
            "SELECT sql FROM sqlite_schema",
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i FROM n",
            "SELECT json_extract('{\"a\":1}', '$.a')", "SELECT key FROM issues;  -- done\n ; /* really */ ",
        ] {
            #expect(queryError { try reader.all(sql: sql) } == nil, "\(sql)")
            #expect((try? reader.all(sql: sql))?.isEmpty == false, "\(sql)")
        }
    }

    @Test("wrong SQL says what is wrong and at which byte")
    func sqlErrors() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        #expect(
            queryError { try reader.all(sql: "SELECT kee FROM issues") }
                == .sql(message: "no such column: kee", offset: 7))
        #expect(
            queryError { try reader.all(sql: "SELECT 1; SELECT 2") }
                == .sql(message: "only one statement can run at a time", offset: 10))
        #expect(
            queryError { try reader.all(sql: " -- nothing\n") }
                == .sql(message: "there is no statement", offset: nil))
        guard
            case .sql(let message, _) = queryError({ try reader.all(sql: "SELECT abs(-9223372036854775808)") }
            )
        else {
            Issue.record("an overflow is an error of the statement")
            return
        }
        #expect(message.contains("overflow"))
    }

    @Test("a statement that runs too long is stopped, and the connection goes on")
    func timeout() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let endless =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        #expect(queryError { try reader.all(sql: endless, timeout: 0.02) } == .timedOut(seconds: 0.02))
        #expect(try reader.all(sql: "SELECT 1", timeout: 5) == [[.integer(1)]])
    }

    @Test("a statement can be interrupted from another thread")
    func interrupt() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        var started = false
        let error = queryError {
            try reader.rows(sql: endless, timeout: 20) { row in
                if !started {
                    started = true
                    Thread.detachNewThread { reader.interrupt() }
                }
            }
        }
        #expect(error == .interrupted)
        #expect(try reader.all(sql: "SELECT 1") == [[.integer(1)]])
    }

    @Test("an interruption between two statements is not lost")
    func cancelled() async throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        // Before a statement, and during the last row of one.
        let before = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return queryError { try reader.all(sql: "SELECT 1") }
        }
        #expect(await before.value == .interrupted)
        let during = Task {
            queryError { try reader.rows(sql: "SELECT 1") { _ in withUnsafeCurrentTask { $0?.cancel() } } }
        }
        #expect(await during.value == .interrupted)
        #expect(try reader.all(sql: "SELECT 1") == [[.integer(1)]])
    }

    @Test("no value that a statement makes is larger than 64 MiB")
    func largestValue() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        for sql in [
            "SELECT length(hex(zeroblob(499999999)))", "SELECT length(hex(zeroblob(40000000)))",
            "WITH RECURSIVE n (t) AS (SELECT 'x' UNION ALL SELECT t || t FROM n) SELECT max(length(t)) FROM n",
        ] {
            #expect(
                queryError { try reader.all(sql: sql) }
                    == .sql(
                        message: "a value is larger than 64 MiB, the most that a statement may make",
                        offset: nil))
        }
        #expect(
            try reader.all(sql: "SELECT length(hex(zeroblob(33000000)))") == [[.integer(66_000_000)]])
    }

    @Test("a reader sees one state while a writer goes on, and the new state afterwards")
    func readsWhileWriting() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let count = "SELECT count(*) FROM issues"
        try reader.snapshot {
            #expect(try reader.all(sql: count) == [[.integer(20)]])
            try mirror.apply { $0.add(99, "ABC-99") }
            try mirror.store.checkpointWAL()
            #expect(try reader.all(sql: count) == [[.integer(20)]])
        }
        #expect(try reader.all(sql: count) == [[.integer(21)]])
        try mirror.store.checkpointWAL()
        let wal = try FileManager.default.attributesOfItem(atPath: mirror.path + "-wal")[.size] as? NSNumber
        #expect(wal?.intValue == 0)
    }

    @Test("where there is no mirror yet, the message says how to get one")
    func missing() throws {
        let error = storeError { try MirrorReader(path: "/nonexistent/mirror.sqlite") }
        #expect(error?.kind == "notAMirror")
        #expect("\(String(describing: error))".contains("jira-mirror sync"))
    }

    @Test("status tells runs, projects, rows, quarantine and missing indexes")
    func status() throws {
        let mirror = try filled()
        var site = SiteRecord()
        site.baseURL = "https://jira.example.org"
        try mirror.store.updateSite(site)
        var data = ReferenceData()
        data.projects = [.init(id: 1, key: "ABC", name: "Alphabet")]
        _ = try mirror.store.apply(data, at: .day0)
        let run = try mirror.store.beginRun(kind: "fill", at: .day0, serverStartedAt: nil)
        try mirror.store.finishRun(run, RunRecord(finishedAt: .day0 + 60, outcome: .complete, exitStatus: 0))
        _ = try mirror.store.quarantine(
            [RejectedRecord(record: "7", reason: "bad", raw: [1])], stream: "issues", at: .day0)
        try mirror.store.deleteIssues([20], reason: .gone, at: .day0)
        try mirror.store.saveCheckpoints([CheckpointChange(stream: "issues", scope: "1", state: "{}")])
        let status = try MirrorReader(path: mirror.path).status(now: .day0 + 90)
        #expect(status.lagSeconds == 30)
        #expect(status.baseURL == "https://jira.example.org")
        #expect(
            status.projects == [
                .init(id: 1, key: "ABC", name: "Alphabet", issues: 19, newestUpdatedAt: Instant.day0.text)
            ])
        #expect(status.runs.map(\.outcome) == ["complete"])
        #expect(status.rows["issues"] == 19 && status.rows["deleted_issues"] == 1)
        #expect(status.deletedIssues == ["gone": 1])
        #expect(status.quarantine.map(\.record) == ["7"])
        #expect(status.checkpoints.contains { $0.stream == "issues" && $0.state == "{}" })
        #expect(status.missingIndexes == MirrorIndexes.all.map(\.name))
        let json = try JSONEncoder().encode(status)
        #expect(try JSONDecoder().decode(StatusSnapshot.self, from: json) == status)
        #expect(String(decoding: json, as: UTF8.self).contains("\"last_synced_at\":"))
    }
}
