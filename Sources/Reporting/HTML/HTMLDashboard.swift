/// The parts of a dashboard: a card each, two in a row where their charts allow it.
struct HTMLDashboard {
    let document: ReportDocument
    let options: RenderOptions
    let output: OutputBuffer
    let number: Int

    /// Rows of a part's table: the report itself shows more.
    private static let longestTable = 200
    /// Bytes of a part's table.
    private static let largestTable = 150_000

    func render(_ budget: inout TableBudget) throws {
        for case .tiles(let tiles) in document.sections { try HTMLTiles(output: output).render(tiles) }
        try output.write("<div class=\"parts\">\n")
        let wholes = Self.wholeRows(document.parts.map(\.charts.count))
        for (index, part) in document.parts.enumerated() {
            try render(part, id: "p\(number)-\(index + 1)", isWhole: wholes[index], &budget)
        }
        try output.write("</div>\n")
        if !document.tables.isEmpty {
            try output.write(
                "<section class=\"card definition all\">\n<details><summary>All figures</summary>\n")
            for table in document.tables {
                try HTMLTable(
                    options: options, output: output, completeExport: document.exportCommand(of: table)
                )
                .render(table, &budget)
            }
            try output.write("</details></section>\n")
        }
    }

    /// Which cards take a whole row: those with several charts, and one that would stand alone in its row.
    ///
    /// - Parameter charts: of each part.
    static func wholeRows(_ charts: [Int]) -> [Bool] {
        var wholes = charts.map { $0 > 1 }
        var alone: Int?
        for index in charts.indices {
            if charts[index] > 1 {
                if let alone { wholes[alone] = true }
                alone = nil
            } else {
                alone = alone == nil ? index : nil
            }
        }
        if let alone { wholes[alone] = true }
        return wholes
    }

    private func render(
        _ part: ReportDocument, id: String, isWhole: Bool, _ budget: inout TableBudget
    ) throws {
        let charts = part.charts
        try output.write(
            """
            <section class="card part\(isWhole ? " whole" : "")" id="\(id)" aria-labelledby="\(id)-h">
            <header>
            <h2 id="\(id)-h">\(HTMLText.escaped(part.title))</h2>
            \(part.headline == document.headline ? "" : "<p class=\"finding\">\(HTMLText.prose(part.headline))</p>\n")\
            <p class="basis">\(HTMLText.prose(ReportNotes(part).sample))</p>
            </header>

            """)
        if !charts.isEmpty {
            try output.write("<div class=\"plots\(charts.count > 1 ? " two" : "")\">\n")
            for (index, chart) in charts.enumerated() {
                try output.write("<figure><figcaption>\(HTMLText.escaped(chart.title))</figcaption>\n")
                try HTMLChart(chart: chart, site: options.site, output: output).render(
                    id: "\(id)-\(index)",
                    sizes: isWhole && charts.count == 1 ? ChartFrame.Size.allCases : [.medium, .narrow])
                try output.write("</figure>\n")
            }
            try output.write("</div>\n")
        }
        if charts.isEmpty, part.sample.count == 0 { try output.write(HTMLChart.nothing) }
        try output.write("<div class=\"more\">\n<details><summary>Numbers</summary>\n<div class=\"body\">\n")
        for case .tiles(let tiles) in part.sections { try HTMLTiles(output: output).render(tiles) }
        var options = options
        options.longestTable = Self.longestTable
        options.largestTable = Self.largestTable
        for table in part.tables {
            try output.write("<h3>\(HTMLText.escaped(table.title))</h3>\n")
            try HTMLTable(options: options, output: output, completeExport: part.exportCommand(of: table))
                .render(table, &budget)
        }
        try output.write("</div></details>\n<div class=\"definition\">\n")
        try HTMLDefinition(document: part, output: output).render(isOpen: false)
        try output.write("</div>\n</div>\n</section>\n")
    }
}

extension ReportDocument {
    /// All charts, in reading order.
    var charts: [Chart] {
        sections.compactMap { section in
            if case .chart(let chart) = section { chart } else { nil }
        }
    }
}
