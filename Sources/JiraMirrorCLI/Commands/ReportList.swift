import Foundation
import Reporting

/// What `export --list` prints.
enum ReportList {
    /// For people and spreadsheets: a line for each report.
    static func table(_ reports: [ReportDescription]) -> ReportTable {
        ReportTable(
            name: "reports", title: "Reports",
            columns: [
                Column("name", "Name", .text), Column("title", "Title", .text),
                Column("parameters", "Parameters", .text),
            ],
            rows: reports.map { report in
                [
                    .text(report.name), .text(report.title),
                    .text(report.parameters.map(\.name).joined(separator: ", ")),
                ]
            })
    }

    /// For programs: objects with `name`, `title`, `summary` and `parameters`.
    static func json(_ reports: [ReportDescription], isLines: Bool) throws -> String {
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
        }
        let objects = reports.map { report in
            Report(
                name: report.name, title: report.title, summary: report.summary,
                parameters: report.parameters.map {
                    Parameter(name: $0.name, values: $0.expectation, default: $0.defaultValue, help: $0.help)
                })
        }
        if isLines {
            return try objects.map { try JSONDocument.text($0, isPretty: false) + "\n" }.joined()
        }
        return try JSONDocument.text(objects, isPretty: true) + "\n"
    }
}

/// JSON of our own documents: keys sorted, slashes as they are.
enum JSONDocument {
    static func text(_ value: some Encodable, isPretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if isPretty { encoder.outputFormatting.insert(.prettyPrinted) }
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
