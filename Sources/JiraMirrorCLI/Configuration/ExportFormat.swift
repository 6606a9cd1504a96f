/// The formats of `export` and `query`.
package enum ExportFormat: String, CaseIterable, Sendable {
    case csv, tsv, json, ndjson, markdown, table, html

    /// What a file's ending asks for, nil for an ending that says nothing.
    package static func of(path: String) -> ExportFormat? {
        let name = Directory.name(of: path).lowercased()
        return switch name.split(separator: ".").dropFirst().last {
        case "csv": .csv
        case "tsv", "tab": .tsv
        case "json": .json
        case "ndjson", "jsonl": .ndjson
        case "md", "markdown": .markdown
        case "txt": .table
        case "html", "htm": .html
        default: nil
        }
    }

    /// All names, for messages.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
