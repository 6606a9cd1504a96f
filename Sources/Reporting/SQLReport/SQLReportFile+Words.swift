extension SQLReportFile {
    /// Of the head of a file.
    static let words = [
        "title", "description", "noun", "headline", "empty", "parameter", "tile", "exclusion", "sample",
        "rule",
        "jira", "search",
    ]

    mutating func read(_ entry: SQLSectionReader.Entry) throws(HeaderProblem) {
        let (text, line) = (entry.text, entry.line)
        switch entry.word {
        case "title": description.title = text
        case "description":
            description.summary += (description.summary.isEmpty ? "" : " ") + text
        case "noun": noun = text
        case "rule": rules.append(text)
        case "jira": jiraDifference = [jiraDifference, text].compactMap { $0 }.joined(separator: " ")
        case "headline": headline = try ReportTemplate(text, line: line)
        case "empty": emptyHeadline = text
        case "parameter":
            let parameter = try SQLParameter.read(text)
            guard !description.parameters.contains(where: { $0.name == parameter.name }) else {
                throw HeaderProblem("the parameter '\(parameter.name)' is declared twice")
            }
            description.parameters.append(parameter)
            parameterLines[parameter.name] = line
        case "tile": tiles.append(try Self.tile(text, line))
        case "exclusion":
            guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                throw HeaderProblem("an exclusion is 'WHAT = COUNT', not '\(text)'")
            }
            exclusions.append(
                Count(
                    what: String(SQLText.trimmed(text[..<equals])),
                    count: try Self.figure(text[equals...].dropFirst(), line)))
        case "sample":
            guard text.hasPrefix("{"), let end = text.firstIndex(of: "}") else {
                throw HeaderProblem("a sample is 'COUNT WHAT', as in '{count} issues', not '\(text)'")
            }
            sample = Count(
                what: String(SQLText.trimmed(text[text.index(after: end)...])),
                count: try Self.figure(text[...end], line))
        case "search": searches.append(try Self.search(text, line))
        default:
            var known = Self.words + SQLSectionReader.tableWords
            known += ["table", "figures"]
            let nearest =
                NearestName.of(entry.word, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw HeaderProblem(
                "unknown word '\(entry.word)'\(nearest) (a line with nothing but '--' ends the header)")
        }
    }

    /// `LABEL = VALUE [: DETAIL]`.
    private static func tile(_ text: String, _ line: Int) throws(HeaderProblem) -> Tile {
        guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
            throw HeaderProblem("a tile is 'LABEL = VALUE [: DETAIL]', not '\(text)'")
        }
        let (value, detail) = cut(text[text.index(after: equals)...])
        guard !value.isEmpty else {
            throw HeaderProblem("a tile is 'LABEL = VALUE [: DETAIL]', not '\(text)'")
        }
        return Tile(
            label: String(SQLText.trimmed(text[..<equals])), value: try ReportTemplate(value, line: line),
            detail: detail.isEmpty ? nil : try ReportTemplate(detail, line: line))
    }

    /// `LABEL [= COUNT] : JQL`.
    private static func search(_ text: String, _ line: Int) throws(HeaderProblem) -> Search {
        let (head, jql) = cut(text[...])
        guard !jql.isEmpty else {
            throw HeaderProblem("a search is 'LABEL [= COUNT] : JQL', not '\(text)'")
        }
        let equals = head.firstIndex(of: "=") ?? head.endIndex
        let label = String(SQLText.trimmed(head[..<equals]))
        guard !label.isEmpty else {
            throw HeaderProblem("a search is 'LABEL [= COUNT] : JQL', not '\(text)'")
        }
        return Search(
            label: label,
            expected: equals == head.endIndex ? nil : try figure(head[equals...].dropFirst(), line),
            jql: try ReportTemplate(jql, line: line))
    }

    /// One placeholder and nothing else.
    static func figure(_ text: Substring, _ line: Int) throws(HeaderProblem) -> ReportTemplate {
        let template = try ReportTemplate(SQLText.trimmed(text), line: line)
        guard template.parts.count == 1, template.placeholders.count == 1 else {
            throw HeaderProblem(
                "a count is one figure in braces, as in {count}, not '\(SQLText.trimmed(text))'")
        }
        return template
    }

    /// At the first colon outside braces.
    private static func cut(_ text: Substring) -> (Substring, Substring) {
        var depth = 0
        for index in text.indices {
            switch text[index] {
            case "{": depth += 1
            case "}": depth -= 1
            case ":" where depth <= 0:
                return (
                    SQLText.trimmed(text[..<index]), SQLText.trimmed(text[text.index(after: index)...])
                )
            default: break
            }
        }
        return (SQLText.trimmed(text), "")
    }
}
