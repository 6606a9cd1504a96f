/// A whole report for a terminal: headline, figures, tables, then how it was counted.
struct TextDocument {
    private let options: RenderOptions
    private let output: OutputBuffer

    init(options: RenderOptions, output: OutputBuffer) {
        self.options = options
        self.output = output
    }

    func render(_ document: ReportDocument) throws {
        try line(document.title)
        try line(String(repeating: "═", count: DisplayWidth.of(TerminalText.visible(document.title))))
        for section in document.sections {
            switch section {
            case .tiles(let tiles):
                try line("")
                let width = tiles.map { DisplayWidth.of(TerminalText.visible($0.label)) }.max() ?? 0
                for tile in tiles {
                    let label = TerminalText.visible(tile.label)
                    let padding = String(repeating: " ", count: width - DisplayWidth.of(label))
                    try line("\(label)\(padding)  \(tile.value)\(tile.detail.map { "  (\($0))" } ?? "")")
                }
            case .chart: break
            case .table(let table):
                try line("")
                try line(table.title)
                try TextTable(options: options, output: output).render(table)
                if let note = table.note { try line(note) }
            }
        }
        try line("")
        for note in ReportNotes(document).lines { try line(note) }
        for part in document.parts {
            try line("")
            var options = options
            options.timeZone = part.timeZone
            try TextDocument(options: options, output: output).render(part)
        }
    }

    private func line(_ text: String) throws {
        try output.write(TerminalText.visible(text) + "\n")
    }
}

/// A whole report as Markdown.
struct MarkdownDocument {
    private let options: RenderOptions
    private let output: OutputBuffer

    init(options: RenderOptions, output: OutputBuffer) {
        self.options = options
        self.output = output
    }

    func render(_ document: ReportDocument) throws {
        let notes = ReportNotes(document)
        try output.write("# \(MarkdownTable.escaped(document.title))\n\n")
        if let banner = document.banner {
            try output.write("> **Warning:** \(MarkdownTable.escaped(banner))\n\n")
        }
        try output.write("\(MarkdownTable.escaped(document.headline))\n\n")
        try output.write("\(MarkdownTable.escaped(notes.basis))\n")
        for section in document.sections {
            switch section {
            case .tiles(let tiles):
                try output.write("\n")
                for tile in tiles {
                    let detail = tile.detail.map { " (\(MarkdownTable.escaped($0)))" } ?? ""
                    try output.write(
                        "- \(MarkdownTable.escaped(tile.label)): **\(MarkdownTable.escaped(tile.value))**\(detail)\n"
                    )
                }
            case .chart: break
            case .table(let table):
                try output.write("\n## \(MarkdownTable.escaped(table.title))\n\n")
                try MarkdownTable(options: options, output: output).render(table)
                if let note = table.note { try output.write("\n\(MarkdownTable.escaped(note))\n") }
            }
        }
        try output.write("\n## How counted\n\n")
        for rule in document.definition { try output.write("- \(MarkdownTable.escaped(rule))\n") }
        if !document.parameters.isEmpty {
            try output.write("- Parameters: \(MarkdownTable.escaped(notes.parameters))\n")
        }
        if let exclusions = notes.exclusions { try output.write("- \(MarkdownTable.escaped(exclusions))\n") }
        if let difference = document.jiraDifference {
            try output.write("- Jira's own: \(MarkdownTable.escaped(difference))\n")
        }
        for search in document.searches {
            let label = MarkdownTable.escaped(search.label)
            let jql = MarkdownTable.escaped(search.jql)
            let link = document.site.map { "[\(jql)](\($0.search(search.jql)))" } ?? jql
            let expected = search.expected.map { " (\(Figure.grouped($0)))" } ?? ""
            try output.write("- \(label)\(expected): \(link)\n")
        }
        try output.write("\n\(MarkdownTable.escaped(notes.generated))\n")
        for part in document.parts {
            try output.write("\n")
            var options = options
            options.timeZone = part.timeZone
            options.site = part.site ?? options.site
            try MarkdownDocument(options: options, output: output).render(part)
        }
    }
}
