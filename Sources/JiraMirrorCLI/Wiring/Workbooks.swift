import Reporting

#if XLSX
    import XLSXWriter
#endif

/// Spreadsheet files, where this program was built with them.
enum Workbooks {
    /// How to get a program that can write them.
    static let hint =
        "build it with: make install XLSX=1 (installs libxlsxwriter-dev zlib1g-dev); csv opens in every spreadsheet"

    /// Begins a file, with temporary ones in that directory; nil in a program without the trait XLSX.
    static func factory(in directory: String) -> WorkbookFactory? {
        #if XLSX
            { properties in try XLSXWorkbook(properties, directory: directory) }
        #else
            nil
        #endif
    }

    static var isBuilt: Bool { factory(in: ".") != nil }
}

#if XLSX
    extension FailureReport {
        init(xlsx error: XLSXError) {
            switch error {
            case .file(let directory, let code):
                self.init(file: .writing("temporary files in \(directory)", code))
            case .incomplete(let part, let directory):
                self.init(
                    file: .full(
                        path: "temporary files in \(directory)",
                        reason: "\(part) was cut short, the disk is full"))
            case .library(let message):
                self.init(
                    "the XLSX file could not be made: \(message)",
                    hints: ["this is a bug of ours: please report it with this line"], status: .software)
            }
        }
    }
#endif
