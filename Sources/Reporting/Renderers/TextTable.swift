/// An aligned table for a terminal or a fixed-width mail.
///
/// Widths come from the first 1,000 rows, or the first 4 MB of them; longer cells after that push their row out of line and lose
/// nothing. With a terminal width the widest text columns shrink and their cells end in an ellipsis.
final class TextTable: TableRenderer {
    private static let sampleSize = 1000
    /// Bytes of the rows that are kept for the widths.
    private static let largestSample = 4 << 20
    private static let narrowest = 8

    private let output: OutputBuffer
    private let text: PeopleText
    private let terminalWidth: Int?
    private var columns: [Column] = []
    private var sample: [[String]] = []
    private var sampleBytes = 0
    private var widths: [Int]?

    init(options: RenderOptions, output: OutputBuffer) {
        self.output = output
        text = PeopleText(options: options)
        terminalWidth = options.terminalWidth
    }

    func begin(_ columns: [Column]) throws {
        self.columns = columns
        sample = []
        sampleBytes = 0
        widths = nil
    }

    func row(_ values: [ReportValue]) throws {
        let cells = zip(values, columns).map { value, column in
            TerminalText.visible(text.of(value, column) ?? "")
        }
        guard let widths else {
            sample.append(cells)
            sampleBytes += cells.reduce(0) { $0 + $1.utf8.count }
            if sample.count == Self.sampleSize || sampleBytes >= Self.largestSample { try printSample() }
            return
        }
        try print(cells, widths)
    }

    func end() throws {
        if widths == nil { try printSample() }
    }

    private func printSample() throws {
        let headings = columns.map { TerminalText.visible($0.name) }
        let widths = fit(
            sample.reduce(headings.map(DisplayWidth.of)) { widths, cells in
                zip(widths, cells).map { max($0, DisplayWidth.of($1)) }
            })
        self.widths = widths
        try print(headings, widths)
        try output.write(
            widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n")
        for cells in sample { try print(cells, widths) }
        sample = []
    }

    /// Shrinks the widest columns that are not numbers, one step a time, until the row fits.
    private func fit(_ wanted: [Int]) -> [Int] {
        guard let terminalWidth else { return wanted }
        var widths = wanted
        let gaps = 2 * max(0, widths.count - 1)
        while widths.reduce(gaps, +) > terminalWidth {
            let shrinkable = widths.indices.filter {
                columns[$0].alignment == .leading && widths[$0] > Self.narrowest
            }
            guard let widest = shrinkable.max(by: { widths[$0] < widths[$1] }) else { break }
            let excess = widths.reduce(gaps, +) - terminalWidth
            let second = shrinkable.filter { $0 != widest }.map { widths[$0] }.max() ?? Self.narrowest
            let step = max(1, min(excess, widths[widest] - max(second, Self.narrowest)))
            widths[widest] = max(Self.narrowest, widths[widest] - step)
        }
        return widths
    }

    private func print(_ cells: [String], _ widths: [Int]) throws {
        var line = ""
        for (index, cell) in cells.enumerated() {
            if index > 0 { line += "  " }
            let cell = terminalWidth == nil ? cell : DisplayWidth.cut(cell, to: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(cell)))
            line += columns[index].alignment == .trailing ? padding + cell : cell + padding
        }
        while line.last == " " { line.removeLast() }
        try output.write(line + "\n")
    }
}
