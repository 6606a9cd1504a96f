/// Prints reports and tables in one format to one sink, row by row.
package struct ReportRenderer {
    private let format: OutputFormat
    private let options: RenderOptions
    private let sink: any ByteSink

    package init(_ format: OutputFormat, options: RenderOptions, to sink: any ByteSink) {
        self.format = format
        self.options = options
        self.sink = sink
    }

    /// Whether a query's values should come as what their columns are declared to be, not as SQLite stores them.
    package var wantsTypes: Bool { format == .xlsx }

    /// Prints a report: its main table (or the one of that name) in formats for programs, all of it in the
    /// others.
    ///
    /// Throws what the rows' source or the sink throws.
    package func render(_ document: ReportDocument, table: String? = nil) throws {
        var options = options
        options.timeZone = document.timeZone
        options.site = document.site ?? options.site
        if format == .xlsx { return try WorkbookRenderer(options: options, to: sink).render([document]) }
        let output = OutputBuffer(sink)
        if format.isForPrograms {
            guard let chosen = document.table(named: table) else {
                let known = document.tables.map(\.name)
                throw ReportError.parameters(
                    report: document.name,
                    [
                        .invalid(
                            name: "--table-name", value: table ?? "", expected: known.joined(separator: ", "))
                    ])
            }
            try print(chosen, with: tableRenderer(options, output))
        } else {
            switch format {
            case .html: try HTMLPage(options: options, output: output).render([document])
            case .markdown: try MarkdownDocument(options: options, output: output).render(document)
            default: try TextDocument(options: options, output: output).render(document)
            }
        }
        try output.flush()
    }

    /// Prints several reports on one HTML page or into one XLSX file; the other formats print one after the other.
    package func render(_ documents: [ReportDocument], pageTitle: String) throws {
        if format == .xlsx {
            return try WorkbookRenderer(options: options, to: sink).render(documents, title: pageTitle)
        }
        guard format == .html else {
            for document in documents { try render(document) }
            return
        }
        let output = OutputBuffer(sink)
        try HTMLPage(options: options, output: output, title: pageTitle).render(documents)
        try output.flush()
    }

    /// Prints a bare table: the result of a query.
    package func render(_ table: ReportTable) throws {
        if format == .xlsx { return try WorkbookRenderer(options: options, to: sink).render(table) }
        let output = OutputBuffer(sink)
        if format == .html {
            try HTMLPage(options: options, output: output).render(table)
        } else {
            try print(table, with: tableRenderer(options, output))
        }
        try output.flush()
    }

    private func tableRenderer(_ options: RenderOptions, _ output: OutputBuffer) -> any TableRenderer {
        switch format {
        case .csv: CSVRenderer(options: options, output: output)
        case .tsv: TSVRenderer(options: options, output: output)
        case .json: JSONRenderer(output: output)
        case .ndjson: NDJSONRenderer(output: output)
        case .markdown: MarkdownTable(options: options, output: output)
        case .table, .html, .xlsx: TextTable(options: options, output: output)
        }
    }

    private func print(_ table: ReportTable, with renderer: any TableRenderer) throws {
        try renderer.render(table)
    }
}
