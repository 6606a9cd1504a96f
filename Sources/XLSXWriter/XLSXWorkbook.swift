#if XLSX
    import CXLSXWriter
    import Glibc
    package import Reporting
    import SyncCore

    /// One XLSX file through libxlsxwriter: rows go to a temporary file as they come, so memory stays constant.
    ///
    /// The temporary files have no name, or lose it at once: nothing is left behind, whatever ends the process.
    package final class XLSXWorkbook: WorkbookWriter {
        private let file: TemporaryFile
        /// Nil once it is closed: the library frees it then.
        private var workbook: UnsafeMutablePointer<lxw_workbook>?
        private var sheets: [UnsafeMutablePointer<lxw_worksheet>] = []
        /// By sheet.
        private var links: [Int] = []
        private var formats: [WorkbookCell.Style: UnsafeMutablePointer<lxw_format>] = [:]

        /// - Parameter directory: where temporary files go: the rows unpacked, twice, and the finished file.
        package init(_ properties: WorkbookProperties, directory: String) throws(XLSXError) {
            file = try TemporaryFile(in: directory)
            let made = directory.withCString { path in
                var options = lxw_workbook_options()
                options.constant_memory = 1
                options.use_zip64 = 1
                // The library copies the path and changes nothing.
                options.tmpdir = UnsafeMutablePointer(mutating: path)
                return workbook_new_opt(file.path, &options)
            }
            guard let made else { throw .library("no workbook could be begun") }
            workbook = made
            try set(properties, of: made)
        }

        deinit { if let workbook { lxw_workbook_free(workbook) } }

        package func addSheet(_ name: String) throws -> Int {
            guard let workbook else { throw XLSXError.library("the workbook is closed") }
            errno = 0
            guard let sheet = workbook_add_worksheet(workbook, name) else {
                // The name has been checked: what is left is the temporary file of its rows.
                throw XLSXError.file(directory: file.directory, code: errno)
            }
            sheets.append(sheet)
            links.append(0)
            return sheets.count - 1
        }

        package func write(_ cells: [WorkbookCell], row: Int, sheet: Int) throws {
            for (column, cell) in cells.enumerated() {
                let code = try write(cell, sheets[sheet], UInt32(row), UInt16(column))
                if case .link = cell.content { links[sheet] += 1 }
                guard code == LXW_NO_ERROR else {
                    throw XLSXError.library("row \(row + 1), column \(column + 1): \(Self.text(code))")
                }
            }
        }

        package func finish(sheet: Int, _ layout: SheetLayout) throws {
            let target = sheets[sheet]
            for (column, width) in layout.widths.enumerated() {
                let column = UInt16(column)
                _ = worksheet_set_column(target, column, column, Double(width), nil)
            }
            // On paper: all columns on one page, as many pages as the rows take.
            worksheet_set_landscape(target)
            worksheet_fit_to_pages(target, 1, 0)
            if layout.hasHeader, !layout.widths.isEmpty {
                worksheet_freeze_panes(target, 1, 0)
                _ = worksheet_repeat_rows(target, 0, 0)
                _ = worksheet_autofilter(
                    target, 0, 0, UInt32(max(layout.rowCount - 1, 1)), UInt16(layout.widths.count - 1))
            }
        }

        package func close(to sink: any ByteSink) throws {
            guard let workbook else { throw XLSXError.library("the workbook is closed") }
            var written: [SheetContent] = []
            for (sheet, links) in zip(sheets, links) {
                let rows = cxlsx_take_rows(sheet)
                guard rows >= 0 else { throw XLSXError.file(directory: file.directory, code: errno) }
                written.append(
                    SheetContent(
                        rows: TemporaryFile(descriptor: rows, in: file.directory), links: links))
            }
            self.workbook = nil
            errno = 0
            let code = workbook_close(workbook)
            let system = errno
            switch code {
            case LXW_NO_ERROR: break
            case LXW_ERROR_CREATING_XLSX_FILE, LXW_ERROR_CREATING_TMPFILE, LXW_ERROR_READING_TMPFILE,
                LXW_ERROR_ZIP_FILE_OPERATION, LXW_ERROR_ZIP_CLOSE, LXW_ERROR_ZIP_FILE_ADD:
                throw XLSXError.file(directory: file.directory, code: system == 0 ? EIO : system)
            default: throw XLSXError.library(Self.text(code))
            }
            try ArchiveCheck(file, sheets: written).run()
            try file.copy(to: sink)
        }

        private func write(
            _ cell: WorkbookCell, _ sheet: UnsafeMutablePointer<lxw_worksheet>, _ row: UInt32,
            _ column: UInt16
        ) throws(XLSXError) -> lxw_error {
            switch cell.content {
            case .empty: return LXW_NO_ERROR
            case .text(let text):
                return worksheet_write_string(sheet, row, column, text, try format(cell.style))
            case .number(let number):
                return worksheet_write_number(sheet, row, column, number, try format(cell.style))
            case .boolean(let flag):
                return worksheet_write_boolean(sheet, row, column, flag ? 1 : 0, try format(cell.style))
            case .link(let text, let url):
                return worksheet_write_url_opt(sheet, row, column, url, try format(cell.style), text, nil)
            }
        }

        /// The library's format of a style, made once; nil is its default.
        private func format(_ style: WorkbookCell.Style) throws(XLSXError) -> UnsafeMutablePointer<
            lxw_format
        >? {
            if style == .plain { return nil }
            if let known = formats[style] { return known }
            guard let workbook, let format = workbook_add_format(workbook) else {
                throw .library("no format could be made")
            }
            XLSXFormat.set(style, on: format)
            formats[style] = format
            return format
        }

        private func set(
            _ properties: WorkbookProperties, of workbook: UnsafeMutablePointer<lxw_workbook>
        ) throws(XLSXError) {
            // The library takes at most 255 characters.
            let title = String(String.UnicodeScalarView(properties.title.unicodeScalars.prefix(200)))
            let code = title.withCString { title in
                "jira-mirror".withCString { author in
                    var values = lxw_doc_properties()
                    // The library copies the texts and changes nothing.
                    values.title = UnsafeMutablePointer(mutating: title)
                    values.author = UnsafeMutablePointer(mutating: author)
                    values.created = time_t(properties.createdAt.milliseconds / 1000)
                    return workbook_set_properties(workbook, &values)
                }
            }
            guard code == LXW_NO_ERROR else { throw .library(Self.text(code)) }
        }

        private static func text(_ code: lxw_error) -> String {
            lxw_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
        }
    }
#endif
