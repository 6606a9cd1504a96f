package import Foundation

/// What the formats can be told.
package struct RenderOptions: Sendable {
    /// CSV and TSV: leave cells that a spreadsheet would run as formulas as they are.
    package var isRaw = false
    /// `table`: columns of the terminal; wider cells are cut.
    ///
    /// Nil cuts nothing.
    package var terminalWidth: Int?
    /// CSV and TSV: whether a terminal shows the text, so that control characters must be shown instead of
    /// obeyed (not in raw mode).
    ///
    /// The formats for people always show them, JSON always escapes them.
    package var isOnTerminal = false
    /// Begins an XLSX file; nil where this program was built without.
    package var workbooks: WorkbookFactory?
    package var workbookLimits = WorkbookLimits()
    /// Formats for people and XLSX print instants in this zone.
    package var timeZone: TimeZone
    /// Issue keys become links to it in HTML, Markdown and XLSX.
    package var site: SiteLinks?
    /// HTML: rows of a table after which the rest is left to the data formats.
    package var longestTable = 2000
    /// HTML: bytes of one table after which it is cut likewise.
    package var largestTable = 3_000_000

    package init(timeZone: TimeZone, site: SiteLinks? = nil) {
        self.timeZone = timeZone
        self.site = site
    }
}
