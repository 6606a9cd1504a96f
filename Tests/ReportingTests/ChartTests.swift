import SyncCore
import Testing

@testable import Reporting

@Suite struct ChartTests {
    /// Texts of a picture, in the order drawn, those of tips left out.
    static func texts(_ picture: SVGPicture) -> [String] {
        picture.body.ranges(of: "<text ").map { range in
            var rest = picture.body[range.upperBound...]
            rest = rest[(rest.firstIndex(of: ">").map { rest.index(after: $0) } ?? rest.endIndex)...]
            if rest.hasPrefix("<title>"), let end = rest.firstRange(of: "</title>") {
                rest = rest[end.upperBound...]
            }
            return String(rest.prefix { $0 != "<" })
        }
    }

    static func count(_ text: String, in picture: SVGPicture) -> Int { picture.body.ranges(of: text).count }

    static let days = (0..<60).map { Day(daysSince1970: 20_000 + $0) }

    static func columns(
        _ names: [String], isStacked: Bool = false, markers: [ColumnChart.Marker] = []
    ) -> ColumnSVG {
        ColumnSVG(
            chart: ColumnChart(
                title: "", summary: "", axisTitle: "Points", axis: .names(names),
                series: [
                    .init("Committed", ChartTint(.grey), names.indices.map { Double($0 + 2) }),
                    .init("Completed", ChartTint(.green), names.indices.map { Double($0 + 1) }),
                ], isStacked: isStacked, markers: markers))
    }

    @Test("an axis has round steps, holds all values, and never steps below 1 for counts")
    func ticks() {
        #expect(NiceTicks(maximum: 23, count: 5, isWhole: true).values == [0, 5, 10, 15, 20, 25])
        #expect(NiceTicks(maximum: 2, count: 5, isWhole: true).values == [0, 1, 2])
        #expect(NiceTicks(maximum: 0.7, count: 4, isWhole: false).values.last == 0.8)
        #expect(NiceTicks(minimum: -7, maximum: 9, count: 4, isWhole: true).values == [-10, -5, 0, 5, 10])
        #expect(NiceTicks(minimum: 2610, maximum: 3490, count: 5, isWhole: true).values.first == 2600)
        #expect(NiceTicks(maximum: .nan, count: 5, isWhole: true).values == [0, 1])
    }

