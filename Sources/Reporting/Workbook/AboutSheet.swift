import Foundation
import SyncCore

/// The first sheet of a spreadsheet file: what the report says, how it was counted, how old the data are, and what
/// Excel could not hold.
struct AboutSheet {
    private let writer: any WorkbookWriter
    private let number: Int
    private var cells: WorkbookCells
    private var row = 0

    private static let widths = [22, 110]

    init(_ writer: any WorkbookWriter, name: String, _ options: RenderOptions, _ limits: WorkbookLimits)
        throws
    {
        self.writer = writer
        number = try writer.addSheet(name)
        cells = WorkbookCells(options: options, limits: limits)
    }

    mutating func write(_ document: ReportDocument) throws {
        let notes = ReportNotes(document)
        try title(document.title)
        if let banner = document.banner { try line("Warning", banner, .warning) }
        try line("", document.headline)
        for section in document.sections {
            guard case .tiles(let tiles) = section else { continue }
            for tile in tiles { try line(tile.label, tile.value + (tile.detail.map { " (\($0))" } ?? "")) }
        }
        try line("Data", notes.basis)
        try line(
            "Times", "Instants are those of the time zone \(document.timeZone.identifier), days likewise.")
        if !document.parameters.isEmpty { try line("Parameters", notes.parameters) }
        if let exclusions = notes.exclusions { try line("", exclusions) }
        for rule in document.definition { try line("How counted", rule) }
        if let difference = document.jiraDifference { try line("Jira's own", difference) }
        for search in document.searches {
            let expected = search.expected.map { " (\(Figure.grouped($0)))" } ?? ""
            try line(search.label + expected, search.jql, link: document.site?.search(search.jql))
        }
        try line("", notes.generated)
        try blankLine()
    }

    /// For the result of a query.
    mutating func write(_ table: ReportTable, _ options: RenderOptions) throws {
        try title(table.title)
        if let statement = table.statement { try line("SQL", statement) }
        try line("Times", "Instants are those of the time zone \(options.timeZone.identifier).")
        try blankLine()
    }

    /// What the sheets hold, and what they could not hold as it is.
    mutating func write(_ sheets: [SheetWriter.Written], note: String? = nil, _ limits: WorkbookLimits) throws
    {
        for sheet in sheets {
            var text = Figure.grouped(sheet.rows) + (sheet.rows == 1 ? " row" : " rows")
            let (cut, unlinked) = (sheet.losses.cutTexts, sheet.losses.keysWithoutLink)
            if cut > 0 {
                let what = cut == 1 ? "text is" : "texts are"
                text += "; \(Figure.grouped(cut)) \(what) longer than the "
                text +=
                    "\(Figure.grouped(limits.textLength)) characters of a cell (\"\(WorkbookText.cutMark)\"): CSV and JSON have all of it"
            }
            if unlinked > 0 {
                text += "; \(Figure.grouped(unlinked)) \(unlinked == 1 ? "key has" : "keys have") no link: "
                text += "a sheet has at most \(Figure.grouped(limits.links))"
            }
            try line("Sheet \(sheet.name)", text)
        }
        if let note { try line("", note) }
    }

    func finish() throws {
        try writer.finish(sheet: number, SheetLayout(widths: Self.widths, hasHeader: false, rowCount: row))
    }

    private mutating func title(_ text: String) throws { try add([cells.text(text, .title)]) }

    mutating func blankLine() throws { try add([]) }

    private mutating func line(
        _ label: String, _ text: String, _ style: WorkbookCell.Style = .wrapped, link: String? = nil
    ) throws {
        let content = link.map { cells.link(text, url: $0) } ?? cells.text(text, style)
        try add([cells.text(label, .label), content])
    }

    private mutating func add(_ row: [WorkbookCell]) throws {
        try writer.write(row, row: self.row, sheet: number)
        self.row += 1
    }
}
