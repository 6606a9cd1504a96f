import Foundation
import Reporting
import Testing

@testable import MirrorStore

@Suite struct ReportCatalogTests {
    @Test("every built-in report has a title, a summary and help for each parameter")
    func descriptions() {
        #expect(
            ReportCatalog.builtIn.map(\.name) == [
                "dashboard", "created-vs-resolved", "cycle-time", "throughput", "aging-wip",
                "time-in-status", "cumulative-flow", "velocity", "sprint", "burndown", "average-age",
                "resolution-time", "worklog", "workload", "version-progress", "epic-progress", "net-flow",
                "blocked-time", "data-quality", "issues", "users",
            ])
        for report in ReportCatalog.builtIn {
            #expect(report.problem == nil)
            #expect(report.origin == .builtIn)
            #expect(report.description.title != report.name)
            #expect(!report.description.summary.isEmpty)
            #expect(report.description.parameters.allSatisfy { !$0.help.isEmpty })
        }
    }

    @Test("an unknown report is refused with the nearest name")
    func unknownReport() {
        #expect(throws: ReportError.unknownReport(name: "cycletime", nearest: "cycle-time")) {
            try ReportCatalog().definition(named: "cycletime")
        }
        #expect(throws: ReportError.unknownReport(name: "weather", nearest: nil)) {
            try ReportCatalog().definition(named: "weather")
        }
    }

    @Test("all problems of the parameters are told at once")
    func parameters() throws {
        let fixture = try ReportFixture()
        #expect(
            throws: ReportError.parameters(
                report: "cycle-time",
                [
                    .unknown(
                        name: "projekt", nearest: "project",
                        known: [
                            "project", "type", "label", "component", "version", "assignee", "board", "from",
                            "to", "by", "calendar", "subtasks",
                        ]),
                    .invalid(
                        name: "from", value: "2026-02-30",
                        expected: "a day: YYYY-MM-DD, YYYY-MM, today, or -90d, -12w, -6m, -1y"),
                    .repeated(name: "by"),
                ])
        ) {
            try fixture.run(
                "cycle-time", ["projekt": ["A"], "from": ["2026-02-30"], "by": ["day", "week"]])
        }
    }

    @Test("relative days count from the data, however long ago the mirror was last read")
    func oldMirror() throws {
        let fixture = try ReportFixture.flow()
        let nextYear = ReportContext(
            now: ReportFixture.instant("2027-06-01T12:00:00.000Z"), zone: fixture.context.zone)
        for report in ReportCatalog.builtIn {
            guard let fresh = try? fixture.run(report.name) else { continue }
            let old = try report.run(reader: fixture.reader, parameters: [:], context: nextYear)
            #expect(old.headline == fresh.headline, "\(report.name)")
            #expect(try old.tables.map { try rows($0) } == fresh.tables.map { try rows($0) })
        }
        let weeks = try ReportCatalog().definition(named: "throughput").run(
            reader: fixture.reader, parameters: ["from": ["-2w"]], context: nextYear)
        #expect(
            try rows(weeks.table()).map { String($0.prefix(8)) } == ["2026-W12", "2026-W13", "2026-W14"])
    }

    @Test("a project or type that the mirror does not hold is refused, not silently empty")
    func notInMirror() throws {
        let fixture = try ReportFixture()
        #expect(
            throws: ReportError.parameters(
                report: "time-in-status",
                [
                    .notInMirror(name: "project", value: "APLHA", nearest: "ALPHA"),
                    .notInMirror(name: "type", value: "Epic", nearest: nil),
                ])
        ) { try fixture.run("time-in-status", ["project": ["APLHA"], "type": ["Epic"]]) }
    }

    @Test("a last run that did not complete is told on top, a complete one is not")
    func banner() throws {
        let fixture = try ReportFixture()
        #expect(try fixture.run("users").banner == nil)
        try fixture.execute(
            """
            INSERT INTO sync_runs (id, started_at, finished_at, kind, outcome, message) VALUES
                (1, '2026-03-31T10:00:00.000Z', '2026-03-31T10:00:00.000Z', 'incremental', 'complete', NULL),
                (2, '2026-03-31T11:00:00.000Z', '2026-03-31T11:01:00.000Z', 'incremental', 'failed',
                    'the token was <revoked>'),
                (3, '2026-03-31T11:30:00.000Z', NULL, 'incremental', NULL, NULL)
            """)
        #expect(
            try fixture.run("users").banner
                == "The last run failed at 2026-03-31 13:01: the token was <revoked>")
        let html = try fixture.text("users", .html)
        #expect(html.contains("role=\"alert\""))
        #expect(html.contains("the token was &lt;revoked&gt;"))
        #expect(try !fixture.text("users", .csv).contains("revoked"))
    }

    @Test("without a site row the reports still run, without links and in the caller's zone")
    func noSite() throws {
        let fixture = try ReportFixture()
        try fixture.execute("DELETE FROM site")
        for report in ReportCatalog.builtIn {
            let document = try fixture.run(report.name)
            #expect(document.site == nil)
            #expect(document.asOf == nil)
            #expect(document.timeZone.secondsFromGMT() == 0)
        }
    }

    @Test("a table is chosen by name; an unknown one is refused with the names")
    func tables() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.stays(1, [(10, 0, nil)])
        let sink = MemorySink()
        let renderer = ReportRenderer(.csv, options: RenderOptions(timeZone: fixture.context.zone), to: sink)
        try ReportCatalog().export(
            "time-in-status", table: "reopening", parameters: [:], reader: fixture.reader,
            context: fixture.context, with: renderer)
        #expect(sink.text == "done_issues,reopened_issues,reopenings,reopen_rate_percent\n0,0,0,\n")
        #expect(
            throws: ReportError.parameters(
                report: "time-in-status",
                [.invalid(name: "--table-name", value: "nope", expected: "statuses, reopening")])
        ) {
            try ReportCatalog().export(
                "time-in-status", table: "nope", parameters: [:], reader: fixture.reader,
                context: fixture.context, with: renderer)
        }
    }

    @Test("a user's own SQL is a report like any other")
    func ownReport() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1)
        try fixture.issue(2, created: "2026-03-30")
        let own = try SQLReport(
            name: "old",
            sql: """
                -- title: Old issues
                -- noun: old issues
                -- parameter: until day = 2026-02-01 : created before
                -- column: created_on day Created
                -- rule: By day of creation.
                SELECT key, created_on FROM issues WHERE created_on < :until;

                """)
        let catalog = ReportCatalog(adding: [own])
        let document = try catalog.definition(named: "old").run(
            reader: fixture.reader, parameters: [:], context: fixture.context)
        #expect(try rows(document.table()) == ["ALPHA-1|2026-01-01"])
        #expect(document.headline == "1 old issues.")
        #expect(document.definition == ["By day of creation."])
    }

    @Test("the SQL of a report can be had, where it is written in it")
    func source() throws {
        let own = try SQLReport(name: "mine", sql: "SELECT 1 AS one", path: "/r/mine.sql")
        let catalog = ReportCatalog(adding: [own])
        #expect(try catalog.source(named: "mine") == "SELECT 1 AS one")
        #expect(try catalog.source(named: "workload")?.hasPrefix("-- title: Workload\n") == true)
        #expect(try catalog.source(named: "cycle-time") == nil)
        #expect(try catalog.definition(named: "mine").origin == .own(file: "/r/mine.sql"))
        #expect(throws: ReportError.unknownReport(name: "mien", nearest: "mine")) {
            try catalog.source(named: "mien")
        }
    }

    @Test("the SQL of every built-in file is a report")
    func builtInFiles() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../Sources/MirrorStore/Reports/BuiltIn")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        let known = ReportCatalog.builtIn.filter { $0.source != nil }.map { $0.name + ".sql" }.sorted()
        #expect(files == known)
        for file in files {
            let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
            #expect(try ReportCatalog().source(named: String(file.dropLast(4))) == text)
        }
    }

    @Test("a file that cannot be read as a report is listed with its problem and stops no other")
    func brokenFile() throws {
        let fixture = try ReportFixture()
        let broken = SQLReport.reading(name: "bad", sql: "-- titel: x\nSELECT 1", path: "/r/bad.sql")
        let catalog = ReportCatalog(adding: [broken])
        #expect(catalog.definitions.last?.problem != nil)
        #expect(
            catalog.definitions.last?.description.summary
                == "Cannot be read: report '/r/bad.sql', line 1: unknown word 'titel'; did you mean 'title'? (a line with nothing but '--' ends the header)"
        )
        let asked = try catalog.definition(named: "bad")
        #expect(throws: ReportError.self) {
            try asked.run(reader: fixture.reader, parameters: ["x": ["1"]], context: fixture.context)
        }
        _ = try catalog.definition(named: "users").run(
            reader: fixture.reader, parameters: [:], context: fixture.context)
    }

    @Test("SQL that is wrong, or that writes, is an error of the report")
    func brokenSQL() throws {
        let fixture = try ReportFixture()
        for sql in ["SELECT nothing FROM issues", "DELETE FROM issues", "SELECT 1; SELECT 2"] {
            #expect(throws: ReportError.self) {
                try SQLReport(name: "x", sql: sql).run(
                    reader: fixture.reader, parameters: [:], context: fixture.context)
            }
        }
    }

    @Test("a query prints through the same renderers, with SQLite's own names and values")
    func query() throws {
        let fixture = try ReportFixture()
        try fixture.issue(1, summary: "a,b")
        func text(_ sql: String, _ format: OutputFormat) throws -> String {
            let sink = MemorySink()
            let options = RenderOptions(timeZone: fixture.context.zone)
            try fixture.reader.render(query: sql, with: ReportRenderer(format, options: options, to: sink))
            return sink.text
        }
        #expect(
            try text("SELECT key, summary, NULL AS n, 1.5, count(*) FROM issues", .csv)
                == "key,summary,n,1.5,count(*)\nALPHA-1,\"a,b\",,1.5,1\n")
        #expect(
            try text("SELECT id AS a, 9007199254740993 AS a FROM issues", .json)
                == "[\n{\"a\":1,\"a_2\":9007199254740993}\n]\n")
        #expect(try text("SELECT key FROM issues WHERE 0", .json) == "[]\n")
        #expect(try text("SELECT x'00ff' AS blob", .ndjson) == "{\"blob\":\"00ff\"}\n")
        #expect(throws: QueryError.self) { try text("SELECT nope", .csv) }
    }
}
