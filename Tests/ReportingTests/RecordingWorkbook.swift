import Foundation
import Reporting
import SyncCore
import Synchronization

/// Keeps what a renderer writes into a spreadsheet file.
final class RecordingWorkbook: WorkbookWriter {
    struct Sheet {
        var name: String
        var rows: [[WorkbookCell]] = []
        var layout: SheetLayout?

        /// Texts and numbers, as a person would read them out.
        var texts: [[String]] {
            rows.map { row in
                row.map { cell in
                    switch cell.content {
                    case .empty: ""
                    case .text(let text): text
                    case .number(let number): number.description
                    case .boolean(let flag): flag.description
                    case .link(let text, let url): "\(text) -> \(url)"
                    }
                }
            }
        }
    }

    let properties: WorkbookProperties
    private(set) var sheets: [Sheet] = []
    private(set) var isClosed = false

    init(_ properties: WorkbookProperties) { self.properties = properties }

    func addSheet(_ name: String) throws -> Int {
        sheets.append(Sheet(name: name))
        return sheets.count - 1
    }

    func write(_ cells: [WorkbookCell], row: Int, sheet: Int) throws {
        guard row == sheets[sheet].rows.count else { throw OutOfOrder() }
        sheets[sheet].rows.append(cells)
    }

    func finish(sheet: Int, _ layout: SheetLayout) throws { sheets[sheet].layout = layout }

    func close(to sink: any ByteSink) throws { isClosed = true }

    struct OutOfOrder: Error {}

    /// Renders and gives what was written.
    static func of(
        _ edit: (inout RenderOptions) -> Void = { _ in }, _ render: (ReportRenderer) throws -> Void
    ) throws -> RecordingWorkbook? {
        let made = Mutex<Box?>(nil)
        var options = RenderOptions(timeZone: .gmt, site: SiteLinks(baseURL: "https://jira.example.org/x/"))
        options.workbooks = { properties in
            let workbook = RecordingWorkbook(properties)
            made.withLock { $0 = Box(workbook: workbook) }
            return workbook
        }
        edit(&options)
        try render(ReportRenderer(.xlsx, options: options, to: MemorySink()))
        return made.withLock { $0?.workbook }
    }

    private struct Box: @unchecked Sendable { let workbook: RecordingWorkbook }
}
