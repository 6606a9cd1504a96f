import Foundation
import Reporting
import SyncCore
import Testing

@Suite("Spreadsheet files") struct WorkbookRendererTests {
    private let berlin = TimeZone(identifier: "Europe/Berlin") ?? .gmt

    private func sheet(_ columns: [Column], _ rows: [[ReportValue]]) throws -> RecordingWorkbook.Sheet {
        let table = ReportTable(name: "t", title: "T", columns: columns, rows: rows)
        let workbook = try #require(
            try RecordingWorkbook.of({ $0.timeZone = berlin }) { try $0.render(table) })
        return try #require(workbook.sheets.last)
    }

    private func cell(_ value: ReportValue, _ kind: Column.Kind = .untyped) throws -> WorkbookCell {
        try #require(try sheet([Column("a", "A", kind)], [[value]]).rows.last?.first)
    }

    @Test("values keep their types: numbers, flags, days and instants of the zone, texts, links")
    func types() throws {
        #expect(try cell(.null) == .empty)
        #expect(try cell(.integer(-5)) == WorkbookCell(.number(-5)))
        #expect(try cell(.real(2.25), .real(digits: 1)) == WorkbookCell(.number(2.25), .decimals(1)))
        #expect(try cell(.real(.nan)) == .empty)
        #expect(try cell(.boolean(true)) == WorkbookCell(.boolean(true)))
        #expect(try cell(.bytes([0xAB, 1])) == WorkbookCell(.text("ab01")))
        #expect(
            try cell(.day(Day(year: 2026, month: 3, day: 31))) == WorkbookCell(.number(46_112), .day))
        // Noon in Greenwich is two in the afternoon in Berlin, in summer.
        let noon = Instant(milliseconds: 1_774_958_400_000)
        #expect(
            try cell(.instant(noon))
                == WorkbookCell(.number((1_774_958_400_000 + 7_200_000) / 86_400_000.0 + 25_569), .instant))
        #expect(
            try cell(.text("A-1"), .issueKey)
                == WorkbookCell(.link("A-1", url: "https://jira.example.org/x/browse/A-1"), .link))
        #expect(
            try cell(.text("x\" onclick=y"), .issueKey).content
                == .link("x\" onclick=y", url: "https://jira.example.org/x/browse/x%22%20onclick%3Dy"))
    }

    @Test(
        "a text is a text, whatever it looks like",
        arguments: [
            "=1+1", "@SUM(A1)", "-2+3", "https://evil.example", "mailto:a@b", "internal:Sheet!A1", "12",
            "TRUE",
            "2026-01-01",
        ])
    func texts(text: String) throws {
        #expect(try cell(.text(text)) == WorkbookCell(.text(text)))
    }

    @Test("numbers and times that Excel cannot hold become texts and lose nothing")
    func beyond() throws {
        #expect(try cell(.integer(.max)) == WorkbookCell(.text("9223372036854775807")))
        #expect(try cell(.integer(999_999_999_999_999)) == WorkbookCell(.number(999_999_999_999_999)))
        #expect(
            try cell(.day(Day(year: 1900, month: 2, day: 28))) == WorkbookCell(.text("1900-02-28")))
        let early = Instant(milliseconds: -5_000_000_000_000)
        #expect(try cell(.instant(early)) == WorkbookCell(.text(early.text)))
    }

    @Test("what XML cannot hold is replaced, line ends are one, the format's own escape is escaped")
    func characters() throws {
        #expect(try cell(.text("a\0b\u{FFFE}\u{FFFF}")) == WorkbookCell(.text("a\u{FFFD}b\u{FFFD}\u{FFFD}")))
        #expect(try cell(.text("a\r\nb\rc\n\n")) == WorkbookCell(.text("a\nb\nc\n\n")))
        #expect(
            try cell(.text("_x0041_ _x41_ __x00e9_"))
                == WorkbookCell(.text("_x005F_x0041_ _x41_ __x005F_x00e9_"))
        )
    }

    @Test("a text that is too long is cut, says so, and is counted on the first sheet")
    func longTexts() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a")],
            rows: [
                [.text(String(repeating: "x", count: 300))], [.text(String(repeating: "🙂", count: 151))],
            ])
        let workbook = try #require(
            try RecordingWorkbook.of({ $0.workbookLimits.textLength = 300 }) { try $0.render(table) })
        #expect(
            workbook.sheets[1].texts == [
                ["a"], [String(repeating: "x", count: 300)], [String(repeating: "🙂", count: 146) + "… [cut]"],
            ])
        #expect(workbook.sheets[0].texts.last?.last?.contains("; 1 text is longer than the 300") == true)
    }

    @Test("rows beyond the last one of a sheet go to another, each with the heading")
    func manyRows() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column("n", "N", .integer)], rows: (1...5).map { [.integer($0)] }
        )
        let workbook = try #require(
            try RecordingWorkbook.of({ $0.workbookLimits.rows = 3 }) { try $0.render(table) })
        #expect(workbook.sheets.map(\.name) == ["About", "T", "T (2)", "T (3)"])
        #expect(
            workbook.sheets.dropFirst().map(\.texts) == [
                [["N"], ["1.0"], ["2.0"]], [["N"], ["3.0"], ["4.0"]], [["N"], ["5.0"]],
            ])
        #expect(workbook.sheets.dropFirst().compactMap(\.layout).map(\.rowCount) == [3, 3, 2])
        #expect(workbook.isClosed)
    }

    @Test("links beyond what a sheet takes are texts, and counted; so are addresses that are too long")
    func manyLinks() throws {
        let key = Column("key", "Key", .issueKey)
        let table = ReportTable(
            name: "t", title: "T", columns: [key],
            rows: [
                [.text("A-1")], [.text(String(repeating: "é", count: 100))], [.text("A-2")], [.text("A-3")],
            ])
        let workbook = try #require(
            try RecordingWorkbook.of({
                $0.workbookLimits.links = 2
                $0.workbookLimits.urlLength = 100
            }) { try $0.render(table) })
        let styles = workbook.sheets[1].rows.dropFirst().map { $0[0].style }
        #expect(styles == [.link, .plain, .link, .plain])
        #expect(workbook.sheets[0].texts.last?.last?.contains("2 keys have no link") == true)
    }

    @Test("more columns than a sheet has are an error, not a narrower table")
    func manyColumns() {
        let table = ReportTable(
            name: "t", title: "T", columns: (0..<4).map { Column(untyped: "c\($0)") }, rows: [])
        #expect(throws: ReportError.workbook("a sheet holds at most 3 columns, 'T' has 4")) {
            try RecordingWorkbook.of({ $0.workbookLimits.columns = 3 }) { try $0.render(table) }
        }
    }

    @Test("without the trait the format is refused")
    func notBuilt() {
        let renderer = ReportRenderer(.xlsx, options: RenderOptions(timeZone: .gmt), to: MemorySink())
        #expect(throws: ReportError.formatNotBuilt(.xlsx)) { try renderer.render(HostileTable.table) }
    }

    @Test("a report has a sheet a table after 'About', a dashboard one a report")
    func dashboard() throws {
        func table(_ name: String, _ title: String) -> ReportTable {
            ReportTable(name: name, title: title, columns: [Column(untyped: "a")], rows: [[.integer(1)]])
        }
        func document(_ title: String, _ sections: [ReportSection], parts: [ReportDocument] = [])
            -> ReportDocument
        {
            ReportDocument(
                name: "r", title: title, headline: "Head", definition: ["Rule"],
                parameters: [UsedParameter("project", "all")], timeZone: berlin, sample: Sample(1, "issues"),
                asOf: nil, generatedAt: Instant(milliseconds: 0), banner: parts.isEmpty ? nil : "It failed.",
                sections: sections, parts: parts)
        }
        let page = document(
            "Page", [.tiles([Tile("Open", "3")]), .table(table("figures", "Figures"))],
            parts: [
                document("One: first", [.table(table("a", "A")), .table(table("b", "B"))]),
                document("About", [.table(table("c", "C"))]),
            ])
        let workbook = try #require(try RecordingWorkbook.of { try $0.render(page) })
        #expect(workbook.sheets.map(\.name) == ["About", "Figures", "One- first", "About (2)"])
        let about = workbook.sheets[0].texts
        #expect(about.first == ["Page"])
        #expect(about.contains(["Warning", "It failed."]))
        #expect(about.contains(["Open", "3"]))
        #expect(about.contains(["How counted", "Rule"]))
        #expect(about.contains(["Parameters", "project = all"]))
        #expect(about.contains(["Sheet One- first", "1 row"]))
        #expect(
            about.contains {
                $0.last == "Its other tables (1) are in its own file: jira-mirror export r --output r.xlsx"
            })
        #expect(about.contains { $0.last?.contains("Europe/Berlin") == true })
    }

    @Test("the sheet has a heading that stays and columns wide enough for the first rows")
    func layout() throws {
        let sheet = try sheet(
            [Column("s", "Summary", .text), Column("d", "Due", .day), Column("l", "L", .text)],
            [
                [
                    .text("twelve chars"), .day(Day(year: 2026, month: 1, day: 1)),
                    .text(String(repeating: "x", count: 500)),
                ]
            ])
        #expect(sheet.layout == SheetLayout(widths: [13, 11, 60], hasHeader: true, rowCount: 2))
        #expect(sheet.rows[0].map(\.style) == [.heading, .heading, .heading])
    }
}
