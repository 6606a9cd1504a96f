/// The formats of `--format`.
package enum OutputFormat: String, CaseIterable, Sendable {
    case csv, tsv, json, ndjson, markdown, table, html, xlsx

    /// The usual ending of a file of this format, without a dot.
    package var fileExtension: String {
        switch self {
        case .markdown: "md"
        case .table: "txt"
        default: rawValue
        }
    }

    /// Formats for programs print one table and nothing else; the others print the whole report.
    package var isForPrograms: Bool {
        switch self {
        case .csv, .tsv, .json, .ndjson: true
        case .markdown, .table, .html, .xlsx: false
        }
    }

    /// Whether a terminal can show it.
    package var isText: Bool { self != .xlsx }
}
