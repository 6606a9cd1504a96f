import MirrorStore
import Reporting

/// Tables and columns for a terminal: meanings are told whole, in lines that fit.
struct SchemaText {
    private let tables: [SchemaTable]
    /// Columns of the terminal; nil breaks no lines.
    private let width: Int?

    init(_ tables: [SchemaTable], width: Int?) {
        self.tables = tables
        self.width = width
    }

    /// All tables under the heading of their topic, each with what it is.
    var overview: String {
        let names = tables.map { TerminalText.visible($0.name) }
        let indent = (names.map(\.count).max() ?? 0) + 2
        var lines: [String] = []
        for topic in SchemaTopic.allCases {
            let chapter = tables.filter { $0.topic == topic }
            guard !chapter.isEmpty else { continue }
            if !lines.isEmpty { lines.append("") }
            lines.append(topic.rawValue)
            for table in chapter {
                lines += wrapped(table.meaning ?? "", after: ["  " + table.name], at: [indent + 2])
            }
        }
        lines += ["", "The columns of a table: jira-mirror query --schema TABLE"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// The columns of each table.
    var columns: String {
        tables.map { table in
            let names = (table.columns.map { TerminalText.visible($0.name).count }.max() ?? 0) + 4
            let types = names + (table.columns.map(\.type.count).max() ?? 0) + 2
            var lines = wrapped("\(table.name): \(table.meaning ?? "")", after: [], at: [0])
            for column in table.columns {
                var meaning = column.meaning ?? ""
                if let reference = column.refersTo { meaning += " → \(reference)" }
                if column.isKey { meaning += " (key)" }
                lines += wrapped(meaning, after: ["  " + column.name, column.type], at: [names, types])
            }
            return lines.joined(separator: "\n") + "\n"
        }.joined(separator: "\n")
    }

    /// A text that begins behind some cells, each of which has its place, and goes on under its own beginning.
    private func wrapped(_ text: String, after cells: [String], at stops: [Int]) -> [String] {
        var line = ""
        for (cell, stop) in zip(cells, stops) {
            line += TerminalText.visible(cell)
            line += String(repeating: " ", count: max(1, stop - DisplayWidth.of(line)))
        }
        let indent = stops.last ?? 0
        let blank = String(repeating: " ", count: indent)
        var lines: [String] = []
        var isEmpty = true
        for word in TerminalText.visible(text).split(separator: " ") {
            let needed = DisplayWidth.of(line) + DisplayWidth.of(String(word)) + 1
            // A terminal too narrow for the cells gets whole lines; it breaks them itself.
            if let width, width > indent + 20, needed > width, !isEmpty {
                lines.append(line)
                line = blank
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
        return lines
    }
}
