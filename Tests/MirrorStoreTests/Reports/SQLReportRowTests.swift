import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// What becomes of rows: which are read, kept, counted and added up.
@Suite struct SQLReportRowTests {
    @Test("an error while rows are read is an error of the report, not an empty table")
    func lateError() throws {
        let sql = "SELECT abs(CASE WHEN id = 3 THEN -9223372036854775807 - 1 ELSE id END) AS n FROM issues"
        #expect(
            try ReportFixture.forSQL().problem(sql: sql)
                == "SQL error: reports/x.sql, line 1: integer overflow")
    }

    @Test("a long table is not kept: it is counted, and read again when it is printed")
    func longTables() throws {
        let fixture = try ReportFixture.forSQL()
        let numbers = """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 25000)
            SELECT n FROM numbers
            """
        let plain = try fixture.run(sql: numbers)
        #expect(plain.sample.count == 25_000)
        #expect(plain.table()?.rowCount == 25_000)
        var sum: Int64 = 0
        try plain.table()?.rows { values in
            if case .integer(let number) = values[0] { sum += number }
            return .next
        }
        // 25000 * 25001 / 2
        #expect(sum == 312_512_500)
        let figures = try fixture.run(sql: "-- headline: {sum:n} {max:n} {last:n}\n" + numbers)
        #expect(figures.headline == "312\u{202F}512\u{202F}500 25\u{202F}000 25\u{202F}000")
        var seen = 0
        try figures.table()?.rows { _ in
            seen += 1
            return seen == 3 ? .stop : .next
        }
        #expect(seen == 3)
    }

    @Test("rows with long texts are not kept either, however few they are")
    func longRows() throws {
        let fixture = try ReportFixture.forSQL()
        let sql = """
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40)
            SELECT n, CASE WHEN n = 2 THEN NULL ELSE hex(zeroblob(500000)) END AS text FROM numbers
            """
        let report = try SQLReport(name: "x", sql: sql, path: nil)
        let document = try report.run(reader: fixture.reader, parameters: [:], context: fixture.context)
        #expect(document.table()?.rowCount == 40)
        #expect(try rows(document.table()).count == 40)
        var result = SQLResult(
            section: try #require(try SQLReportFile(name: "x", sql: sql).tables.first),
            columns: [Column(untyped: "a")],
            needsAll: true, most: 10, bytes: 10)
        for text in ["12345", "1234", "12", "", "1"] { #expect(result.add([.text(text)]) == .next) }
        #expect(result.kept == [[.text("12345")], [.text("1234")]] && result.count == 5 && !result.isWhole)
    }

    @Test("sums too large for an integer go on as numbers")
    func largeSums() throws {
        let document = try ReportFixture.forSQL().run(
            sql:
                "-- headline: {sum:n}\nSELECT 9223372036854775807 AS n UNION ALL SELECT 9223372036854775807")
        #expect(document.headline == "1.8446744073709552e+19")
    }

    @Test("a figure tells the number of rows: a long table is then not read before it is shown")
    func toldRows() throws {
        let fixture = try ReportFixture.forSQL()
        func document(_ told: Int) throws -> ReportDocument {
            try fixture.run(
                sql: """
                    -- title: T
                    -- figures:
                    SELECT \(told) AS rows_told;
                    -- table: numbers Numbers
                    -- rows: {rows_told}
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 20000)
                    SELECT CASE WHEN n > 10 THEN abs(-9223372036854775807 - 1) ELSE n END AS n FROM numbers
                    """)
        }
        // The 11th row cannot be read: nobody does before the table is asked for it.
        let long = try document(20_000)
        #expect(long.sample.count == 20_000 && long.table()?.rowCount == 20_000)
        var seen: [ReportValue] = []
        try long.table()?.rows { values in
            seen += values
            return seen.count == 10 ? .stop : .next
        }
        #expect(seen == (1...10).map { .integer($0) })
        // Rows that can be kept are read, whatever is told.
        #expect(throws: ReportError.self) { try document(10_000) }
    }

    @Test("the list of issues tells the number of rows that it has, however it is narrowed")
    func issueCount() throws {
        let fixture = try ReportFixture.forSQL()
        let report = try #require(ReportCatalog.builtIn.first { $0.name == "issues" } as? SQLReport)
        let file = try SQLReportFile(
            name: "issues", sql: try #require(report.source), scope: ReportParameter.scope + [.subtasks("no")]
        )
        #expect(file.tables.first?.rowCount?.placeholders.map(\.name) == ["issues"])
        let choices: [[String: [String]]] = [
            [:], ["subtasks": ["no"]], ["status": ["done"]], ["state": ["open"]], ["state": ["resolved"]],
            ["from": ["2026-03-02"], "to": ["2026-03-04"]], ["project": ["BETA"], "assignee": ["anna"]],
            ["label": ["plain"]], ["type": ["Bug"]],
        ]
        var counts: Set<Int64> = []
        for parameters in choices {
            let values = try ParameterValues(
                parameters, of: report.description, today: SyncCore.Day(year: 2026, month: 3, day: 31))
            let request = ReportRequest(
                reader: fixture.reader, values: values,
                facts: try MirrorFacts(fixture.reader, fixture.context), now: fixture.context.now)
            let run = SQLRun(
                request: request,
                arguments: try ParameterLookup(request, report.description.parameters).arguments,
                scope: try IssueScope(request), place: ReportPlace(name: "issues"))
            let figures = try run.figures(try #require(file.figures))
            let rows = try run.result(file.tables[0], needsAll: false)
            #expect(figures.figures[0].value(.first) == .integer(Int64(rows.count)), "\(parameters)")
            counts.insert(Int64(rows.count))
        }
        #expect(counts.count >= 4)
    }
}
