/// One table of a page.
///
/// Cut after a number of rows or bytes, with a note that names the complete export.
struct HTMLTable {
    let options: RenderOptions
    let output: OutputBuffer
    /// The command that gives all rows, if there is one.
    let completeExport: String?

    /// Characters of a cell after which it is cut.
    private static let longestCell = 600
    /// Bytes of a text up to which it is kept on one line.
    private static let shortCell = 14
    /// Bytes of a text from which on its column is never squeezed.
    private static let longCell = 40

    /// Rows that are printed on paper, as the page's style has it.
    private static let printedRows = 40

    func render(_ table: ReportTable, _ budget: inout TableBudget) throws {
        let text = PeopleText(options: options)
        let title = HTMLText.escaped(table.title)
        try output.write(
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"\(title)\">"
                + "<table\(Self.tableClass(table.columns.count))><caption class=\"vh\">\(title)</caption><thead><tr>"
        )
        for column in table.columns {
            try output.write("<th scope=\"col\"\(styleClass(column))>\(HTMLText.escaped(column.title))</th>")
        }
        try output.write("</tr></thead><tbody>\n")
        var shown = 0
        var bytes = 0
        let largest = min(options.largestTable, budget.bytes)
        var isCut = false
        try table.rows { values in
            guard shown < options.longestTable, bytes < largest else {
                isCut = true
                return .stop
            }
            var row = "<tr>"
            for (index, (value, column)) in zip(values, table.columns).enumerated() {
                row += cell(value, column, isHeading: index == 0, text)
            }
            row += "</tr>\n"
            shown += 1
            bytes += row.utf8.count
            try output.write(row)
            return .next
        }
        budget.spend(bytes)
        if shown == 0, !isCut {
            try output.write("<tr><td colspan=\"\(max(1, table.columns.count))\">Nothing to show.</td></tr>")
        }
        try output.write("</tbody></table></div>\n")
        if isCut {
            let all = table.rowCount.map { " of \(Figure.grouped($0))" } ?? ""
            let rest = completeExport.map { " All of them: <code>\(HTMLText.escaped($0))</code>" } ?? ""
            try output.write(
                "<p class=\"note\">The first \(Figure.grouped(shown))\(all) rows are shown.\(rest)</p>\n")
        }
        if shown > Self.printedRows {
            try output.write("<p class=\"note print\">Printed: the first \(Self.printedRows) rows.</p>\n")
        }
        if let note = table.note { try output.write("<p class=\"note\">\(HTMLText.escaped(note))</p>\n") }
    }

    private static func tableClass(_ columns: Int) -> String {
        switch columns {
        case ...3: ""
        case ...8: " class=\"full\""
        default: " class=\"full many\""
        }
    }

    private func cell(_ value: ReportValue, _ column: Column, isHeading: Bool, _ text: PeopleText) -> String {
        var content = ""
        if let plain = text.of(value, column) {
            content = HTMLText.escaped(Self.cut(plain))
            if column.kind == .issueKey, let site = options.site {
                content = "<a href=\"\(HTMLText.escaped(site.issue(plain)))\">\(content)</a>"
            }
            switch (column.kind, value) {
            case (.integer, .integer(let number)): content = Figure.grouped(Int(number))
            case (.real(let digits), .real(let number)) where number.isFinite:
                content = Figure.grouped(number, digits: digits)
            default: break
            }
        }
        let style = styleClass(column, length: content.utf8.count)
        return isHeading ? "<th scope=\"row\"\(style)>\(content)</th>" : "<td\(style)>\(content)</td>"
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > longestCell else { return text }
        let head = text.prefix(longestCell)
        return head.endIndex == text.endIndex ? text : head + "…"
    }

    /// Numbers stand on the right; keys, instants and short texts are never broken, long texts get room.
    private func styleClass(_ column: Column, length: Int? = nil) -> String {
        switch column.kind {
        case .integer, .real: " class=\"n\""
        case .issueKey, .instant, .day: " class=\"k\""
        default:
            switch length ?? Self.longCell {
            case ...Self.shortCell: " class=\"k\""
            case Self.longCell...: length == nil ? "" : " class=\"w\""
            default: ""
            }
        }
    }
}
