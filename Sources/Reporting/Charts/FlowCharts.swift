package import SyncCore

/// A colour, as it is or lighter, so that more series than colours can be told apart.
package struct ChartTint: Hashable, Sendable {
    package var color: ChartColor
    /// 0 is the colour itself, each step is lighter; 3 at most.
    package var step: Int

    package init(_ color: ChartColor, step: Int = 0) {
        self.color = color
        self.step = min(3, max(0, step))
    }

    /// As many tints as wanted, neighbours as different as can be.
    package static func palette(_ count: Int) -> [ChartTint] {
        let colors: [ChartColor] = [.blue, .orange, .green, .purple, .sky, .vermilion, .grey]
        return (0..<max(0, count)).map { ChartTint(colors[$0 % colors.count], step: $0 / colors.count) }
    }
}

/// Values stacked over time: a cumulative flow.
package struct StackedAreaChart {
    package struct Layer {
        package var name: String
        package var tint: ChartTint
        /// One a day.
        package var values: [Double]

        package init(_ name: String, _ tint: ChartTint, _ values: [Double]) {
            self.name = name
            self.tint = tint
            self.values = values
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    package var unit: PeriodUnit
    /// The days that the values hold at the end of, ascending.
    package var days: [Day]
    /// From the bottom.
    package var layers: [Layer]

    package init(
        title: String, summary: String, axisTitle: String, unit: PeriodUnit, days: [Day], layers: [Layer]
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.unit = unit
        self.days = days
        self.layers = layers
    }
}

/// Upright columns: per period, per sprint, per value; side by side or stacked.
package struct ColumnChart {
    package struct Series {
        package var name: String
        package var tint: ChartTint
        /// One a place on the axis.
        package var values: [Double]

        package init(_ name: String, _ tint: ChartTint, _ values: [Double]) {
            self.name = name
            self.tint = tint
            self.values = values
        }
    }

    package enum Axis {
        /// First days of consecutive periods.
        case periods(PeriodUnit, [Day])
        case names([String])

        package var count: Int {
            switch self {
            case .periods(_, let days): days.count
            case .names(let names): names.count
            }
        }
    }

    /// A line across the picture (`horizontal`: at a value; `vertical`: at a place on the axis) with its label.
    package struct Marker {
        package enum Direction { case horizontal, vertical }
        package var label: String
        package var direction: Direction
        package var at: Double

        package init(_ label: String, _ direction: Direction, at: Double) {
            self.label = label
            self.direction = direction
            self.at = at
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    package var axis: Axis
    package var series: [Series]
    package var isStacked: Bool
    package var markers: [Marker]
    /// The first period is cut by the chosen days: its columns are lighter.
    package var isFirstPartial: Bool
    /// The last period is cut, or not over: its columns are lighter.
    package var isLastPartial: Bool

    package init(
        title: String, summary: String, axisTitle: String, axis: Axis, series: [Series],
        isStacked: Bool = false, markers: [Marker] = [], isFirstPartial: Bool = false,
        isLastPartial: Bool = false
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.axis = axis
        self.series = series
        self.isStacked = isStacked
        self.markers = markers
        self.isFirstPartial = isFirstPartial
        self.isLastPartial = isLastPartial
    }
}

/// Values that hold until they change: a sprint's burndown.
package struct StepChart {
    package struct Line {
        package enum Form {
            /// Holds its value until the next point.
            case steps
            /// Straight from point to point, dashed: what was hoped for.
            case guideline
        }

        package var name: String
        package var color: ChartColor
        package var form: Form
        /// By x, ascending: days since 1970-01-01 on the wall clock, and the value from then on.
        package var points: [ScatterChart.Point]

        package init(_ name: String, _ color: ChartColor, _ form: Form, _ points: [ScatterChart.Point]) {
            self.name = name
            self.color = color
            self.form = form
            self.points = points
        }
    }

    /// Something that happened at a moment: its mark stands on the first line.
    package struct Event {
        package var x: Double
        /// "ABC-12 added, +5".
        package var label: String
        package var isGood: Bool

        package init(x: Double, label: String, isGood: Bool) {
            self.x = x
            self.label = label
            self.isGood = isGood
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    /// Where the time axis begins and ends, days since 1970-01-01 on the wall clock.
    package var span: ClosedRange<Double>
    package var lines: [Line]
    package var events: [Event]

    package init(
        title: String, summary: String, axisTitle: String, span: ClosedRange<Double>, lines: [Line],
        events: [Event] = []
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.span = span
        self.lines = lines
        self.events = events
    }
}

/// Marks in columns: the age of each issue in the column of its status, against levels.
package struct StripChart {
    package struct Mark {
        /// Index of its column.
        package var column: Int
        package var value: Double
        package var key: String?
        /// Shown as tool tip after the key and the value.
        package var detail: String

        package init(column: Int, value: Double, key: String?, detail: String) {
            self.column = column
            self.value = value
            self.key = key
            self.detail = detail
        }
    }

    package var title: String
    package var summary: String
    package var axisTitle: String
    package var unit: String
    package var columns: [String]
    package var marks: [Mark]
    /// Ascending: percentiles of finished issues.
    package var levels: [ScatterChart.Level]

    package init(
        title: String, summary: String, axisTitle: String, unit: String, columns: [String], marks: [Mark],
        levels: [ScatterChart.Level]
    ) {
        self.title = title
        self.summary = summary
        self.axisTitle = axisTitle
        self.unit = unit
        self.columns = columns
        self.marks = marks
        self.levels = levels
    }
}
