package import Reporting

extension OutputFormat {
    /// What a file's ending asks for, nil for an ending that says nothing.
    package static func of(path: String) -> OutputFormat? {
        switch Directory.name(of: path).lowercased().split(separator: ".").dropFirst().last {
        case "csv": .csv
        case "tsv", "tab": .tsv
        case "json": .json
        case "ndjson", "jsonl": .ndjson
        case "md", "markdown": .markdown
        case "txt": .table
        case "html", "htm": .html
        case "xlsx": .xlsx
        default: nil
        }
    }

    /// All names, for messages.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
