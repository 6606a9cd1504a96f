import Foundation
import SyncCore
import Testing

@testable import Reporting

@Suite struct HTMLPageTests {
    static let evil = "</title><script>alert('1')</script>\"><img src=x onerror=alert(1)>\u{202E}\u{0}&"

    /// A document whose every text attacks.
    static func document(points: Int = 40, rows: Int = 30) -> ReportDocument {
        let evil = Self.evil
        return ReportDocument(
            name: "evil", title: evil, headline: evil, definition: [evil],
            parameters: [UsedParameter("p", evil)],
            timeZone: .gmt, sample: Sample(points, evil), asOf: HostileTable.moment,
            generatedAt: HostileTable.moment + 7200, exclusions: [Exclusion(evil, 3)], jiraDifference: evil,
            searches: [JiraSearch(evil, jql: JQL().isOneOf("project", [evil]).text, expected: 4)],
            banner: evil,
            site: SiteLinks(baseURL: "https://jira.example.org/x/"),
            sections: [.tiles([Tile(evil, evil, detail: evil, tone: .bad)])]
                + EveryChart.charts(evil, points: points).map { .chart($0) } + [
                    .table(
                        ReportTable(
                            name: "t", title: evil, columns: HostileTable.columns, note: evil,
                            rows: (0..<rows).map { HostileTable.rows[$0 % HostileTable.rows.count] }))
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

    @Test(
        "nothing foreign runs and nothing is fetched: one script of ours, no handler, links under the base URL only"
    )
    func inert() throws {
        let html = try Self.render(Self.document())
        let elements = MarkupChecker(html).elements
        #expect(
            elements.allSatisfy {
                !["img", "iframe", "object", "base", "form", "use", "image"].contains($0.name)
            })
        #expect(elements.count { $0.name == "script" } == 1)
        #expect(html.contains("<script>\(HTMLScript.code)</script>"))
        #expect(!HTMLScript.code.contains("<") && !HTMLScript.code.contains("innerHTML"))
        for element in elements {
            for (name, value) in element.attributes {
                #expect(!name.hasPrefix("on") && name != "src" && name != "xlink:href", "\(element)")
                // The policy allows none.
                #expect(name != "style", "\(element)")
                if name == "href", element.name == "link" {
                    #expect(value.hasPrefix("data:image/svg+xml,"))
                } else if name == "href" {
                    #expect(value == "#main" || value.hasPrefix("https://jira.example.org/x/"), "\(value)")
                }
            }
        }
        #expect(!html.contains("url(") && !html.contains("@import"))
        #expect(!html.unicodeScalars.contains { $0 == "\0" || $0 == "\u{202E}" || $0 == "\u{1B}" })
    }

    @Test("the policy allows the page's own style and script by their hashes, and nothing else")
    func policy() throws {
        let html = try Self.render(Self.document())
        let policy = MarkupChecker(html).elements.first {
            $0.attributes["http-equiv"] == "Content-Security-Policy"
        }?.attributes["content"]
        let parts = policy?.split(separator: ";").map { String($0.trimmingPrefix(" ")) } ?? []
        #expect(parts.first == "default-src &#39;none&#39;" || parts.first == "default-src 'none'")
        #expect(policy?.contains("unsafe") == false)
        for (directive, element) in [("style-src", "style"), ("script-src", "script")] {
            let start = try #require(html.range(of: "<\(element)>"))
            let end = try #require(html.range(of: "</\(element)>"))
            let hash = SHA256.base64(of: String(html[start.upperBound..<end.lowerBound]))
            #expect(parts.contains("\(directive) 'sha256-\(hash)'"))
        }
    }

    @Test("SHA-256 gives the digests of FIPS 180's examples, also where the padding needs a block of its own")
    func hash() {
        func hex(_ text: String) -> String {
            SHA256.digest(text.utf8).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
        #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(
            hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")
                == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
        #expect(SHA256.base64(of: "abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
    }

    @Test("pictures have a title and a description, tables a caption and headings, ids are unique")
    func accessible() throws {
        let elements = MarkupChecker(try Self.render(Self.document())).elements
        let ids = elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let pictures = elements.filter { $0.name == "svg" }
        #expect(pictures.count == EveryChart.charts("x").count * 3)
        for picture in pictures {
            #expect(picture.attributes["role"] == "img")
            let labels = picture.attributes["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
            #expect(labels.count == 2 && labels.allSatisfy(ids.contains))
        }
        let headings = elements.filter { $0.name == "th" }
        #expect(headings.count == HostileTable.columns.count + 30)
        #expect(headings.allSatisfy { ["col", "row"].contains($0.attributes["scope"]) })
        #expect(elements.count { $0.name == "caption" } == elements.count { $0.name == "table" })
        #expect(elements.first { $0.name == "a" }?.attributes["href"] == "#main" && ids.contains("main"))
        // No level of headings is left out.
        var level = 0
        for name in elements.map(\.name) where name.count == 2 && name.hasPrefix("h") && name != "hr" {
            let next = Int(name.dropFirst()) ?? 0
            #expect(next <= level + 1)
            level = next
        }
    }

    @Test("a dashboard shows each part with its charts, its numbers and its rules, two in a row")
    func dashboard() throws {
        var board = Self.document()
        var part = Self.document()
        part.banner = nil
        var single = part
        single.sections = [part.sections[1]]
        board.sections = [board.sections[0]]
        board.parts = [part, single, single, single]
        let html = try Self.render(board)
        let checker = MarkupChecker(html)
        #expect(checker.problems.isEmpty)
        let ids = checker.elements.compactMap { $0.attributes["id"] }
        #expect(Set(ids).count == ids.count)
        let cards = checker.elements.filter { $0.attributes["class"]?.hasPrefix("card part") == true }
        #expect(
            cards.map { $0.attributes["class"] } == [
                "card part whole", "card part", "card part", "card part whole",
            ])
        #expect(html.components(separatedBy: "<summary>How counted</summary>").count == 6)
        #expect(html.components(separatedBy: "role=\"alert\"").count == 2)
    }

    @Test(
        "a card takes a whole row where it has several charts, or would stand alone",
        arguments: [
            ([1, 1, 1, 1], [false, false, false, false]), ([1, 2, 1], [true, true, true]),
            ([2, 1, 1], [true, false, false]),
            ([0, 1, 1], [false, false, true]), ([], []),
        ])
    func wholeRows(charts: [Int], wholes: [Bool]) {
        #expect(HTMLDashboard.wholeRows(charts) == wholes)
    }

    @Test("a long table is cut, says so, and names the export that has all")
    func longTable() throws {
        var document = Self.document(rows: 2001)
        document.name = "some-report"
        document.parameters = [
            UsedParameter("label", "it's", argument: "it's"), UsedParameter("by", "week"),
        ]
        let html = try Self.render(document)
        #expect(MarkupChecker(html).elements.filter { $0.attributes["scope"] == "row" }.count == 2000)
        #expect(
            html.contains(
                "The first 2\u{202F}000 of 2\u{202F}001 rows are shown. All of them: <code>jira-mirror export some-report --format csv --param &#39;label=it&#39;\\&#39;&#39;s&#39;</code>"
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

    @Test(
        "pictures of very long times and of very many things stay small, whatever the chart",
        arguments: EveryChart.charts("x").indices)
    func longCharts(kind: Int) throws {
        // Ten years of days.
        let values = (0..<4000).map { Double(($0 * 7919) % 101) }
        var document = Self.document()
        let chart = EveryChart.charts("a text", points: 20_000, values: values)[kind]
        document.sections = [.chart(chart)]
        let html = try Self.render(document)
        #expect(html.utf8.count < 1_500_000, "\(html.utf8.count)")
        #expect(MarkupChecker(html).problems.isEmpty)
    }

    @Test(
        "4,000 periods of 9 series are drawn as one shape a series, stacked and side by side",
        arguments: [true, false])
    func longColumns(isStacked: Bool) throws {
        let days = (0..<4000).map { Day(daysSince1970: 10_000 + $0) }
        let lowest = isStacked ? 0.0 : -50
        let series = ChartTint.palette(9).enumerated().map { index, tint in
            let values = days.indices.map { place in Double((place * 7919 + index * 31) % 101) + lowest }
            return ColumnChart.Series("Series \(index)", tint, values)
        }
        let chart = ColumnChart(
            title: "T", summary: "S", axisTitle: "A", axis: .periods(.day, days), series: series,
            isStacked: isStacked, markers: [], isLastPartial: true)
        var document = Self.document()
        document.sections = Array(repeating: .chart(.columns(chart)), count: 3)
        let html = try Self.render(document)
        #expect(html.utf8.count < 5_000_000, "\(html.utf8.count)")
        let picture = ColumnSVG(chart: chart).picture(ChartFrame(.wide))
        #expect(ChartTests.count("<path ", in: picture) == 9)
        #expect(ChartTests.count("<title>", in: picture) == 0)
        #expect(
            ChartTests.texts(picture).contains {
                $0.hasPrefix("each column: the highest of ") && $0.hasSuffix(" days")
            })
    }

    @Test("charts of nothing, of one value and of equal values are drawn without nonsense")
    func degenerate() throws {
        for values in [[], [0], [5], [5, 5], [0, 0, 0], [-3, 2], [0.25], [1e12, 1], [.nan, 2]] as [[Double]] {
            var document = Self.document()
            document.sections = EveryChart.charts("a", points: values.count, values: values).map {
                .chart($0)
            }
            let html = try Self.render(document)
            #expect(MarkupChecker(html).problems.isEmpty)
            #expect(!html.contains("nan") && !html.contains("inf\""))
            #expect(
                html.contains("There is nothing to draw") == (values.isEmpty || values.allSatisfy { $0 == 0 })
            )
        }
    }
}