    @Test("a line of very many points keeps its ends and its peaks, and every point where they are few")
    func thinned() {
        var points = (0..<5000).map { (x: Double($0) / 10, y: Double($0 % 3)) }
        points[2503].y = 900
        points[2507].y = -900
        let kept = Thinning.kept(points)
        #expect(kept.count <= 4 * 251 && kept.contains(2503) && kept.contains(2507))
        #expect(
            kept.first == 0 && kept.last == 4999 && kept == kept.sorted() && Set(kept).count == kept.count)
        #expect(Thinning.kept(Array(points.prefix(400))) == Array(0..<400))
        #expect(Thinning.kept(Array(repeating: (x: 1, y: 1), count: 401)) == [0, 400])
        #expect(Thinning.kept([]).isEmpty)
    }

    @Test("a column that stands for several periods shows the highest of them, its stack as it was")
    func denseColumns() {
        let days = (0..<3000).map { Day(daysSince1970: 10_000 + $0) }
        var (a, b) = ([Double](repeating: 1, count: 3000), [Double](repeating: 1, count: 3000))
        (a[1001], b[1001], a[1002]) = (50, 49, 98)
        let chart = ColumnChart(
            title: "", summary: "", axisTitle: "", axis: .periods(.day, days),
            series: [.init("a", ChartTint(.blue), a), .init("b", ChartTint(.green), b)], isStacked: true,
            markers: [])
        let picture = ColumnSVG(chart: chart).picture(ChartFrame(.wide))
        // 0…100 on an axis of 100: one top at 99 or the picture lies.
        let tops = picture.body.ranges(of: "V\(SVGPicture.number(Self.y(99, picture)))H").count
        #expect(tops == 1, "\(tops)")
    }

    /// Where a value stands on an axis from 0 to 100.
    static func y(_ value: Double, _ picture: SVGPicture) -> Double {
        Scale(0...100, low: picture.frame.plotBottom, high: picture.frame.plotTop)(value)
    }

    @Test("labels are moved apart, within their bounds, and keep their order")
    func spread() {
        #expect(LabelPlacement.spread([10, 11, 50], distance: 16, within: 0...100) == [10, 26, 50])
        #expect(LabelPlacement.spread([98, 99], distance: 16, within: 0...100) == [84, 100])
    }

    @Test("a long name is cut with an ellipsis and told in full as a tip")
    func longName() {
        let name = String(repeating: "Waiting for somebody ", count: 20) + "<b>"
        let bars = BarChart(
            title: "", summary: "", axisTitle: "Days", bars: [.init(name, .blue, 3, text: "3")], legend: [],
            tickName: "", whiskerName: "")
        for size in ChartFrame.Size.allCases {
            let picture = BarSVG(chart: bars).picture(ChartFrame(size))
            let shown = Self.texts(picture).first { $0.hasPrefix("Waiting") } ?? ""
            #expect(shown.hasSuffix("…") && ChartText.width(shown) < picture.frame.width)
            #expect(picture.body.contains("<title>\(HTMLText.escaped(name))</title>"))
            #expect(!picture.body.contains("<b>"))
        }
    }

    @Test("text is wrapped at words and cut in its last line")
    func wrapped() {
        #expect(ChartText.wrapped("ALPHA Sprint 48", 70, lines: 2) == ["ALPHA", "Sprint 48"])
        let lines = ChartText.wrapped("one two three four five six", 40, lines: 2)
        #expect(lines.count == 2 && lines[1].hasSuffix("…"))
        #expect(ChartText.wrapped("", 40, lines: 2).isEmpty)
        #expect(ChartText.fitted("a\nb", 100) == "a b")
    }

    @Test("names that find no room below their columns lie beside bars, whole")
    func rows() {
        let short = Self.columns(["S1", "S2", "S3"]).picture(ChartFrame(.narrow))
        #expect(Self.texts(short).contains("S2"))
        #expect(short.frame.height == ChartFrame(.narrow).height)
        let names = (1...12).map { "Team Rocket Sprint \($0)" }
        let narrow = Self.columns(names, markers: [.init("Mean 6.5", .horizontal, at: 6.5)]).picture(
            ChartFrame(.narrow))
        #expect(narrow.frame.height > 400)
        for name in names { #expect(Self.texts(narrow).contains(name)) }
        #expect(Self.texts(narrow).contains("Mean 6.5") && Self.count("class=\"level\"", in: narrow) == 1)
    }

    @Test("the axis of a cumulative flow begins where its lowest layer is most of it, and says so")
    func flowAxis() {
        func picture(_ done: Double) -> SVGPicture {
            StackedAreaSVG(
                chart: StackedAreaChart(
                    title: "", summary: "", axisTitle: "Issues", unit: .day, days: Self.days,
                    layers: [
                        .init("Done", ChartTint(.green), Self.days.indices.map { done + Double($0) }),
                        .init("To do", ChartTint(.grey), Self.days.map { _ in 50 }),
                    ])
            ).picture(ChartFrame(.wide))
        }
        #expect(Self.texts(picture(1000)).contains { $0.hasPrefix("the axis begins at 1\u{202F}0") })
        #expect(!Self.texts(picture(10)).contains { $0.hasPrefix("the axis begins") })
        #expect(Self.texts(picture(10)).contains("0"))
        #expect(Self.texts(picture(10)).contains("Done 69"))
    }

    @Test("values far above the rest are counted above the axis, and no level is cut off")
    func outliers() {
        var points = (0..<200).map {
            ScatterChart.Point(x: 20_000 + Double($0), y: Double($0 % 10), key: "A-\($0)")
        }
        points.append(.init(x: 20_200, y: 900, key: "A-200"))
        let picture = ScatterSVG(
            chart: ScatterChart(
                title: "", summary: "", axisTitle: "Days", unit: "days", points: points,
                levels: [.init("95 %", 20)], curveName: "", curve: []),
            site: SiteLinks(baseURL: "https://jira.example.org")
        ).picture(ChartFrame(.wide))
        #expect(Self.texts(picture).contains { $0.hasPrefix("▲ 1 above") && $0.hasSuffix("up to 900") })
        #expect(Self.texts(picture).contains("95 %: 20.0 days"))
        #expect(Self.count("<a href=\"https://jira.example.org/browse/A-", in: picture) == 200)
    }

    @Test("ages stand in the columns of their statuses; on a phone each status has a row of its own")
    func strip() {
        let marks = (0..<40).map {
            StripChart.Mark(column: $0 % 6, value: Double($0), key: "A-\($0)", detail: "Ada")
        }
        let chart = StripChart(
            title: "", summary: "", axisTitle: "Days", unit: "days",
            columns: ["In Progress", "Blocked", "In Review", "Ready", "In Testing", "Waiting for Customer"],
            marks: marks, levels: [.init("50 %", 5), .init("85 %", 20)])
        for size in ChartFrame.Size.allCases {
            let picture = StripSVG(chart: chart, site: nil).picture(ChartFrame(size))
            #expect(Self.count("<title>A-", in: picture) == 40)
            #expect(Self.count("class=\"level\"", in: picture) == 2)
        }
        let narrow = Self.texts(StripSVG(chart: chart, site: nil).picture(ChartFrame(.narrow)))
        #expect(narrow.contains("Waiting for Customer: 6") && narrow.contains("85 %: 20.0"))
    }

    @Test("ages far beyond the levels stand on a logarithmic axis, and that is said")
    func oldStrip() {
        let chart = StripChart(
            title: "", summary: "", axisTitle: "Days", unit: "days", columns: ["In Progress", "Blocked"],
            marks: (1...50).map { .init(column: $0 % 2, value: Double($0 * 20), key: nil, detail: "") },
            levels: [.init("50 %", 3), .init("95 %", 40)])
        let texts = Self.texts(StripSVG(chart: chart, site: nil).picture(ChartFrame(.wide)))
        #expect(texts.contains("Days (logarithmic)"))
        #expect(
            texts.filter { ["1", "3", "10", "30", "100", "300", "1\u{202F}000"].contains($0) }.count == 7)
        let scale = Scale(1...1000, low: 0, high: 300, isLogarithmic: true)
        #expect(abs(scale(10) - 100) < 1e-9 && scale(0) == 0 && abs(scale(1000) - 300) < 1e-9)
    }

    @Test("what is not a whole period is drawn otherwise, and that is said")
    func partial() {
        let chart = TimeSeriesChart(
            title: "", summary: "", axisTitle: "Issues", unit: .week, periods: Self.days,
            series: [.init("Created", .orange, Self.days.map { _ in 3 })], isFirstPartial: true,
            isLastPartial: true)
        let picture = TimeSeriesSVG(chart: chart).picture(ChartFrame(.wide))
        #expect(Self.count("line dots", in: picture) == 2)
        #expect(Self.texts(picture).contains("dotted: not a whole week"))
    }

    @Test("series are told apart by the form of their marks, long ones by dashes")
    func forms() {
        func picture(_ count: Int) -> SVGPicture {
            let days = (0..<count).map { Day(daysSince1970: 20_000 + $0) }
            return TimeSeriesSVG(
                chart: TimeSeriesChart(
                    title: "", summary: "", axisTitle: "", unit: .day, periods: days,
                    series: [
                        .init("A", .blue, days.map { _ in 1 }), .init("B", .vermilion, days.map { _ in 2 }),
                    ])
            ).picture(ChartFrame(.wide))
        }
        #expect(Self.count("<circle", in: picture(20)) == 20)
        #expect(Self.count("line s-vermilion dash", in: picture(20)) == 0)
        #expect(Self.count("line s-vermilion dash", in: picture(200)) == 1)
    }
}
