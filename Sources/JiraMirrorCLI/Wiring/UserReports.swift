import MirrorStore
import Reporting

/// A user's own reports: the `.sql` files of one directory, named like the files.
enum UserReports {
    /// The built-in reports and these. A file that cannot be read is a report with a problem: it is listed, and
    /// an error only when it is asked for.
    ///
    /// - Throws: ``FileError`` for a directory that cannot be listed, or that is configured and not there (a file
    ///   system that is not mounted must not turn a report of one's own into the built-in one of that name).
    static func catalog(
        _ configuration: Configuration, _ locations: Locations
    ) throws(FileError) -> ReportCatalog {
        let directory = configuration.reports.directory
        if directory != locations.reportsDirectory, !FileMode.exists(directory) {
            throw .unreadable(path: directory, reason: "report.path names it, and it is not there")
        }
        let reports = try SQLFolder.files(in: directory).map { file -> any ReportDefinition in
            let name = String(file.name.dropLast(".sql".count))
            switch file.text {
            case .success(let sql): return SQLReport.reading(name: name, sql: sql, path: file.path)
            case .failure(let error):
                return BrokenReport(
                    name: name, origin: .own(file: file.path), source: nil,
                    .header(report: file.path, line: 1, problem: FailureReport(file: error).what))
            }
        }
        return ReportCatalog(adding: reports)
    }

    static func catalog(_ dependencies: Dependencies) throws(FileError) -> ReportCatalog {
        try catalog(dependencies.configuration, dependencies.locations)
    }

    /// What is wrong with files, for standard error: a line each.
    static func problems(_ catalog: ReportCatalog) -> [String] {
        catalog.definitions.compactMap { definition in
            definition.problem.map { "\(definition.name) is left out: \($0)" }
        }
    }
}
