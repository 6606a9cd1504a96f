import Foundation
import MirrorStore
import Reporting

/// A user's own reports: the `.sql` files of one directory, named like the files.
enum UserReports {
    /// The built-in reports and these.
    ///
    /// - Throws: `ReportError` for a file whose header cannot be read; ``FileError`` for one that cannot be
    ///   opened. A directory that is not there holds none.
    static func catalog(in directory: String) throws -> ReportCatalog {
        guard FileMode.exists(directory) else { return ReportCatalog() }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw FileError.unreadable(path: directory, reason: "it cannot be listed")
        }
        let reports = try names.filter { $0.hasSuffix(".sql") && !$0.hasPrefix(".") }.sorted().map { name in
            let sql = try TextFile.read(directory + "/" + name) ?? ""
            return try SQLReport(name: String(name.dropLast(".sql".count)), sql: sql)
        }
        return ReportCatalog(adding: reports)
    }
}
