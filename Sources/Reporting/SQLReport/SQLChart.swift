/// A picture that a report's header asks for: `KIND X VALUE … [series-by COLUMN] [axis TEXT] [title TEXT]`.
package struct SQLChart: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// Lines over days.
        case line
        /// Areas over days, stacked where there are several.
        case area
        /// Upright columns side by side, over days or names.
        case columns
        /// Upright columns on top of each other.
        case stacked
        /// Horizontal bars, one a row.
        case bars
        /// One mark a row, over days or instants.
        case scatter
    }

    package var kind: Kind
    /// The column across the picture.
    package var x: String
    /// The columns that are drawn; one for `bars`, `scatter` and with ``series``.
    package var values: [String]
    /// Long form: the column that says which series a row belongs to.
    package var series: String?
    /// What stands at the axis of the values; nil is the title of the first of them.
    package var axisTitle: String?
    /// Nil is the title of the table.
    package var title: ReportTemplate?
    /// Where in the file it stands, from 1.
    package var line: Int

    private static let form =
        "a chart is 'KIND X VALUE … [series-by COLUMN] [axis TEXT] [title TEXT]'"

    package init(_ text: String, line: Int) throws(HeaderProblem) {
        self.line = line
        var words = text.split { $0.isWhitespace || $0 == "," }.map(String.init)[...]
        guard let word = words.popFirst() else { throw HeaderProblem(Self.form) }
        guard let kind = Kind(rawValue: word) else {
            throw HeaderProblem(unknown: word, "kind of chart", among: Kind.allCases.map(\.rawValue))
        }
        self.kind = kind
        var options = SQLHeaderOptions(text, ["series-by", "axis", "title"])
        let title = options.take("title")
        axisTitle = options.take("axis")
        series = options.take("series-by")
        let names = options.rest.split { $0.isWhitespace || $0 == "," }.dropFirst().map(String.init)
        guard names.count >= 2 else { throw HeaderProblem("\(Self.form), not '\(text)'") }
        x = names[0]
        values = Array(names.dropFirst())
        guard title?.isEmpty != true, axisTitle?.isEmpty != true, series?.isEmpty != true else {
            throw HeaderProblem("\(Self.form), not '\(text)'")
        }
        self.title = try title.map { text throws(HeaderProblem) in try ReportTemplate(text, line: line) }
        if values.count > 1, series != nil || kind == .bars || kind == .scatter {
            throw HeaderProblem(
                "a chart '\(kind.rawValue)'\(series == nil ? "" : " with series-by") draws one column of values"
            )
        }
        if series != nil, kind == .bars || kind == .scatter {
            throw HeaderProblem("a chart '\(kind.rawValue)' has no series-by")
        }
        if let series, series.contains(where: \.isWhitespace) {
            throw HeaderProblem("series-by names one column, not '\(series)'")
        }
    }
}

/// Options at the end of a header line, each a word and what follows it up to the next one.
struct SQLHeaderOptions {
    /// What stands before the first option.
    private(set) var rest: String
    private var values: [String: String] = [:]

    /// The last of `names` takes all that follows, other options' words included.
    init(_ text: String, _ names: [String]) {
        var before: [Substring] = []
        var current: String?
        var collected: [String: [Substring]] = [:]
        for word in text.split(whereSeparator: \.isWhitespace) {
            if current != names.last, names.contains(String(word)) {
                current = String(word)
                collected[String(word)] = []
            } else if let current {
                collected[current, default: []].append(word)
            } else {
                before.append(word)
            }
        }
        rest = before.joined(separator: " ")
        values = collected.mapValues { $0.joined(separator: " ") }
    }

    mutating func take(_ name: String) -> String? { values.removeValue(forKey: name) }
}
