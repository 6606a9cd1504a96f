/// A statement of a report's file and what the header says of its table.
package struct SQLSection: Hashable, Sendable {
    package var name: String
    /// Nil takes the report's.
    package internal(set) var title: String?
    /// A sentence under the table.
    package var note: String?
    /// Columns that are more than plain text or number, by name.
    package var columns: [Column] = []
    package var charts: [SQLChart] = []
    /// The figure that tells the number of rows, where it costs less than counting them; nil counts.
    package var rowCount: ReportTemplate?
    package var statement: SQLStatement

    init(_ block: SQLSectionReader.Block, name: String, title: String?) throws(HeaderFault) {
        self.name = name
        self.title = title
        statement = block.statement
        var notes: [String] = []
        for entry in block.tableWords {
            do throws(HeaderProblem) {
                switch entry.word {
                case "column": columns.append(try SQLColumn.read(entry.text))
                case "chart": charts.append(try SQLChart(entry.text, line: entry.line))
                case "note": notes.append(entry.text)
                case "rows":
                    rowCount = try SQLReportFile.figure(entry.text[...], entry.line)
                    guard rowCount?.placeholders.first?.function == nil else {
                        throw HeaderProblem("'rows' is a column of the statement after '-- figures:'")
                    }
                case "table", "figures":
                    throw HeaderProblem("there is no statement between this line and the header above it")
                case let word where SQLReportFile.words.contains(word):
                    throw HeaderProblem(
                        "'\(word)' belongs to the head of the file, before the first '-- table:'")
                default:
                    throw HeaderProblem(unknown: entry.word, "word", among: SQLSectionReader.tableWords)
                }
            } catch {
                throw HeaderFault(entry.line, error)
            }
        }
        note = notes.isEmpty ? nil : notes.joined(separator: " ")
    }
}

/// `NAME KIND [TITLE]`: `text`, `issue_key`, `integer`, `real`, `real(DIGITS)`, `instant`, `day`, `boolean`.
enum SQLColumn {
    static func read(_ text: String) throws(HeaderProblem) -> Column {
        let words = text.split(maxSplits: 2, whereSeparator: \.isWhitespace)
        guard words.count >= 2 else {
            throw HeaderProblem("a column is 'NAME KIND [TITLE]', not '\(text)'")
        }
        let title = words.count > 2 ? words[2] : words[0]
        return Column(String(words[0]), String(title), try kind(words[1]))
    }

    private static func kind(_ word: Substring) throws(HeaderProblem) -> Column.Kind {
        switch word {
        case "text": return .text
        case "issue_key": return .issueKey
        case "integer": return .integer
        case "real": return .real(digits: 2)
        case "instant": return .instant
        case "day": return .day
        case "boolean": return .boolean
        default:
            guard word.hasPrefix("real(") else {
                let known = [
                    "text", "issue_key", "integer", "real", "real(1)", "instant", "day", "boolean",
                ]
                throw HeaderProblem(unknown: String(word), "kind of column", among: known)
            }
            guard word.hasSuffix(")"), let digits = Int(word.dropFirst(5).dropLast()),
                (0...9).contains(digits)
            else { throw HeaderProblem("'\(word)' is no kind of column: digits are 0 to 9, as in real(1)") }
            return .real(digits: digits)
        }
    }
}
