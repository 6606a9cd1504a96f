import Reporting

/// Reads `exports:`, a list of mappings with `report`, `path`, and if need be `format` and `params`.
struct ExportReader {
    private(set) var problems: [(line: Int?, message: String)] = []
    private let raw: RawValue

    static let keys = ["report", "format", "path", "params"]

    init(_ raw: RawValue) { self.raw = raw }

    /// All exports that can be understood; the others leave problems.
    mutating func read() -> [Configuration.Export] {
        switch raw.node.content {
        case .none: return []
        case .sequence(let members):
            var exports: [Configuration.Export] = []
            for member in members {
                guard let export = read(member) else { continue }
                if exports.contains(where: { $0.path == export.path }) {
                    problem(member.line, "two exports write \(export.path)")
                }
                exports.append(export)
            }
            return exports
        default:
            problem(raw.node.line, "a list is expected, each member with 'report' and 'path'")
            return []
        }
    }

    private mutating func read(_ node: ConfigurationNode) -> Configuration.Export? {
        guard case .mapping(let entries) = node.content else {
            problem(node.line, "an export has keys: report, path, and if need be format and params")
            return nil
        }
        var texts: [String: String] = [:]
        var parameters: [String: [String]] = [:]
        for entry in entries {
            if entry.key == "params" {
                parameters = read(parameters: entry.value)
            } else if Self.keys.contains(entry.key) {
                if let text = scalar(entry) { texts[entry.key] = text }
            } else {
                let nearest = NearestName.of(entry.key, among: Self.keys)
                problem(
                    entry.line,
                    "unknown key '\(entry.key)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
            }
        }
        guard let report = texts["report"] else {
            problem(node.line, "an export needs 'report'")
            return nil
        }
        guard let place = texts["path"] else {
            problem(node.line, "the export of '\(report)' needs 'path'")
            return nil
        }
        guard let path = try? raw.path(place) else {
            problem(node.line, "'\(place)' is no path")
            return nil
        }
        guard let format = format(texts["format"], path: place, line: node.line) else { return nil }
        return Configuration.Export(report: report, format: format, path: path, parameters: parameters)
    }

    private mutating func format(_ name: String?, path: String, line: Int?) -> OutputFormat? {
        let format = named(name, path: path, line: line)
        if format == .xlsx, !Workbooks.isBuilt {
            problem(line, "this jira-mirror was built without xlsx; \(Workbooks.hint)")
        }
        return format
    }

    private mutating func named(_ name: String?, path: String, line: Int?) -> OutputFormat? {
        if let name {
            if let format = OutputFormat(rawValue: name) { return format }
            problem(line, "unknown format '\(name)'; there are \(OutputFormat.names)")
            return nil
        }
        if let format = OutputFormat.of(path: path) { return format }
        problem(line, "the format of \(path) cannot be seen from its ending; add 'format'")
        return nil
    }

    private mutating func read(parameters node: ConfigurationNode) -> [String: [String]] {
        switch node.content {
        case .none: return [:]
        case .mapping(let entries):
            var values: [String: [String]] = [:]
            for entry in entries {
                let value = RawValue(node: entry.value, directory: raw.directory, home: raw.home)
                switch entry.value.content {
                case .scalar(let text): values[entry.key] = [text]
                case .none: continue
                default:
                    if let list = try? value.list(separator: ",") {
                        values[entry.key] = list
                    } else {
                        problem(entry.line, "the parameter '\(entry.key)' is a text or a list of texts")
                    }
                }
            }
            return values
        default:
            problem(node.line, "'params' has a key for each parameter")
            return [:]
        }
    }

    private mutating func scalar(_ entry: ConfigurationNode.Entry) -> String? {
        switch entry.value.content {
        case .scalar(let text): return text
        case .none: return nil
        default:
            problem(entry.line, "'\(entry.key)' is one text")
            return nil
        }
    }

    private mutating func problem(_ line: Int?, _ message: String) {
        problems.append((line, message))
    }
}
