/// One report of a page: a single one, or a dashboard with its parts.
struct HTMLArticle {
    let document: ReportDocument
    let options: RenderOptions
    let output: OutputBuffer
    /// Counts the page's reports; makes ids unique.
    let number: Int

    /// A table with no more columns than these leaves half of a page empty.
    private static let mostSmallColumns = 5

    func render(_ budget: inout TableBudget) throws {
        let notes = ReportNotes(document)
        try output.write("<article>\n")
        if let banner = document.banner {
            try output.write(
                "<p class=\"banner\" role=\"alert\"><strong>These data are not current.</strong> \(HTMLText.escaped(banner))</p>\n"
            )
        }
        try output.write(
            """
            <header class="top">
            <h1>\(HTMLText.escaped(document.title))</h1>
            <p class="headline">\(HTMLText.prose(document.headline))</p>
            <p class="basis">\(HTMLText.prose(notes.basis))</p>

            """)
        if let selection = notes.selection {
            try output.write("<p class=\"basis\">\(HTMLText.prose(selection))</p>\n")
        }
        try output.write("</header>\n")
        if document.parts.isEmpty {
            var index = 0
            while index < document.sections.count {
                switch document.sections[index] {
                case .tiles(let tiles): try HTMLTiles(output: output).render(tiles)
                case .chart(let chart): try render(chart, id: "c\(number)-\(index)")
                case .table(let table):
                    // Two small tables stand side by side.
                    if index + 1 < document.sections.count,
                        case .table(let next) = document.sections[index + 1],
                        table.columns.count <= Self.mostSmallColumns,
                        next.columns.count <= Self.mostSmallColumns
                    {
                        try output.write("<div class=\"tables pair\">\n")
                        try render(table, &budget)
                        try render(next, &budget)
                        try output.write("</div>\n")
                        index += 1
                    } else {
                        try render(table, &budget)
                    }
                }
                index += 1
            }
        } else {
            try HTMLDashboard(document: document, options: options, output: output, number: number).render(
                &budget)
        }
        try output.write("<section class=\"card definition\">\n")
        try HTMLDefinition(document: document, output: output).render(isOpen: document.parts.isEmpty)
        try output.write("</section>\n")
        try output.write(
            "<footer>\(HTMLText.escaped(notes.generated))\(document.site.map { " from \(HTMLText.escaped($0.baseURL))" } ?? "")</footer>\n</article>\n"
        )
    }

    private func render(_ chart: Chart, id: String) throws {
        try output.write(
            "<figure class=\"card\">\n<figcaption><h2>\(HTMLText.escaped(chart.title))</h2></figcaption>\n")
        try HTMLChart(chart: chart, site: options.site, output: output).render(
            id: id, sizes: ChartFrame.Size.allCases)
        try output.write("</figure>\n")
    }

    private func render(_ table: ReportTable, _ budget: inout TableBudget) throws {
        try output.write("<section class=\"card\">\n<h2>\(HTMLText.escaped(table.title))</h2>\n")
        try HTMLTable(options: options, output: output, completeExport: document.exportCommand(of: table))
            .render(table, &budget)
        try output.write("</section>\n")
    }
}

/// Key figures, side by side.
struct HTMLTiles {
    let output: OutputBuffer

    /// Characters of a value above which it is set smaller: a date, or a name that may take several lines.
    private static let (longest, longestLine) = (9, 14)
    /// More tiles than these stand in two rows.
    private static let mostInRow = 6

    func render(_ tiles: [Tile]) throws {
        guard !tiles.isEmpty else { return }
        let columns = tiles.count <= Self.mostInRow ? tiles.count : min(Self.mostInRow, (tiles.count + 1) / 2)
        try output.write("<ul class=\"tiles c\(columns)\">\n")
        for tile in tiles {
            let tone =
                switch tile.tone {
                case .neutral: ""
                case .good: " good"
                case .bad: " bad"
                }
            let count = tile.value.count
            let long = count > Self.longestLine ? " long name" : count > Self.longest ? " long" : ""
            try output.write(
                "<li class=\"tile\(tone)\"><span class=\"label\">\(HTMLText.escaped(tile.label))</span><span class=\"value\(long)\">\(HTMLText.escaped(tile.value))</span>"
            )
            if let detail = tile.detail {
                try output.write("<span class=\"detail\">\(HTMLText.prose(detail))</span>")
            }
            try output.write("</li>\n")
        }
        try output.write("</ul>\n")
    }
}

/// The pictures of a chart, of which the page shows the one that fits.
struct HTMLChart {
    let chart: Chart
    let site: SiteLinks?
    let output: OutputBuffer

    /// In the place of a picture that would show nothing.
    static let nothing = "<p class=\"empty\">There is nothing to draw: no data in this selection.</p>\n"

    func render(id: String, sizes: [ChartFrame.Size]) throws {
        let drawing = ChartDrawing(chart: chart, site: site)
        let pictures = sizes.compactMap { drawing.picture($0) }
        guard !pictures.isEmpty else {
            try output.write(Self.nothing)
            return
        }
        try output.write("<div class=\"plot \(sizes.contains(.wide) ? "full" : "half")\">\n")
        for picture in pictures {
            try output.write(
                picture.element(
                    title: chart.title, summary: chart.summary, id: "\(id)-\(picture.frame.size.rawValue)"))
        }
        try output.write("</div>\n")
    }
}
