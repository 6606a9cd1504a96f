/// The declaration of a parameter: `NAME KIND [required | = DEFAULT] [: HELP]`.
///
/// | kind | given as | in SQL |
/// |---|---|---|
/// | `text` | a text | the text |
/// | `integer`, `number` | 12, 1.5 | the number |
/// | `flag` | yes, no | 1, 0 |
/// | `day` | `2026-03-31`, `2026-03`, `today`, `-90d` | `2026-03-31` |
/// | `choice(a\|b)` | one of them | the text |
/// | `list` | texts, repeated or with commas | JSON array of texts |
/// | `projects` | keys, former ones too | JSON array of present keys |
/// | `types` | names of issue types | JSON array of names |
/// | `labels` | labels | JSON array of labels |
/// | `components`, `versions` | names | JSON array of ids: a name may occur in many projects |
/// | `people` | keys, login names, full names | JSON array of user keys |
/// | `board`, `sprint` | id or name | the id |
enum SQLParameter {
    private static let kinds: [(String, ReportParameter.Kind)] = [
        ("text", .text), ("list", .list), ("projects", .projects), ("types", .issueTypes),
        ("labels", .labels), ("components", .components), ("versions", .versions), ("people", .people),
        ("board", .board), ("sprint", .sprint), ("day", .day), ("integer", .integer), ("number", .number),
        ("flag", .flag),
    ]

    static func read(_ text: String) throws(HeaderProblem) -> ReportParameter {
        var declaration = text[...]
        var help = ""
        if let colon = text.firstIndex(of: ":") {
            declaration = text[..<colon]
            help = String(SQLText.trimmed(text[text.index(after: colon)...]))
        }
        var value: String?
        if let equals = declaration.firstIndex(of: "=") {
            value = String(SQLText.trimmed(declaration[declaration.index(after: equals)...]))
            declaration = declaration[..<equals]
        }
        var words = declaration.split(whereSeparator: \.isWhitespace)
        let isRequired = words.count == 3 && words[2] == "required"
        if isRequired { words.removeLast() }
        guard words.count == 2, value?.isEmpty != true, !(isRequired && value != nil) else {
            throw HeaderProblem(
                "a parameter is 'NAME KIND [required | = DEFAULT] [: HELP]', not '\(text)'")
        }
        let name = String(words[0])
        guard SQLName.isPlain(name) else {
            throw HeaderProblem("the name of a parameter has letters, digits and '_' only, not '\(name)'")
        }
        let reserved = SQLReportFile.given
        guard !reserved.contains(name) else {
            throw HeaderProblem("':\(name)' is there for every report; choose another name")
        }
        var parameter = ReportParameter(name, try kind(words[1]), default: value, help: help)
        parameter.isRequired = isRequired
        return parameter
    }

    private static func kind(_ word: Substring) throws(HeaderProblem) -> ReportParameter.Kind {
        if let found = kinds.first(where: { $0.0 == word }) { return found.1 }
        guard word.hasPrefix("choice(") else {
            throw HeaderProblem(
                unknown: String(word), "kind of parameter", among: kinds.map(\.0) + ["choice(a|b)"])
        }
        let names = word.dropFirst("choice(".count).dropLast().split(separator: "|").map {
            $0.lowercased()
        }
        guard word.hasSuffix(")"), !names.isEmpty else {
            throw HeaderProblem("a choice is 'choice(a|b)', without blanks, not '\(word)'")
        }
        return .choice(names)
    }
}
