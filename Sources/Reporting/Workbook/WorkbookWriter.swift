package import SyncCore

/// Makes one spreadsheet file, sheet by sheet and row by row: the port that the XLSX adapter fills.
///
/// Rows of one sheet come in order and are not kept; sheets may be written in any order. What the writer throws
/// comes out of the renderer unchanged.
package protocol WorkbookWriter: AnyObject {
    /// Adds a sheet behind the others and gives its number, from 0.
    ///
    /// The name is one that Excel takes, and new in this file (``SheetNames``).
    func addSheet(_ name: String) throws -> Int
    /// Writes a row, counted from 0: its cells from the first column on.
    func write(_ cells: [WorkbookCell], row: Int, sheet: Int) throws
    /// Says how a sheet looks; once for each, after its last row.
    func finish(sheet: Int, _ layout: SheetLayout) throws
    /// Puts the file together and hands it to the sink; nothing can be written after that.
    func close(to sink: any ByteSink) throws
}

/// What a spreadsheet file says about itself.
package struct WorkbookProperties: Hashable, Sendable {
    package var title: String
    package var createdAt: Instant

    package init(title: String, createdAt: Instant) {
        self.title = title
        self.createdAt = createdAt
    }
}

/// Begins a spreadsheet file.
package typealias WorkbookFactory = @Sendable (WorkbookProperties) throws -> any WorkbookWriter

/// A cell: a typed value and how it looks. Texts are in the form of ``WorkbookText``.
package struct WorkbookCell: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        case empty
        /// Never a formula, never a link, whatever it begins with.
        case text(String)
        case number(Double)
        case boolean(Bool)
        /// A text that leads to an address under the site's base URL.
        case link(String, url: String)
    }

    package enum Style: Hashable, Sendable {
        case plain
        /// A number with this many decimals.
        case decimals(Int)
        /// Days since 1899-12-30, shown as `2026-11-23`.
        case day
        /// The same with the time of day as fraction, shown as `2026-11-23 14:05`.
        case instant
        case link
        /// A column's heading.
        case heading
        /// On the sheet "About": its title, the names of its lines, their texts, a warning.
        case title, label, wrapped, warning
    }

    package var content: Content
    package var style: Style

    package init(_ content: Content, _ style: Style = .plain) {
        self.content = content
        self.style = style
    }

    package static let empty = WorkbookCell(.empty)
}

/// How a sheet looks.
package struct SheetLayout: Hashable, Sendable {
    /// In characters, from the first column on.
    package var widths: [Int]
    /// Whether the first row stays in sight and filters the others.
    package var hasHeader: Bool
    /// The header's too.
    package var rowCount: Int

    package init(widths: [Int], hasHeader: Bool, rowCount: Int) {
        self.widths = widths
        self.hasHeader = hasHeader
        self.rowCount = rowCount
    }
}

/// What Excel takes, by its own specification, but for links; tests use smaller ones.
package struct WorkbookLimits: Hashable, Sendable {
    /// Rows of a sheet, the header's included: further ones go to another sheet.
    package var rows = 1_048_576
    package var columns = 16_384
    /// Addresses of a sheet: further keys are texts.
    ///
    /// Excel takes 65,530, but libxlsxwriter keeps 2.5 KB of memory for each (measured): an export of any length has
    /// constant memory with these.
    package var links = 20_000
    /// Characters of an address.
    package var urlLength = 2079
    /// UTF-16 units of a text: longer ones are cut, and end in a word that says so.
    package var textLength = 32_767

    package init() {}
}
