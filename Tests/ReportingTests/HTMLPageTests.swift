import Foundation
import Reporting
import SyncCore
import Testing

@Suite struct HTMLPageTests {
    static let evil = "</title><script>alert('1')</script>\"><img src=x onerror=alert(1)>\u{202E}\u{0}&"

    /// A document whose every text attacks.
    static func document(points: Int = 40, rows: Int = 30) -> ReportDocument {
        let evil = Self.evil
        let periods = (0..<30).map { Day(daysSince1970: 20_000 + 7 * $0) }
        let values = periods.indices.map { Double(($0 * 37) % 23) }
        let points = (0..<points).map {
            ScatterChart.Point(
                x: 20_000 + Double($0) * 200 / Double(points), y: Double(($0 * 7919) % 101) / 7, key: evil)
        }
        return ReportDocument(
            name: "evil", title: evil, headline: evil, definition: [evil],
            parameters: [UsedParameter("p", evil)],
            timeZone: .gmt, sample: Sample(points.count, evil), asOf: HostileTable.moment,
            generatedAt: HostileTable.moment + 7200, exclusions: [Exclusion(evil, 3)], jiraDifference: evil,
            searches: [JiraSearch(evil, jql: JQL().isOneOf("project", [evil]).text, expected: 4)],
            banner: evil,
            site: SiteLinks(baseURL: "https://jira.example.org/x/"),
            sections: [
                .tiles([Tile(evil, evil, detail: evil, tone: .bad)]),
                .chart(
                    .timeSeries(
                        TimeSeriesChart(
                            title: evil, summary: evil, axisTitle: evil, unit: .week, periods: periods,
                            series: [.init(evil, .orange, values), .init(evil, .green, values.reversed())],
                            fillsBetween: true, isLastPartial: true))),
                .chart(
                    .scatter(
                        ScatterChart(
                            title: evil, summary: evil, axisTitle: evil, unit: evil, points: points,
                            levels: [.init(evil, 3), .init(evil, 9)], curveName: evil,
                            curve: points.map { .init(x: $0.x, y: 5) }))),
                .chart(
                    .bars(
                        BarChart(
                            title: evil, summary: evil, axisTitle: evil,
                            bars: [.init(evil, .blue, 3, text: evil, tick: 2, whisker: 5)],
                            legend: [(.blue, evil)], tickName: evil, whiskerName: evil))),
                .table(
                    ReportTable(
                        name: "t", title: evil, columns: HostileTable.columns, note: evil,
                        rows: (0..<rows).map { HostileTable.rows[$0 % HostileTable.rows.count] })),
            ])
    }

    static func render(_ document: ReportDocument) throws -> String {
        let sink = MemorySink()
        try ReportRenderer(.html, options: RenderOptions(timeZone: .gmt), to: sink).render(document)
        return sink.text
    }

    @Test("the page is well formed, whatever its texts are")
    func wellFormed() throws {
        for html in [try Self.render(Self.document()), try HostileTable.render(.html)] {
            #expect(MarkupChecker(html).problems.isEmpty)
            #expect(html.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
        }
        #expect(!MarkupChecker("<p>a & b</p>").problems.isEmpty)
        #expect(!MarkupChecker("<p><b></p>").problems.isEmpty)
    }

