import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct SQLReportChartTests {
    private func chart(_ head: String, _ rows: String, _ parameters: [String: [String]] = [:]) throws
        -> Chart?
    {
        let fixture = try ReportFixture()
        let report = try SQLReport(name: "x", sql: head + "\n" + rows)
        let document = try report.run(
            reader: fixture.reader, parameters: parameters, context: fixture.context)
        return document.sections.compactMap { section in
            if case .chart(let chart) = section { chart } else { nil }
        }.first
    }

    private func columns(_ chart: Chart?) -> ColumnChart? {
        if case .columns(let columns) = chart { columns } else { nil }
    }

    @Test("columns over weeks: gaps are filled with 0, the week that goes on is marked")
    func weeks() throws {
        let chart = columns(
            try chart(
                """
                -- title: T
                -- column: week day Week
                -- column: a integer Added
                -- chart: columns week a b title {count} weeks
                """,
                """
                SELECT '2026-03-09' AS week, 3 AS a, NULL AS b UNION ALL SELECT '2026-03-30', 5, 1.5
                """))
        // Mondays 9, 16, 23 and 30 March; the data end on Tuesday 31 March.
        #expect(chart?.title == "2 weeks")
        guard case .periods(.week, let days) = chart?.axis else {
            Issue.record("not over weeks")
            return
        }
        #expect(days.map(\.text) == ["2026-03-09", "2026-03-16", "2026-03-23", "2026-03-30"])
        #expect(chart?.series.map(\.name) == ["Added", "b"])
        #expect(chart?.series.map(\.values) == [[3, 0, 0, 5], [0, 0, 0, 1.5]])
        #expect(chart?.isLastPartial == true)
        #expect(chart?.isStacked == false)
    }

    @Test("the long form becomes one series a name: the largest eight, the others added up")
    func longForm() throws {
        let chart = columns(
            try chart(
                "-- chart: stacked day hours series-by who axis Hours",
                """
                SELECT '2026-03-0' || (1 + n % 2) AS day, 'p' || n AS who, n AS hours FROM (
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 10)
                    SELECT n FROM numbers)
                """))
        #expect(
            chart?.series.map(\.name) == ["p10", "p9", "p8", "p7", "p6", "p5", "p4", "p3", "2 others"])
        // p10 on 1 March, p9 on 2 March; p1 (2 March) and p2 (1 March) are the others.
        #expect(chart?.series.first?.values == [10, 0])
        #expect(chart?.series[1].values == [0, 9])
        #expect(chart?.series.last?.values == [2, 1])
        #expect(chart?.series.last?.tint.color == .grey)
        #expect(chart?.isStacked == true)
        #expect(chart?.axisTitle == "Hours")
    }

    @Test("nine series are drawn as they are: one other would be none saved")
    func nineSeries() throws {
        let chart = columns(
            try chart(
                "-- chart: stacked day hours series-by who",
                """
                SELECT '2026-03-01' AS day, 'p' || n AS who, n AS hours FROM (
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 9)
                    SELECT n FROM numbers)
                """))
        #expect(chart?.series.count == 9)
        #expect(chart?.series.last?.name == "p1")
    }

    @Test("names across: columns in the order of the rows, values of one name added up")
    func names() throws {
        let chart = columns(
            try chart(
                "-- chart: columns name n",
                "SELECT 'b' AS name, 1 AS n UNION ALL SELECT 'a', 2 UNION ALL SELECT 'b', 4"))
        guard case .names(let names) = chart?.axis else {
            Issue.record("not over names")
            return
        }
        #expect(names == ["b", "a"])
        #expect(chart?.series.map(\.values) == [[5, 2]])
    }

    @Test("the parameter by decides the periods, else the rows do")
    func periods() throws {
        let rows = "SELECT '2026-01-01' AS day, 1 AS n UNION ALL SELECT '2026-03-01', 2"
        func unit(_ head: String, _ parameters: [String: [String]] = [:]) throws -> PeriodUnit? {
            guard case .timeSeries(let chart) = try chart(head + "-- chart: line day n", rows, parameters)
            else { return nil }
            return chart.unit
        }
        #expect(try unit("") == .month)
        let by = "-- parameter: by choice(day|week|month) = week\n"
        #expect(try unit(by) == .week)
        #expect(try unit(by, ["by": ["day"]]) == .day)
    }

    @Test("areas: one is filled, several are stacked")
    func areas() throws {
        let rows = "SELECT '2026-03-01' AS day, 1 AS a, 2 AS b UNION ALL SELECT '2026-03-02', 3, 4"
        guard case .timeSeries(let one) = try chart("-- chart: area day a", rows) else {
            Issue.record("no time series")
            return
        }
        #expect(one.series.map(\.isArea) == [true])
        #expect(one.series[0].values == [1, 3])
        guard case .stackedArea(let two) = try chart("-- chart: area day a b", rows) else {
            Issue.record("no stacked area")
            return
        }
        #expect(two.layers.map(\.values) == [[1, 3], [2, 4]])
        #expect(two.days.map(\.text) == ["2026-03-01", "2026-03-02"])
    }

    @Test("bars show the column's digits, and at most thirty rows")
    func bars() throws {
        guard
            case .bars(let chart) = try chart(
                "-- column: hours real(1) Hours\n-- chart: bars who hours title Who",
                """
                SELECT 'p' || n AS who, 1000.0 / n AS hours FROM (
                    WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 31)
                    SELECT n FROM numbers)
                """)
        else {
            Issue.record("no bars")
            return
        }
        #expect(chart.bars.count == 30)
        #expect(chart.bars[0].valueText == "1\u{202F}000.0")
        #expect(chart.bars[2].valueText == "333.3")
        #expect(chart.summary.hasSuffix(" The first 30 of 31 rows are drawn."))
        #expect(chart.axisTitle == "Hours")
    }

    @Test("a scatter takes days and instants, sorts them, and links keys")
    func scatter() throws {
        guard
            case .scatter(let chart) = try chart(
                "-- column: at instant At\n-- column: key issue_key Key\n-- chart: scatter at n",
                """
                SELECT '2026-03-02T12:00:00.000Z' AS at, 5 AS n, 'A-2' AS key
                UNION ALL SELECT '2026-03-01T12:00:00.000Z', 4, 'A-1'
                UNION ALL SELECT NULL, 3, 'A-3' UNION ALL SELECT '2026-03-03T12:00:00.000Z', NULL, 'A-4'
                """)
        else {
            Issue.record("no scatter")
            return
        }
        #expect(chart.points.map(\.key) == ["A-1", "A-2"])
        #expect(chart.points.map(\.y) == [4, 5])
        // Noon UTC is 13:00 in Berlin, on winter time.
        let first = Double(Day(year: 2026, month: 3, day: 1).daysSince1970)
        #expect(chart.points[0].x == first + 13.0 / 24)
    }

    @Test(
        "a day far from all others is left out of the picture, and the table says so",
        arguments: ["line", "scatter"])
    func farDays(kind: String) throws {
        let fixture = try ReportFixture()
        let document = try fixture.run(
            sql: """
                -- chart: \(kind) day n
                -- note: A note.
                SELECT '2026-03-01' AS day, 1 AS n UNION ALL SELECT '2026-03-02', 2
                UNION ALL SELECT '9999-12-31', 3
                """)
        switch document.sections.first {
        case .chart(.timeSeries(let chart)):
            #expect(chart.periods.map(\.text) == ["2026-03-01", "2026-03-02"])
        case .chart(.scatter(let chart)): #expect(chart.points.map(\.y) == [1, 2])
        default: Issue.record("no picture")
        }
        let note = try #require(document.table()?.note)
        #expect(note.hasPrefix("A note. The picture leaves out 1 row before 1949-"))
        #expect(document.table()?.rowCount == 3)
        let near = try fixture.run(
            sql: """
                -- chart: \(kind) day n
                SELECT '1950-01-01' AS day, 1 AS n UNION ALL SELECT '2026-03-02', 2
                """)
        #expect(near.table()?.note == nil)
    }

    @Test("days at both ends of the calendar draw no more periods than a picture has room for")
    func endsOfTheCalendar() throws {
        let chart = try chart(
            "-- chart: line day n",
            """
            SELECT '0001-01-01' AS day, 1 AS n UNION ALL SELECT '9999-12-31', 2
            UNION ALL SELECT '5000-01-01', 3 UNION ALL SELECT '5076-01-01', 3
            """)
        guard case .timeSeries(let series) = chart else {
            Issue.record("no picture")
            return
        }
        #expect((2...2000).contains(series.periods.count))
    }
}
