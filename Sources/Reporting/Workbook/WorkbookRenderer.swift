import SyncCore

/// Reports and tables as one spreadsheet file: a sheet "About", then a sheet a table; of a dashboard a sheet a
/// report.
struct WorkbookRenderer {
    private let options: RenderOptions
    private let make: WorkbookFactory
    private let sink: any ByteSink
    private var limits: WorkbookLimits { options.workbookLimits }

    init(options: RenderOptions, to sink: any ByteSink) throws(ReportError) {
        guard let make = options.workbooks else { throw .formatNotBuilt(.xlsx) }
        self.options = options
        self.make = make
        self.sink = sink
    }

    func render(_ documents: [ReportDocument], title: String? = nil) throws {
        guard let first = documents.first else { return }
        let writer = try make(
            WorkbookProperties(title: title ?? first.title, createdAt: first.generatedAt))
        var names = SheetNames()
        var about = try AboutSheet(writer, name: names.unique("About"), options(first), limits)
        for document in documents {
            try about.write(document)
            try about.write(try sheets(document, writer, &names, isPart: false), limits)
            guard !document.parts.isEmpty else { continue }
            for part in document.parts {
                try about.blankLine()
                try about.write(part)
                let rest = part.tables.count - 1
                let note =
                    rest > 0
                    ? "Its other tables (\(rest)) are in its own file: \(part.workbookCommand)"
                    : nil
                try about.write(
                    try sheets(part, writer, &names, isPart: true), note: note, limits)
            }
        }
        try about.finish()
        try writer.close(to: sink)
    }

    /// The result of a query.
    func render(_ table: ReportTable) throws {
        let writer = try make(WorkbookProperties(title: table.title, createdAt: Instant(milliseconds: 0)))
        var names = SheetNames()
        var about = try AboutSheet(writer, name: names.unique("About"), options, limits)
        try about.write(table, options)
        let sheets = try SheetWriter(writer: writer, limits: limits, options: options)
            .write(table, title: table.title, &names)
        try about.write(sheets, limits)
        try about.finish()
        try writer.close(to: sink)
    }

    private func options(_ document: ReportDocument) -> RenderOptions {
        var options = options
        options.timeZone = document.timeZone
        options.site = document.site ?? options.site
        return options
    }

    /// The tables of a report; of a part only the one that data formats print, under the report's own title.
    private func sheets(
        _ document: ReportDocument, _ writer: any WorkbookWriter, _ names: inout SheetNames, isPart: Bool
    ) throws -> [SheetWriter.Written] {
        let sheet = SheetWriter(writer: writer, limits: limits, options: options(document))
        if isPart {
            guard let table = document.table() else { return [] }
            return try sheet.write(table, title: document.title, &names)
        }
        return try document.tables.flatMap { try sheet.write($0, title: $0.title, &names) }
    }
}
