/// Changes one value of a configuration file and nothing else: comments, order and spacing are the person's.
enum ConfigurationEdit {
    /// The file's text with another base URL.
    ///
    /// - Returns: nil where the file does not set it on a line of its own; a person must change it then.
    static func movingSite(in text: String, to url: String) -> String? {
        guard let document = try? ConfigurationNode.parse(text),
            let line = line(of: ["site", "url"], in: document)
        else { return nil }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.indices.contains(line - 1) else { return nil }
        let old = lines[line - 1]
        guard
            let found = try?
                #/^(\s*(?:"url"|url|"?site\.url"?)\s*:\s+)("[^"]*"|'[^']*'|[^\s#]+)(\s+#.*|\s*)$/#.wholeMatch(
                    in: old)
        else { return nil }
        lines[line - 1] = found.1 + ConfigurationTemplate.quoted(url) + found.3
        let changed = lines.joined(separator: "\n")
        // What was meant is what it says now, and nothing else has moved.
        guard let new = try? ConfigurationNode.parse(changed), value(of: ["site", "url"], in: new) == url
        else {
            return nil
        }
        return changed
    }

    private static func entry(_ path: [String], _ node: ConfigurationNode) -> ConfigurationNode.Entry? {
        guard case .mapping(let entries) = node.content else { return nil }
        if let whole = entries.first(where: { $0.key == path.joined(separator: ".") }) { return whole }
        guard let first = entries.first(where: { $0.key == path[0] }), path.count > 1 else { return nil }
        return entry(Array(path.dropFirst()), first.value)
    }

    private static func line(of path: [String], in node: ConfigurationNode) -> Int? {
        entry(path, node)?.line
    }

    private static func value(of path: [String], in node: ConfigurationNode) -> String? {
        guard case .scalar(let text)? = entry(path, node)?.value.content else { return nil }
        return text
    }
}
