package import SyncCore

/// A picture of a report.
///
/// Every chart stands above a table with the same data.
package enum Chart {
    case timeSeries(TimeSeriesChart)
    case scatter(ScatterChart)
    case bars(BarChart)
    case stackedArea(StackedAreaChart)
    case columns(ColumnChart)
    case steps(StepChart)
    case strip(StripChart)

    var title: String {
        switch self {
        case .timeSeries(let chart): chart.title
        case .scatter(let chart): chart.title
        case .bars(let chart): chart.title
        case .stackedArea(let chart): chart.title
        case .columns(let chart): chart.title
        case .steps(let chart): chart.title
        case .strip(let chart): chart.title
        }
    }

    /// A sentence for those who cannot see it.
    var summary: String {
        switch self {
        case .timeSeries(let chart): chart.summary
        case .scatter(let chart): chart.summary
        case .bars(let chart): chart.summary
        case .stackedArea(let chart): chart.summary
        case .columns(let chart): chart.summary
        case .steps(let chart): chart.summary
        case .strip(let chart): chart.summary
        }
    }
}

/// Colours by meaning; ``Palette`` gives each a shade for light and one for dark.
package enum ChartColor: String, CaseIterable, Hashable, Sendable {
    case blue, orange, green, sky, vermilion, purple, grey
}

/// Values per period: lines, or an area down to zero.
package struct TimeSeriesChart {
    package struct Series {
        package var name: String
        package var color: ChartColor
        /// One a period.
        package var values: [Double]
        /// Filled down to zero.
        package var isArea: Bool

        package init(_ name: String, _ color: ChartColor, _ values: [Double], isArea: Bool = false) {
            self.name = name
            self.color = color
            self.values = values
            self.isArea = isArea
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    package var unit: PeriodUnit
    /// First days of the periods, ascending.
    package var periods: [Day]
    package var series: [Series]
    /// Paints the space between the first two series: orange where the first is above, green where the second.
    package var fillsBetween: Bool
    /// The first period is cut by the chosen days: its part of each line is dotted.
    package var isFirstPartial: Bool
    /// The last period is cut, or not over: its part of each line is dotted.
    package var isLastPartial: Bool

    package init(
        title: String, summary: String, axisTitle: String, unit: PeriodUnit, periods: [Day],
        series: [Series], fillsBetween: Bool = false, isFirstPartial: Bool = false,
        isLastPartial: Bool = false
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.unit = unit
        self.periods = periods
        self.series = series
        self.fillsBetween = fillsBetween
        self.isFirstPartial = isFirstPartial
        self.isLastPartial = isLastPartial
    }
}

/// One mark an item over time, with levels (percentiles) and a curve (rolling mean).
package struct ScatterChart {
    package struct Point {
        /// Days since 1970-01-01 on the wall clock of the report's zone.
        package var x: Double
        package var y: Double
        /// The key: the mark links to it where marks are few.
        package var key: String?

        package init(x: Double, y: Double, key: String? = nil) {
            self.x = x
            self.y = y
            self.key = key
        }
    }

    package struct Level {
        package var label: String
        package var value: Double

        package init(_ label: String, _ value: Double) {
            self.label = label
            self.value = value
        }
    }

    /// Above this many points a mark stands for a cell of the picture, without key and link.
    package static let mostSingleMarks = 2000

    package var title: String
    package var summary: String
    package var axisTitle: String
    /// "days": after the numbers of tool tips and outliers.
    package var unit: String
    /// By x, ascending.
    package var points: [Point]
    /// Ascending.
    package var levels: [Level]
    package var curveName: String
    /// By x, ascending.
    package var curve: [Point]

    package init(
        title: String, summary: String, axisTitle: String, unit: String, points: [Point],
        levels: [Level], curveName: String, curve: [Point]
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.unit = unit
        self.points = points
        self.levels = levels
        self.curveName = curveName
        self.curve = curve
    }
}

/// Horizontal bars, each with a tick (median) and a whisker (a high percentile) if given.
package struct BarChart {
    package struct Bar {
        package var label: String
        package var color: ChartColor
        package var value: Double
        package var valueText: String
        package var tick: Double?
        package var whisker: Double?

        package init(
            _ label: String, _ color: ChartColor, _ value: Double, text: String, tick: Double? = nil,
            whisker: Double? = nil
        ) {
            self.label = label
            self.color = color
            self.value = value
            valueText = text
            self.tick = tick
            self.whisker = whisker
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    package var bars: [Bar]
    /// What the colours mean, in order.
    package var legend: [(ChartColor, String)]
    /// What tick and whisker mean.
    package var tickName: String
    package var whiskerName: String

    package init(
        title: String, summary: String, axisTitle: String, bars: [Bar], legend: [(ChartColor, String)],
        tickName: String, whiskerName: String
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.bars = bars
        self.legend = legend
        self.tickName = tickName
        self.whiskerName = whiskerName
    }
}
