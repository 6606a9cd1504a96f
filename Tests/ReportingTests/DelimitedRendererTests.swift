import Foundation
import Reporting
import Testing

@Suite struct DelimitedRendererTests {
    @Test("CSV quotes by RFC 4180, disarms formulas in texts only, and prints NULL empty")
    func csv() throws {
        #expect(
            try HostileTable.render(.csv) == """
                key,summary,n,x,at,ok
                A-1,"'=1+1",-5,2.25,2026-03-31T12:00:00.123Z,true
                A-2,"<script>alert(""x"")</script>",,,,
                A-3,"a\tb\nc\r\nd\\e,""f""\",9223372036854775807,1e+21,,false
                A-4,"\u{1B}]0;own\u{07}\u{9B}31m\u{202E}gnp\u{2028}\u{FFFD}",-9223372036854775808,-0.04,,
                javascript:x,[a](javascript:x) *b* `c` | d_e & ~f~,,,,
                "",漢字 é 👩‍👩‍👧,0,0.1,,

                """)
    }

    @Test(
        "each character that starts a formula is disarmed",
        arguments: ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
    func formulas(start: String) throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a"), Column(untyped: "b")],
            rows: [[.text(start + "1"), .integer(1)]])
        #expect(try HostileTable.render(.csv, table).contains("\"'\(start)1\",1\n"))
        #expect(try HostileTable.render(.tsv, table).contains("\n'"))
        #expect(try !HostileTable.render(.csv, table) { $0.isRaw = true }.contains("'"))
        #expect(try !HostileTable.render(.tsv, table) { $0.isRaw = true }.contains("'"))
    }

    @Test("a byte order mark hides no formula, and in TSV a quotation mark neither")
    func hiddenFormulas() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a"), Column(untyped: "b")],
            rows: [[.text("\u{FEFF}=1"), .integer(1)], [.text("\"=1+1\""), .integer(2)]])
        #expect(try HostileTable.render(.csv, table) == "a,b\n\"'\u{FEFF}=1\",1\n\"\"\"=1+1\"\"\",2\n")
        #expect(try HostileTable.render(.tsv, table) == "a\tb\n'\u{FEFF}=1\t1\n'\"=1+1\"\t2\n")
    }

    @Test(
        "a formula is disarmed where a spreadsheet that separates by semicolons would begin a cell",
        arguments: [
            ("x;=cmd|' /c calc'!A1", "x;'=cmd|' /c calc'!A1"), ("x; \u{A0}=1", "x; \u{A0}'=1"),
            ("x\t+1;＠A", "x\t'+1;'＠A"), ("x\n-1", "\"x\n'-1\""), ("x\r\n@A;;=1", "\"x\r\n'@A;;'=1\""),
            ("x;\"=1\"", "\"x;\"\"'=1\"\"\""), ("x;\u{301}=1", "x;\u{301}=1"), ("=1;=2", "\"'=1;'=2\""),
            ("a-b; c = d; 1+1\nx", "\"a-b; c = d; 1+1\nx\""), ("x;=\u{301}", "x;'=\u{301}"),
        ])
    func innerFormulas(text: String, cell: String) throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "n"), Column(untyped: "a")],
            rows: [[.integer(1), .text(text)]])
        let printed = try HostileTable.render(.csv, table)
        #expect(Array(printed.utf8) == Array("n,a\n1,\(cell)\n".utf8), "\(printed)")
        #expect(try !HostileTable.render(.csv, table) { $0.isRaw = true }.contains("'="))
    }

    @Test("a terminal is shown control characters instead of sent them, except in raw mode")
    func terminal() throws {
        let escape = "\u{1B}]52;c;eA==\u{07}\u{9B}31m\u{202E}"
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a"), Column(untyped: "b")],
            rows: [[.text(escape), .integer(1)]])
        for format in [OutputFormat.csv, .tsv] {
            let shown = try HostileTable.render(format, table) { $0.isOnTerminal = true }
            #expect(shown.contains("^[]52;c;eA==^G<U+009B>31m<U+202E>"))
            #expect(shown.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 })
            #expect(try HostileTable.render(format, table).contains(escape))
            let raw = try HostileTable.render(format, table) {
                $0.isOnTerminal = true
                $0.isRaw = true
            }
            #expect(raw.contains(escape))
        }
    }

    @Test("a column that is named like a formula is disarmed too")
    func header() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "=a"), Column(untyped: "b")], rows: [])
        #expect(try HostileTable.render(.csv, table) == "\"'=a\",b\n")
    }

    @Test("NULL and the empty text stay apart, and no row is an empty line")
    func nulls() throws {
        let two = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a"), Column(untyped: "b")],
            rows: [[.null, .text("")], [.text(" x"), .null]])
        #expect(try HostileTable.render(.csv, two) == "a,b\n,\"\"\n\" x\",\n")
        let one = ReportTable(
            name: "t", title: "T", columns: [Column(untyped: "a")], rows: [[.null], [.integer(1)]])
        #expect(try HostileTable.render(.csv, one) == "a\n\"\"\n1\n")
    }

    @Test("TSV escapes tabs, line ends and backslashes: one line a row, always")
    func tsv() throws {
        #expect(
            try HostileTable.render(.tsv) == """
                key\tsummary\tn\tx\tat\tok
                A-1\t'=1+1\t-5\t2.25\t2026-03-31T12:00:00.123Z\ttrue
                A-2\t<script>alert("x")</script>\t\t\t\t
                A-3\ta\\tb\\nc\\r\\nd\\\\e,"f"\t9223372036854775807\t1e+21\t\tfalse
                A-4\t\u{1B}]0;own\u{07}\u{9B}31m\u{202E}gnp\u{2028}\u{FFFD}\t-9223372036854775808\t-0.04\t\t
                javascript:x\t[a](javascript:x) *b* `c` | d_e & ~f~\t\t\t\t
                \t漢字 é 👩‍👩‍👧\t0\t0.1\t\t

                """)
    }

    @Test("rows reach the sink while they come, not at the end")
    func streaming() throws {
        var blocks = 0
        var largest = 0
        var produced = 0
        var producedAtFirstBlock = 0
        let sink = ClosureSink { bytes in
            if blocks == 0 { producedAtFirstBlock = produced }
            blocks += 1
            largest = max(largest, bytes.count)
        }
        let text = String(repeating: "x", count: 100)
        let table = ReportTable(name: "t", title: "T", columns: [Column(untyped: "a")]) { body in
            for _ in 0..<10_000 {
                produced += 1
                if try body([.text(text)]) == .stop { return }
            }
        }
        for format in [OutputFormat.csv, .tsv, .json, .ndjson, .markdown, .table] {
            (blocks, largest, produced, producedAtFirstBlock) = (0, 0, 0, 0)
            let options = RenderOptions(timeZone: .gmt)
            try ReportRenderer(format, options: options, to: sink).render(table)
            #expect(produced == 10_000)
            #expect(blocks > 10)
            #expect(largest < 80_000)
            #expect(producedAtFirstBlock < 2500)
        }
    }

    @Test("an aligned table keeps no more than some megabytes before it prints")
    func wideSample() throws {
        var (printed, kept, most) = (0, 0, 0)
        let sink = ClosureSink { bytes in
            printed += bytes.count
            kept = 0
        }
        let text = String(repeating: "x", count: 100_000)
        let table = ReportTable(name: "t", title: "T", columns: [Column(untyped: "a")]) { body in
            for _ in 0..<200 {
                kept += text.utf8.count
                most = max(most, kept)
                if try body([.text(text)]) == .stop { return }
            }
        }
        try ReportRenderer(.table, options: RenderOptions(timeZone: .gmt), to: sink).render(table)
        #expect(printed > 20_000_000)
        #expect(most < 5_000_000)
    }

    @Test("what the sink throws comes out unchanged")
    func sinkFailure() {
        struct Full: Error {}
        let renderer = ReportRenderer(
            .csv, options: RenderOptions(timeZone: .gmt), to: ClosureSink { _ in throw Full() })
        #expect(throws: Full.self) { try renderer.render(HostileTable.table) }
    }
}
