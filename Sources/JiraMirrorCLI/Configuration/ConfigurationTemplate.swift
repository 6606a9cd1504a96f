/// The commented file that `init` writes: what was chosen is set, every other key stands there as a comment
/// with its default or an example.
enum ConfigurationTemplate {
    /// The file's text; `values` are the keys to set.
    static func text(values: [String: String]) -> String {
        var lines = [
            "# Configuration of jira-mirror.",
            "#",
            "# Every key has an environment variable that wins over this file: site.url is JIRA_MIRROR_SITE_URL.",
            "# 'jira-mirror config check' finds mistakes, 'jira-mirror config show' prints what is in force.",
            "# Relative paths start at this file's directory.",
        ]
        var group: Substring?
        for setting in Settings.all {
            let parts = setting.key.split(separator: ".", maxSplits: 1)
            let isGrouped = parts.count == 2
            let indent = isGrouped ? "  " : ""
            if !isGrouped || parts[0] != group {
                lines.append("")
                if isGrouped {
                    let isUsed = values.keys.contains { $0.hasPrefix(parts[0] + ".") }
                    lines.append("\(isUsed ? "" : "#")\(parts[0]):")
                }
            }
            group = isGrouped ? parts[0] : nil
            let name = parts.last.map(String.init) ?? setting.key
            lines.append("\(indent)# \(setting.summary)")
            if let value = values[setting.key] {
                lines.append("\(indent)\(name): \(quoted(value))")
            } else {
                let shown = setting.fallback.isEmpty ? setting.example : setting.fallback
                lines.append("\(indent)#\(name): \(shown)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A YAML scalar that reads back as this very text.
    static func quoted(_ text: String) -> String {
        let isPlain =
            text.first?.isLetter == true || text.hasPrefix("/")
            ? text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "-._/:@+".utf8.contains(byte)
                }
            } && !text.hasSuffix(":") : false
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        if isPlain, !words.contains(text.lowercased()) { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
