/// A GitHub-flavoured Markdown table.
///
/// Everything that Markdown or HTML would read is escaped; line breaks become `<br>`; other controls are
/// shown as on a terminal.
final class MarkdownTable: TableRenderer {
    private let output: OutputBuffer
    private let text: PeopleText
    private let site: SiteLinks?
    private var columns: [Column] = []

    init(options: RenderOptions, output: OutputBuffer) {
        self.output = output
        text = PeopleText(options: options)
        site = options.site
    }

    func begin(_ columns: [Column]) throws {
        self.columns = columns
        try print(columns.map { Self.escaped($0.title) })
        try print(columns.map { $0.alignment == .trailing ? "---:" : "---" })
    }

    func row(_ values: [ReportValue]) throws {
        try print(
            zip(values, columns).map { value, column in
                guard let text = text.of(value, column) else { return "" }
                let cell = Self.escaped(text)
                guard column.kind == .issueKey, let site else { return cell }
                return "[\(cell)](\(site.issue(text)))"
            })
    }

    func end() throws {}

    private func print(_ cells: [String]) throws {
        try output.write("| " + cells.joined(separator: " | ") + " |\n")
    }

    static func escaped(_ text: String) -> String {
        var out = ""
        var skipsLineFeed = false
        for scalar in text.unicodeScalars {
            defer { skipsLineFeed = scalar == "\r" }
            switch scalar {
            case "\n": out += skipsLineFeed ? "" : "<br>"
            case "\r": out += "<br>"
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "$":
                out += "\\"
                out.unicodeScalars.append(scalar)
            default:
                if TerminalText.isHidden(scalar) {
                    out += escaped(TerminalText.visible(String(scalar)))
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out
    }
}
