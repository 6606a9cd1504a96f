import Foundation
import Reporting
import SyncCore
import Testing

@Suite struct ReportTextTests {
    private func text(_ format: OutputFormat) throws -> String {
        let sink = MemorySink()
        try ReportRenderer(format, options: RenderOptions(timeZone: .gmt), to: sink).render(
            HTMLPageTests.document())
        return sink.text
    }

    @Test("the terminal form tells everything about the report and no control passes")
    func terminal() throws {
        let text = try text(.table)
        #expect(text.hasPrefix("</title><script>"))
        for part in [
            "Warning: ", "n = 40 ", "data as of 2026-03-31 12:00 (2 hours old)", "time zone GMT",
            "Left out: 3 ", "How counted: ", "Jira's own: ", "https://jira.example.org/x/issues/?jql=",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0 == "\u{202E}" })
    }

    @Test("the Markdown form tells everything and no tag passes")
    func markdown() throws {
        let text = try text(.markdown)
        #expect(!text.replacingOccurrences(of: "<br>", with: "").contains("<"))
        for part in [
            "> **Warning:** ", "## How counted", "- Left out: 3 ",
            "](https://jira.example.org/x/issues/?jql=",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }

    @Test("the data formats print the main table and nothing else")
    func data() throws {
        #expect(try text(.csv).hasPrefix("key,summary,n,x,at,ok\n"))
        #expect(try text(.ndjson).split(separator: "\n").count == 30)
    }

    @Test("JQL quotes names, so that none becomes a clause")
    func jql() {
        let jql = JQL().isOneOf("project", ["A\" OR x = \"", "b\\"]).compare("created", ">=", "2026-01-01")
            .isOneOf("type", []).ordered(by: "created")
        #expect(
            jql.text == #"project in ("A\" OR x = \"", "b\\") AND created >= "2026-01-01" ORDER BY created"#)
        #expect(JQL().ordered(by: "key").text == "ORDER BY key")
    }

    @Test("near misses are recognised, far ones are not")
    func nearest() {
        #expect(NearestName.of("projcet", among: ["type", "project"]) == "project")
        #expect(NearestName.of("PROJECT", among: ["type", "project"]) == "project")
        #expect(NearestName.of("colour", among: ["type", "project"]) == nil)
        #expect(NearestName.of("x", among: []) == nil)
    }

    @Test("a window that ends before it begins is refused")
    func window() {
        let description = ReportDescription(
            name: "r", title: "R", summary: "",
            parameters: [
                ReportParameter("from", .day, help: ""), ReportParameter("to", .day, help: ""),
            ])
        #expect(throws: ReportError.self) {
            try ParameterValues(
                ["from": ["2026-02-02"], "to": ["2026-02-01"]], of: description,
                today: Day(year: 2026, month: 3, day: 1))
        }
    }
}
