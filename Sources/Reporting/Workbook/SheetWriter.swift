/// Writes one table as a sheet, and as further ones where Excel's rows do not suffice.
struct SheetWriter {
    /// One sheet, as "About" lists it.
    struct Written {
        var name: String
        var rows: Int
        var losses: WorkbookCells.Losses
    }

    let writer: any WorkbookWriter
    let limits: WorkbookLimits
    let options: RenderOptions

    private static let measuredRows = 1000

    /// - Throws: ``ReportError/workbook(_:)`` for a table that no sheet can hold.
    func write(_ table: ReportTable, title: String, _ names: inout SheetNames) throws -> [Written] {
        guard table.columns.count <= limits.columns else {
            throw ReportError.workbook(
                "a sheet holds at most \(limits.columns) columns, '\(table.title)' has \(table.columns.count)"
            )
        }
        var written: [Written] = []
        var sheet = try Sheet(writer, names.unique(title), table.columns, options, limits)
        try table.rows { values in
            if sheet.rowCount.isMultiple(of: 1024) { try Task.checkCancellation() }
            if sheet.rowCount == limits.rows {
                written.append(try sheet.finish())
                sheet = try Sheet(writer, names.unique(title), table.columns, options, limits)
            }
            try sheet.write(values)
            return .next
        }
        written.append(try sheet.finish())
        return written
    }

    private struct Sheet {
        private let writer: any WorkbookWriter
        private let name: String
        private let number: Int
        private let columns: [Column]
        private var cells: WorkbookCells
        private var widths: [Int]
        private(set) var rowCount = 1

        private static let widest = 60
        private static let narrowest = 6
        /// The filter's button hides the end of a heading that fills its column.
        private static let button = 3

        init(
            _ writer: any WorkbookWriter, _ name: String, _ columns: [Column], _ options: RenderOptions,
            _ limits: WorkbookLimits
        ) throws {
            self.writer = writer
            self.name = name
            self.columns = columns
            number = try writer.addSheet(name)
            cells = WorkbookCells(options: options, limits: limits)
            var headings: [WorkbookCell] = []
            widths = []
            for column in columns {
                headings.append(cells.text(column.title, .heading))
                widths.append(max(Self.narrowest, Self.width(column.title) + Self.button))
            }
            try writer.write(headings, row: 0, sheet: number)
        }

        mutating func write(_ values: [ReportValue]) throws {
            var row: [WorkbookCell] = []
            row.reserveCapacity(values.count)
            for (index, value) in values.enumerated() {
                let cell = cells.cell(value, columns[index])
                if rowCount <= SheetWriter.measuredRows {
                    widths[index] = max(widths[index], Self.width(cell))
                }
                row.append(cell)
            }
            try writer.write(row, row: rowCount, sheet: number)
            rowCount += 1
        }

        func finish() throws -> Written {
            try writer.finish(
                sheet: number,
                SheetLayout(widths: widths.map { min($0, Self.widest) }, hasHeader: true, rowCount: rowCount))
            return Written(name: name, rows: rowCount - 1, losses: cells.losses)
        }

        private static func width(_ cell: WorkbookCell) -> Int {
            switch (cell.content, cell.style) {
            case (.empty, _): 0
            case (.text(let text), _), (.link(let text, _), _): width(text) + 1
            case (.number, .day): 11
            case (.number, .instant): 17
            case (.number(let number), .decimals(let digits)): Figure.fixed(number, digits: digits).count + 1
            case (.number(let number), _): (PlainText.real(number)?.count ?? 0) + 1
            case (.boolean, _): 7
            }
        }

        /// Of the first line; of a long one only as much as can be shown.
        private static func width(_ text: String) -> Int {
            DisplayWidth.of(String(text.prefix(while: { $0 != "\n" }).prefix(widest)))
        }
    }
}
