package import Foundation

/// What the formats can be told.
package struct RenderOptions: Sendable {
    /// CSV and TSV: leave cells that a spreadsheet would run as formulas as they are.
    package var isRaw = false
    /// `table`: columns of the terminal; wider cells are cut.
    ///
    /// Nil cuts nothing.
    package var terminalWidth: Int?
    /// Formats for people print instants in this zone.
    package var timeZone: TimeZone
    /// Issue keys become links to it in HTML and Markdown.
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
