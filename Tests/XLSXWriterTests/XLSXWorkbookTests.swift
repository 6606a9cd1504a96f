#if XLSX
    import Foundation
    import Reporting
    import SyncCore
    import Testing

    @testable import XLSXWriter

    @Suite("XLSX files") struct XLSXWorkbookTests {
        private let directory = NSTemporaryDirectory()
        private let properties = WorkbookProperties(title: "T", createdAt: Instant(milliseconds: 0))

        private struct Full: Error {}

        @Test("a finished file is a ZIP archive, and no temporary file is left beside it")
        func finished() throws {
            let folder = directory + "xlsx-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            let workbook = try XLSXWorkbook(properties, directory: folder)
            let sheet = try workbook.addSheet("Data & more")
            try workbook.write([WorkbookCell(.text("=1+1"), .heading)], row: 0, sheet: sheet)
            for row in 1...5000 {
                try workbook.write(
                    [
                        WorkbookCell(.number(Double(row)), .decimals(2)),
                        WorkbookCell(.link("A-1", url: "https://jira.example/browse/A-1"), .link),
                        WorkbookCell(.boolean(true)), .empty, WorkbookCell(.number(46_000.5), .instant),
                    ], row: row, sheet: sheet)
            }
            try workbook.finish(
                sheet: sheet, SheetLayout(widths: [10, 10, 10, 10, 17], hasHeader: true, rowCount: 5001))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            let sink = MemorySink()
            try workbook.close(to: sink)
            #expect(sink.bytes.starts(with: [0x50, 0x4B, 3, 4]))
            #expect(sink.bytes.count > 50_000)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
            #expect(throws: XLSXError.self) { try workbook.close(to: sink) }
        }

        @Test("a workbook that is given up is freed, and what the sink throws comes out unchanged")
        func givenUp() throws {
            let left = try XLSXWorkbook(properties, directory: directory)
            _ = try left.addSheet("A")
            let workbook = try XLSXWorkbook(properties, directory: directory)
            let sheet = try workbook.addSheet("A")
            try workbook.write([WorkbookCell(.text("x"))], row: 0, sheet: sheet)
            #expect(throws: Full.self) { try workbook.close(to: ClosureSink { _ in throw Full() }) }
        }

        @Test("a directory that is not there is named with the system's reason")
        func noDirectory() {
            #expect(throws: XLSXError.file(directory: "/no/such", code: ENOENT)) {
                try XLSXWorkbook(properties, directory: "/no/such")
            }
        }

        @Test("an error of the library is thrown with the place, not swallowed")
        func tooLong() throws {
            let workbook = try XLSXWorkbook(properties, directory: directory)
            let sheet = try workbook.addSheet("A")
            let long = WorkbookCell(.text(String(repeating: "x", count: 40_000)))
            #expect {
                try workbook.write([.empty, long], row: 2, sheet: sheet)
            } throws: { error in
                guard case XLSXError.library(let message) = error else { return false }
                return message.hasPrefix("row 3, column 2: ")
            }
        }

        @Test(
            "a hole in the rows, a lost link and a lost end are found, wherever the bytes are cut",
            arguments: [1, 7, 1000])
        func holes(chunk: Int) throws {
            let rows = try TemporaryFile(in: directory)
            try Data("<row>1</row><row>2</row>".utf8).write(to: URL(fileURLWithPath: rows.path))
            func isWhole(_ text: String) throws -> Bool {
                var part = PartCheck(.sheet(SheetContent(rows: rows, links: 1)))
                let bytes = Array(text.utf8)
                for start in stride(from: 0, to: bytes.count, by: chunk) {
                    try part.add(bytes[start..<min(start + chunk, bytes.count)])
                }
                return try part.isWhole()
            }
            let whole =
                "<?xml version=\"1.0\"?>\n<worksheet a=\"b\"><sheetData><row>1</row><row>2</row></sheetData>"
                + "<hyperlinks><hyperlink ref=\"A1\"/></hyperlinks></worksheet>"
            #expect(try isWhole(whole))
            for lost in [
                "<row>1</row>", "<row>2</row>", "</worksheet>", "<hyperlink ref=\"A1\"/>", "<sheetData>",
            ] {
                #expect(try !isWhole(whole.replacing(lost, with: "")), "\(lost)")
            }
            #expect(try !isWhole(whole.replacing("2</row>", with: "3</row>")))
        }
    }
#endif
