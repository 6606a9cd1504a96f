import Foundation
import Reporting
import SyncCore

/// A table in which every cell tries something.
enum HostileTable {
    static let moment = Instant(milliseconds: 1_774_958_400_123)  // 2026-03-31T12:00:00.123Z

    static let columns = [
        Column("key", "Key", .issueKey), Column("summary", "Sum|mary", .text), Column("n", "N", .integer),
        Column("x", "X", .real(digits: 1)), Column("at", "At", .instant), Column("ok", "OK", .boolean),
    ]

    static let rows: [[ReportValue]] = [
        [.text("A-1"), .text("=1+1"), .integer(-5), .real(2.25), .instant(moment), .boolean(true)],
        [.text("A-2"), .text("<script>alert(\"x\")</script>"), .null, .real(.nan), .null, .null],
        [.text("A-3"), .text("a\tb\nc\r\nd\\e,\"f\""), .integer(.max), .real(1e21), .null, .boolean(false)],
        [
            .text("A-4"), .text("\u{1B}]0;own\u{07}\u{9B}31m\u{202E}gnp\u{2028}\0"), .integer(.min),
            .real(-0.04), .null, .null,
        ],
        [.text("javascript:x"), .text("[a](javascript:x) *b* `c` | d_e & ~f~"), .null, .null, .null, .null],
        [.text(""), .text("漢字 é 👩‍👩‍👧"), .integer(0), .real(0.1), .null, .null],
    ]

    static var table: ReportTable {
        ReportTable(name: "hostile", title: "Hostile </title>", columns: columns, rows: rows)
    }

    static func render(
        _ format: OutputFormat, _ table: ReportTable = HostileTable.table,
        site: String? = "https://jira.example.org/x/",
        edit: (inout RenderOptions) -> Void = { _ in }
    ) throws -> String {
        let sink = MemorySink()
        var options = RenderOptions(
            timeZone: TimeZone(identifier: "Europe/Berlin") ?? .current,
            site: site.flatMap(SiteLinks.init(baseURL:)))
        edit(&options)
        try ReportRenderer(format, options: options, to: sink).render(table)
        return sink.text
    }
}
