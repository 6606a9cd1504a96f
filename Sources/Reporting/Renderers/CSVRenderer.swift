/// RFC 4180 with LF: header, NULL empty, empty text `""`, quotes doubled.
///
/// Text cells that a spreadsheet would run as formulas get an apostrophe (not in raw mode), in their midst too where
/// one that does not separate by commas would begin a cell; NUL becomes U+FFFD. On a terminal control characters are shown instead of obeyed. In a table of one column NULL is `""`, because many readers skip empty lines.
final class CSVRenderer: TableRenderer {
    private let isRaw: Bool
    private let showsControls: Bool
    private let output: OutputBuffer
    private var isSingleColumn = false

    init(options: RenderOptions, output: OutputBuffer) {
        isRaw = options.isRaw
        showsControls = options.isOnTerminal && !options.isRaw
        self.output = output
    }

    func begin(_ columns: [Column]) throws {
        isSingleColumn = columns.count == 1
        try row(columns.map { .text($0.name) })
    }

    func row(_ values: [ReportValue]) throws {
        for (index, value) in values.enumerated() {
            if index > 0 { output.write(byte: 0x2C) }
            if case .text(let text) = value {
                let safe = isRaw ? text : SpreadsheetText.neutralisedWithin(text)
                try write(showsControls ? TerminalText.visible(safe) : safe)
            } else if let text = PlainText.of(value) {
                try output.write(text)
            } else if isSingleColumn {
                try output.write("\"\"")
            }
        }
        output.write(byte: 0x0A)
    }

    func end() throws {}

    private func write(_ text: String) throws {
        let edges = [text.utf8.first, text.utf8.last]
        let needsQuotes =
            text.isEmpty || edges.contains(0x20) || edges[0] == 0x27
            || text.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D || $0 == 0 }
        guard needsQuotes else { return try output.write(text) }
        output.write(byte: 0x22)
        for byte in PlainText.withoutNUL(text).utf8 {
            if byte == 0x22 { output.write(byte: 0x22) }
            output.write(byte: byte)
        }
        try output.write("\"")
    }
}
