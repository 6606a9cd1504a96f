import Foundation
import MirrorStore
import Reporting

/// What `export --list` prints.
enum ReportList {
    /// For people and spreadsheets: a line for each report.
    static func table(_ reports: [any ReportDefinition]) -> ReportTable {
        ReportTable(
            name: "reports", title: "Reports",
            columns: [
                Column("name", "Name", .text), Column("title", "Title", .text),
                Column("parameters", "Parameters", .text), Column("file", "File", .text),
            ],
            rows: reports.map { report in
                [
                    .text(report.name),
                    .text(report.problem == nil ? report.description.title : report.description.summary),
                    .text(report.description.parameters.map(\.name).joined(separator: ", ")),
                    file(report).map(ReportValue.text) ?? .null,
                ]
            })
    }

    /// The user's file that it comes from.
    private static func file(_ report: any ReportDefinition) -> String? {
        if case .own(let file) = report.origin { file } else { nil }
    }

    /// For programs: objects with `name`, `title`, `summary`, `parameters`; of a user's own also `file`, and
    /// `problem` where it cannot be read.
    static func json(_ reports: [any ReportDefinition], isLines: Bool) throws -> String {
        struct Parameter: Encodable {
            var name: String
            var values: String
            var `default`: String?
            var help: String
        }
        struct Report: Encodable {
            var name: String
            var title: String
            var summary: String
            var parameters: [Parameter]
            var file: String?
            var problem: String?
        }
        let objects = reports.map { report in
            Report(
                name: report.name, title: report.description.title, summary: report.description.summary,
                parameters: report.description.parameters.map {
                    Parameter(name: $0.name, values: $0.expectation, default: $0.defaultValue, help: $0.help)
                }, file: file(report), problem: report.problem.map(\.description))
        }
        if isLines {
            return try objects.map { try JSONDocument.text($0, isPretty: false) + "\n" }.joined()
        }
        return try JSONDocument.text(objects, isPretty: true) + "\n"
    }
}

/// JSON of our own documents: keys sorted, slashes as they are, nothing in it that a terminal would obey.
enum JSONDocument {
    static func text(_ value: some Encodable, isPretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return JSONEscape.hiddenCharacters(of: String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}
