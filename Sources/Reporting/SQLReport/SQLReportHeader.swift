/// The comment header of a report that is written in SQL.
///
/// ```sql
/// -- title: Open bugs
/// -- description: Bugs that nobody has resolved, the oldest first.
/// -- noun: open bugs
/// -- parameter: project projects : Only these projects
/// -- parameter: age integer = 30 : Only issues older than this many days
/// -- column: created_at instant Created
/// -- rule: Sub-tasks are included.
/// SELECT … WHERE :project IS NULL OR …
/// ```
///
/// Each line is `-- word: text`; `--` alone or the first line of SQL ends the header. Lists reach the SQL as a
/// JSON array (`json_each(:project)`), days as `YYYY-MM-DD`, flags as 0 or 1, what is not given as NULL.
package struct SQLReportHeader: Hashable, Sendable {
    package var description: ReportDescription
    /// Columns that are more than plain text or number, by name.
    package var columns: [Column]
    /// How counted.
    package var rules: [String]
    /// What the rows are, in the plural.
    package var noun: String
    package var jiraDifference: String?

    private static let words = ["title", "description", "noun", "parameter", "column", "rule", "jira"]

    /// - Parameters:
    ///   - name: the file's name without its ending.
    ///   - sql: the whole text, header first.
    package init(name: String, sql: String) throws(ReportError) {
        var description = ReportDescription(name: name, title: name, summary: "", parameters: [])
        var (columns, rules, differences): ([Column], [String], [String]) = ([], [], [])
        var noun = "rows"
        for (index, line) in sql.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let mark = words.first, mark.hasPrefix("--"), words.count > 1 || mark.count > 2 else {
                break
            }
            func fail(_ problem: String) -> ReportError {
                .header(report: name, line: index + 1, problem: problem)
            }
            let (key, text) = Self.entry(line)
            switch key {
            case "title": description.title = text
            case "description":
                description.summary += (description.summary.isEmpty ? "" : " ") + text
            case "noun": noun = text
            case "rule": rules.append(text)
            case "jira": differences.append(text)
            case "parameter":
                guard let parameter = Self.parameter(text) else {
                    throw fail("a parameter is 'NAME KIND [= DEFAULT] [: HELP]', not '\(text)'")
                }
                description.parameters.append(parameter)
            case "column":
                guard let column = Self.column(text) else {
                    throw fail("a column is 'NAME KIND [TITLE]', not '\(text)'")
                }
                columns.append(column)
            default:
                let nearest = NearestName.of(key, among: Self.words).map { "; did you mean '\($0)'?" } ?? ""
                throw fail(
                    "unknown word '\(key)'\(nearest) (a line with nothing but '--' ends the header)")
            }
        }
        self.description = description
        self.columns = columns
        self.rules = rules
        self.noun = noun
        jiraDifference = differences.isEmpty ? nil : differences.joined(separator: " ")
    }

    /// `-- word: text`.
    private static func entry(_ line: Substring) -> (String, String) {
        let content = trimmed(trimmed(line).drop { $0 == "-" })
        guard let colon = content.firstIndex(of: ":") else { return (String(content), "") }
        return (
            String(trimmed(content[..<colon])).lowercased(),
            String(trimmed(content[content.index(after: colon)...]))
        )
    }

    private static func parameter(_ text: String) -> ReportParameter? {
        var declaration = text[...]
        var help = ""
        if let colon = text.firstIndex(of: ":") {
            declaration = text[..<colon]
            help = String(trimmed(text[text.index(after: colon)...]))
        }
        var value: String?
        if let equals = declaration.firstIndex(of: "=") {
            value = String(trimmed(declaration[declaration.index(after: equals)...]))
            declaration = declaration[..<equals]
        }
        let words = declaration.split(whereSeparator: \.isWhitespace)
        guard words.count == 2, let kind = parameterKind(words[1]) else { return nil }
        return ReportParameter(String(words[0]), kind, default: value, help: help)
    }

    private static func parameterKind(_ word: Substring) -> ReportParameter.Kind? {
        switch word {
        case "text": return .text
        case "list": return .list
        case "projects": return .projects
        case "types": return .issueTypes
        case "labels": return .labels
        case "components": return .components
        case "versions": return .versions
        case "people": return .people
        case "board": return .board
        case "sprint": return .sprint
        case "day": return .day
        case "integer": return .integer
        case "flag": return .flag
        default:
            guard word.hasPrefix("choice("), word.hasSuffix(")") else { return nil }
            let names = word.dropFirst(7).dropLast().split(separator: "|").map(String.init)
            return names.isEmpty ? nil : .choice(names)
        }
    }

    private static func column(_ text: String) -> Column? {
        let words = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard words.count >= 2, let kind = columnKind(words[1]) else { return nil }
        return Column(String(words[0]), String(words.count > 2 ? words[2] : words[0]), kind)
    }

    private static func columnKind(_ word: Substring) -> Column.Kind? {
        switch word {
        case "text": return .text
        case "issue_key": return .issueKey
        case "integer": return .integer
        case "real": return .real(digits: 2)
        case "instant": return .instant
        case "day": return .day
        case "boolean": return .boolean
        default:
            guard word.hasPrefix("real("), word.hasSuffix(")"),
                let digits = Int(word.dropFirst(5).dropLast()),
                (0...9).contains(digits)
            else { return nil }
            return .real(digits: digits)
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
