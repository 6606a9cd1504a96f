/// One report of a page.
struct HTMLArticle {
    let document: ReportDocument
    let options: RenderOptions
    let output: OutputBuffer
    /// Counts the page's reports; makes ids unique.
    let number: Int

    func render() throws {
        let notes = ReportNotes(document)
        try output.write("<article>\n")
        if let banner = document.banner {
            try output.write(
                "<p class=\"banner\" role=\"alert\"><strong>These data are not current.</strong> \(HTMLText.escaped(banner))</p>\n"
            )
        }
        try output.write(
            """
            <header>
            <h1>\(HTMLText.escaped(document.title))</h1>
            <p class="headline">\(HTMLText.escaped(document.headline))</p>
            <p class="basis">\(HTMLText.escaped(notes.basis))</p>
            </header>

            """)
        for (index, section) in document.sections.enumerated() {
            switch section {
            case .tiles(let tiles): try render(tiles)
            case .chart(let chart): try render(chart, id: "c\(number)-\(index)")
            case .table(let table):
                try output.write("<section class=\"card\">\n")
                try HTMLTable(options: options, output: output, completeExport: export(of: table)).render(
                    table)
                try output.write("</section>\n")
            }
        }
        try renderDefinition(notes)
        try output.write(
            "<footer>\(HTMLText.escaped(notes.generated))\(document.site.map { " from \(HTMLText.escaped($0.baseURL))" } ?? "")</footer>\n</article>\n"
        )
    }

    private func render(_ tiles: [Tile]) throws {
        try output.write("<ul class=\"tiles\">\n")
        for tile in tiles {
            let tone =
                switch tile.tone {
                case .neutral: ""
                case .good: " good"
                case .bad: " bad"
                }
            try output.write(
                "<li class=\"tile\(tone)\"><span class=\"label\">\(HTMLText.escaped(tile.label))</span><span class=\"value\">\(HTMLText.escaped(tile.value))</span>"
            )
            if let detail = tile.detail {
                try output.write("<span class=\"detail\">\(HTMLText.escaped(detail))</span>")
            }
            try output.write("</li>\n")
        }
        try output.write("</ul>\n")
    }

    private func render(_ chart: Chart, id: String) throws {
        try output.write("<section class=\"card\">\n<h2>\(HTMLText.escaped(chart.title))</h2>\n")
        for frame in [ChartFrame.wide, .narrow] {
            let picture =
                switch chart {
                case .timeSeries(let chart): TimeSeriesSVG(chart: chart).picture(frame)
                case .scatter(let chart): ScatterSVG(chart: chart, site: options.site).picture(frame)
                case .bars(let chart): BarSVG(chart: chart).picture(frame)
                case .stackedArea, .columns, .steps, .strip: SVGPicture(frame)
                }
            try output.write(
                picture.element(title: chart.title, summary: chart.summary, id: "\(id)-\(frame.className)"))
        }
        try output.write("</section>\n")
    }

    private func renderDefinition(_ notes: ReportNotes) throws {
        try output.write("<section class=\"card definition\">\n<h2>How counted</h2>\n<ul>\n")
        for rule in document.definition { try output.write("<li>\(HTMLText.escaped(rule))</li>\n") }
        if let exclusions = notes.exclusions {
            try output.write("<li><strong>\(HTMLText.escaped(exclusions)).</strong></li>\n")
        }
        if !document.parameters.isEmpty {
            try output.write("<li>Parameters: \(HTMLText.escaped(notes.parameters)).</li>\n")
        }
        try output.write("</ul>\n")
        if document.jiraDifference != nil || !document.searches.isEmpty {
            try output.write("<h3>Why is this not Jira’s number?</h3>\n")
        }
        if let difference = document.jiraDifference {
            try output.write("<p>\(HTMLText.escaped(difference))</p>\n")
        }
        if !document.searches.isEmpty {
            try output.write("<p>These searches count the same in Jira:</p>\n<ul>\n")
            for search in document.searches {
                let expected = search.expected.map { " (\(Figure.grouped($0)))" } ?? ""
                let jql = "<code>\(HTMLText.escaped(search.jql))</code>"
                let link =
                    document.site.map { "<a href=\"\(HTMLText.escaped($0.search(search.jql)))\">\(jql)</a>" }
                    ?? jql
                try output.write("<li>\(HTMLText.escaped(search.label + expected)): \(link)</li>\n")
            }
            try output.write("</ul>\n")
        }
        try output.write("</section>\n")
    }

    /// The command that gives all rows with the same parameters.
    private func export(of table: ReportTable) -> String {
        let name = table.name == document.table()?.name ? "" : " --table \(table.name)"
        return "jira-mirror export \(document.name) --format csv\(name)"
    }
}