    @Test("nothing runs and nothing is fetched: no script, no handler, links under the base URL only")
    func inert() throws {
        let html = try Self.render(Self.document())
        let elements = MarkupChecker(html).elements
        #expect(
            elements.allSatisfy {
                !["script", "img", "iframe", "object", "link", "base", "form", "use", "image"].contains(
                    $0.name)
            })
        for element in elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on") && name != "src" && name != "xlink:href", "\(element)")
                if name == "href" { #expect(value.hasPrefix("https://jira.example.org/x/"), "\(value)") }
                if name == "style" { #expect(!value.contains("url(") && !value.contains("expression")) }
            }
        }
        let policy = elements.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }
        #expect(policy?.attributes["content"]?.hasPrefix("default-src 'none'; ") == true)
        #expect(policy?.attributes["content"]?.contains("script-src") == false)
        #expect(html.contains("default-src 'none'; style-src 'unsafe-inline'"))
        #expect(!html.contains("url(") && !html.contains("@import"))
        #expect(!html.unicodeScalars.contains { $0 == "\0" || $0 == "\u{202E}" || $0 == "\u{1B}" })
    }

    @Test("pictures have a title and a description, tables have headings, ids are unique")
    func accessible() throws {
        let elements = MarkupChecker(try Self.render(Self.document())).elements
        let ids = elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let pictures = elements.filter { $0.name == "svg" }
        #expect(pictures.count == 6)
        for picture in pictures {
            #expect(picture.attributes["role"] == "img")
            let labels = picture.attributes["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
            #expect(labels.count == 2 && labels.allSatisfy(ids.contains))
        }
        let headings = elements.filter { $0.name == "th" }
        #expect(headings.count == HostileTable.columns.count + 30)
        #expect(headings.allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
    }

    @Test("a long table is cut, says so, and names the export that has all")
    func longTable() throws {
        var document = Self.document(rows: 2001)
        document.name = "some-report"
        let html = try Self.render(document)
        #expect(MarkupChecker(html).elements.filter { $0.attributes["scope"] == "row" }.count == 2000)
        #expect(
            html.contains(
                "The first 2\u{202F}000 of 2\u{202F}001 rows are shown. All of them: <code>jira-mirror export some-report --format csv</code>"
            ))
        #expect(try !Self.render(Self.document(rows: 2000)).contains("rows are shown"))
    }

    @Test("a page stays under 5 MB: scatters are gathered, tables cut by rows and by bytes")
    func size() throws {
        #expect(try Self.render(Self.document(points: 50_000)).utf8.count < 1_000_000)
        #expect(try Self.render(Self.document(points: 2000)).utf8.count < 3_000_000)
        let long = String(repeating: "漢", count: 5000)
        let wide = ReportTable(
            name: "t", title: "T", columns: (0..<20).map { Column(untyped: "c\($0)") },
            rows: Array(repeating: Array(repeating: .text(long), count: 20), count: 200))
        let html = try HostileTable.render(.html, wide)
        #expect(html.utf8.count < 5_000_000)
        #expect(html.contains("rows are shown"))
    }

    @Test("charts of nothing, of one value and of equal values are drawn without nonsense")
    func degenerate() throws {
        let day = Day(daysSince1970: 20_000)
        for values in [[], [0], [5], [5, 5], [0, 0, 0]] as [[Double]] {
            let periods = values.indices.map { Day(daysSince1970: day.daysSince1970 + $0) }
            let points = values.enumerated().map { ScatterChart.Point(x: 20_000 + Double($0), y: $1) }
            var document = Self.document()
            document.sections = [
                .chart(
                    .timeSeries(
                        TimeSeriesChart(
                            title: "a", summary: "b", axisTitle: "c", unit: .day, periods: periods,
                            series: [.init("d", .blue, values), .init("e", .green, values)],
                            fillsBetween: true))),
                .chart(
                    .scatter(
                        ScatterChart(
                            title: "a", summary: "b", axisTitle: "c", unit: "d", points: points, levels: [],
                            curveName: "e", curve: points))),
                .chart(
                    .bars(
                        BarChart(
                            title: "a", summary: "b", axisTitle: "c",
                            bars: values.map { .init("x", .blue, $0, text: "\($0)") }, legend: [],
                            tickName: "t",
                            whiskerName: "w"))),
            ]
            let html = try Self.render(document)
            #expect(MarkupChecker(html).problems.isEmpty)
            #expect(!html.contains("nan") && !html.contains("inf\""))
        }
    }
}
