import Reporting

/// Finds each key's value (flag, then environment, then file, then default) and collects what is wrong.
struct SettingReader {
    /// A value in force and where it comes from.
    struct Effective: Sendable, Equatable {
        var key: String
        var text: String
        /// nil is the default.
        var place: ConfigurationProblem.Place?
    }

    private(set) var problems: [ConfigurationProblem] = []

    /// Those of the file first, from top to bottom.
    var sortedProblems: [ConfigurationProblem] {
        func line(_ problem: ConfigurationProblem) -> Int {
            if case .file(_, let line) = problem.place { line ?? 0 } else { .max }
        }
        return problems.enumerated().sorted { (line($0.element), $0.offset) < (line($1.element), $1.offset) }
            .map(\.element)
    }

    private(set) var effective: [Effective] = []
    private let flags: [ConfigurationFlag]
    private let environment: [String: String]
    private let file: String
    private let workingDirectory: String
    /// What the file sets, by dotted key.
    private var leaves: [String: ConfigurationNode.Entry] = [:]

    init(
        flags: [ConfigurationFlag], environment: [String: String], file: String, document: ConfigurationNode,
        workingDirectory: String
    ) {
        self.flags = flags
        self.environment = environment
        self.file = file
        self.workingDirectory = workingDirectory
        flatten(document, prefix: "")
    }

    /// The value of a key; the default where it is absent or wrong.
    mutating func read<Value>(_ setting: Setting<Value>) -> Value {
        guard let (raw, place) = find(setting.key) else {
            effective.append(Effective(key: setting.key, text: setting.text(setting.fallback), place: nil))
            return setting.fallback
        }
        do {
            let value = try setting.parse(raw)
            effective.append(Effective(key: setting.key, text: setting.text(value), place: place))
            return value
        } catch {
            problems.append(ConfigurationProblem(place: place, "\(setting.key): \(error.message)"))
            return setting.fallback
        }
    }

    /// The list of exports.
    mutating func readExports() -> [Configuration.Export] {
        let key = Settings.exportsKey
        guard let (found, place) = find(key) else {
            effective.append(Effective(key: key, text: "", place: nil))
            return []
        }
        var raw = found
        if case .environment = place, case .scalar(let text) = raw.node.content {
            do {
                raw.node = try ConfigurationNode.parse(text)
            } catch {
                problems.append(ConfigurationProblem(place: place, "\(key): \(error.message)"))
                return []
            }
        }
        var reader = ExportReader(raw)
        let exports = reader.read()
        for problem in reader.problems {
            let position: ConfigurationProblem.Place =
                if case .file = place { .file(path: file, line: problem.line) } else { place }
            problems.append(ConfigurationProblem(place: position, "\(key): \(problem.message)"))
        }
        let names = exports.map { "\($0.report) > \($0.path)" }.joined(separator: ", ")
        effective.append(Effective(key: key, text: names, place: place))
        return exports
    }

    /// Adds what only several values together show.
    mutating func complain(_ message: String) {
        problems.append(ConfigurationProblem(place: .configuration, message))
    }

    /// Whether anything but the default holds.
    func isSet(_ key: String) -> Bool { find(key) != nil }

    private func find(_ key: String) -> (RawValue, ConfigurationProblem.Place)? {
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        func raw(_ text: String) -> RawValue {
            RawValue(
                node: ConfigurationNode(content: .scalar(text), line: nil), directory: workingDirectory,
                home: home)
        }
        if let flag = flags.last(where: { $0.key == key }) { return (raw(flag.value), .flag(flag.name)) }
        let name = SettingDescription.environmentName(key)
        // An empty variable is one that a unit or compose file left open: it says nothing.
        if let text = environment[name], !text.isEmpty { return (raw(text), .environment(name)) }
        if let entry = leaves[key], entry.value.content != .none {
            let value = RawValue(node: entry.value, directory: Directory.parent(of: file), home: home)
            return (value, .file(path: file, line: entry.line))
        }
        return nil
    }

    private mutating func flatten(_ node: ConfigurationNode, prefix: String) {
        guard case .mapping(let entries) = node.content else {
            problems.append(
                ConfigurationProblem(
                    place: .file(path: file, line: node.line),
                    prefix.isEmpty
                        ? "keys and values are expected" : "\(prefix.dropLast()): keys are expected below it")
            )
            return
        }
        for entry in entries {
            let key = prefix + entry.key
            if Settings.all.contains(where: { $0.key == key }) {
                if let earlier = leaves[key] {
                    let lines = [earlier.line, entry.line].compactMap { $0.map(String.init) }
                    problem(entry, "'\(key)' is set twice (lines \(lines.joined(separator: " and ")))")
                }
                leaves[key] = entry
            } else if Settings.all.contains(where: { $0.key.hasPrefix(key + ".") }) {
                if entry.value.content != .none { flatten(entry.value, prefix: key + ".") }
            } else {
                let nearest = Self.nearest(key).map { "; did you mean '\($0)'?" } ?? ""
                problem(entry, "unknown key '\(key)'\(nearest)")
            }
        }
    }

    private mutating func problem(_ entry: ConfigurationNode.Entry, _ message: String) {
        problems.append(ConfigurationProblem(place: .file(path: file, line: entry.line), message))
    }

    /// What an unknown key was probably meant to be: a slip of the pen, a key without its group or in the
    /// wrong one, or the beginning of a key.
    static func nearest(_ key: String) -> String? {
        let known = Settings.all.map(\.key)
        let last = String(key.split(separator: ".").last ?? "")
        func ending(_ key: String) -> String { String(key.split(separator: ".").last ?? "") }
        let sameEnding = known.filter { ending($0) == last && !last.isEmpty }
        if sameEnding.count == 1 { return sameEnding[0] }
        let groups = Set(
            known.compactMap { $0.contains(".") ? $0.split(separator: ".").first.map(String.init) : nil })
        if let near = NearestName.of(key, among: known + groups.sorted()) { return near }
        let longer = known.filter { $0.hasPrefix(key) && key.count >= 4 }
        if longer.count == 1 { return longer[0] }
        return NearestName.of(last, among: known.map(ending)).flatMap { found in
            known.first { ending($0) == found }
        }
    }
}

/// A value given on the command line.
package struct ConfigurationFlag: Sendable, Equatable {
    /// The key that it sets.
    package var key: String
    /// As it was typed: `--ca-file`.
    package var name: String
    package var value: String

    package init(key: String, name: String, value: String) {
        self.key = key
        self.name = name
        self.value = value
    }
}
