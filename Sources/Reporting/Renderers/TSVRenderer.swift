/// Values separated by tabs, one line a row, never quoted: in texts a tab is `\t`, a line feed `\n`, a
/// carriage return `\r`, a backslash `\\`; NUL becomes U+FFFD.
///
/// Header, NULL empty. Formulas and terminals as in CSV; a quotation mark at the beginning of a text gets an
/// apostrophe too.
final class TSVRenderer: TableRenderer {
    private let isRaw: Bool
    private let showsControls: Bool
    private let output: OutputBuffer

    init(options: RenderOptions, output: OutputBuffer) {
        isRaw = options.isRaw
        showsControls = options.isOnTerminal && !options.isRaw
        self.output = output
    }

    func begin(_ columns: [Column]) throws {
        try row(columns.map { .text($0.name) })
    }

    func row(_ values: [ReportValue]) throws {
        for (index, value) in values.enumerated() {
            if index > 0 { output.write(byte: 0x09) }
            if case .text(let text) = value {
                let safe = isRaw ? text : SpreadsheetText.neutralisedUnquoted(text)
                try write(showsControls ? TerminalText.visible(safe) : safe)
            } else if let text = PlainText.of(value) {
                try output.write(text)
            }
        }
        try output.write("\n")
    }

    func end() throws {}

    private func write(_ text: String) throws {
        for byte in PlainText.withoutNUL(text).utf8 {
            switch byte {
            case 0x09: try output.write("\\t")
            case 0x0A: try output.write("\\n")
            case 0x0D: try output.write("\\r")
            case 0x5C: try output.write("\\\\")
            default: output.write(byte: byte)
            }
        }
    }
}
