import Foundation
import SyncCore
import Testing

@testable import Reporting

@Suite struct PeopleRendererTests {
    @Test("Markdown shows texts as they are and links keys under the base URL only")
    func markdown() throws {
        #expect(
            try HostileTable.render(.markdown) == #"""
                | Key | Sum\|mary | N | X | At | OK |
                | --- | --- | ---: | ---: | --- | --- |
                | [A-1](https://jira.example.org/x/browse/A-1) | =1+1 | -5 | 2.3 | 2026-03-31 14:00 | yes |
                | [A-2](https://jira.example.org/x/browse/A-2) | &lt;script&gt;alert("x")&lt;/script&gt; |  |  |  |  |
                | [A-3](https://jira.example.org/x/browse/A-3) | a^Ib<br>c<br>d\\e,"f" | 9223372036854775807 | 1e+21 |  | no |
                | [A-4](https://jira.example.org/x/browse/A-4) | ^\[\]0;own^G&lt;U+009B&gt;31m&lt;U+202E&gt;gnp&lt;U+2028&gt;^@ | -9223372036854775808 | 0.0 |  |  |
                | [javascript:x](https://jira.example.org/x/browse/javascript%3Ax) | \[a\](javascript:x) \*b\* \`c\` \| d\_e &amp; \~f\~ |  |  |  |  |
                | [](https://jira.example.org/x/browse/) | 漢字 é 👩‍👩‍👧 | 0 | 0.1 |  |  |

                """#)
    }

    @Test("the aligned table shows controls in caret form and lines up wide characters")
    func table() throws {
        let text = try HostileTable.render(.table)
        #expect(text.contains("a^Ib^Jc^M^Jd\\e,\"f\""))
        #expect(text.contains("^[]0;own^G<U+009B>31m<U+202E>gnp<U+2028>^@"))
        #expect(
            !text.unicodeScalars.contains {
                $0.value < 0x20 && $0 != "\n" || (0x7F...0x9F).contains($0.value)
            })
        let table = ReportTable(
            name: "t", title: "T", columns: [Column("name", "Name", .text), Column("n", "N", .integer)],
            rows: [[.text("漢字"), .integer(5)], [.text("é"), .integer(10)], [.text("👩‍👩‍👧x"), .null]])
        #expect(
            try HostileTable.render(.table, table) == """
                name   n
                ────  ──
                漢字   5
                é     10
                👩‍👩‍👧x

                """)
    }

    @Test("a narrow terminal cuts the widest text column and no number")
    func narrowTerminal() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: [Column("summary", "S", .text), Column("n", "N", .integer)],
            rows: [[.text("一二三四五六七八九十"), .integer(1_234_567)], [.text("short"), .integer(1)]])
        #expect(
            try HostileTable.render(.table, table) { $0.terminalWidth = 18 }
                == """
                summary         n
                ─────────  ───────
                一二三四…  1234567
                short            1

                """.replacingOccurrences(of: "summary         n", with: "summary          n"))
    }

    @Test("without a known site nothing is linked")
    func noSite() throws {
        #expect(try !HostileTable.render(.markdown, site: nil).contains("](http"))
        #expect(try !HostileTable.render(.html, site: nil).contains("<a href=\"http"))
        #expect(SiteLinks(baseURL: "javascript:alert(1)") == nil)
        #expect(SiteLinks(baseURL: "file:///etc") == nil)
        #expect(SiteLinks(baseURL: "https://x y") == nil)
    }

    @Test("numbers for people are rounded half away from zero and never minus nothing")
    func figures() {
        #expect(Figure.fixed(2.25, digits: 1) == "2.3")
        #expect(Figure.fixed(-0.04, digits: 1) == "0.0")
        #expect(Figure.fixed(-1.005, digits: 0) == "-1")
        #expect(Figure.fixed(1e21, digits: 2) == "1e+21")
        #expect(Figure.grouped(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect(Figure.grouped(-1000) == "-1\u{202F}000")
        #expect(
            Figure.grouped(Int.min) == "-9\u{202F}223\u{202F}372\u{202F}036\u{202F}854\u{202F}775\u{202F}808")
        #expect(Figure.daysText(1) == "1.0 day")
        #expect(Figure.days(0.041) == "0.04")
        #expect(Figure.percent(1, of: 0) == "–")
    }

    @Test("characters that show nothing are shown; joiners, which make letters and emoji, are left")
    func invisible() throws {
        for value in [0xAD, 0x180E, 0x200B, 0x2060, 0x2064, 0x206A, 0x206F, 0x3164, 0xE0100, 0xE01EF]
            as [UInt32]
        {
            let scalar = try #require(Unicode.Scalar(value))
            let text = "a\(Character(scalar))b"
            let name = String(value, radix: 16, uppercase: true)
            let shown = "<U+" + String(repeating: "0", count: max(0, 4 - name.count)) + name + ">"
            #expect(TerminalText.visible(text) == "a\(shown)b")
        }
        for text in ["نمی\u{200C}خواهم", "👩\u{200D}👧", "❤\u{FE0F}", "1\u{202F}000", "e\u{301}"] {
            #expect(TerminalText.visible(text) == text)
        }
    }
}
