import Reporting

/// What errors call a report that is a file.
struct ReportPlace {
    var name: String
    /// A user's file.
    var file: String?

    /// The file, or the report's name.
    var text: String { file ?? "report '\(name)'" }

    /// Something is wrong with a line of the header.
    func fault(_ line: Int, _ problem: String) -> ReportError {
        .header(report: file ?? name, line: line, problem: problem)
    }
}
