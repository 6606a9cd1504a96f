import SyncCore
import Testing

@testable import Reporting

/// What a file's header is refused for.
@Suite struct SQLReportProblemTests {
    private let scope = [
        ReportParameter("project", .projects, help: "p"),
        ReportParameter("subtasks", .flag, default: "no", help: "s"),
    ]

    private func file(_ sql: String) throws -> SQLReportFile {
        try SQLReportFile(name: "x", sql: sql, file: "reports/x.sql", scope: scope)
    }

    /// Line and words of the error, nil where there is none.
    private func problem(_ sql: String) -> String? {
        do {
            _ = try file(sql)
            return nil
        } catch let ReportError.header(report, line, problem) {
            return "\(report):\(line): \(problem)"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "what is wrong is told with file, line and the nearest known word",
        arguments: [
            (
                "-- noun: bugs\n-- titel: y\nSELECT 1",
                "2: unknown word 'titel'; did you mean 'title'? (a line with nothing but '--' ends the header)"
            ),
            ("-- title: y", "1: there is no statement after these header lines"),
            ("", "1: there is no statement after these header lines"),
            (
                "-- parameter: a\nSELECT 1",
                "1: a parameter is 'NAME KIND [required | = DEFAULT] [: HELP]', not 'a'"
            ),
            (
                "-- parameter: a required = 1\nSELECT :a",
                "1: unknown kind of parameter 'required'; known: text, list, projects, types, labels, components, versions, people, board, sprint, day, integer, number, flag, choice(a|b)"
            ),
            (
                "-- parameter: a componets\nSELECT :a",
                "1: unknown kind of parameter 'componets'; did you mean 'components'?"
            ),
            (
                "-- parameter: a-b text\nSELECT 1",
                "1: the name of a parameter has letters, digits and '_' only, not 'a-b'"
            ),
            (
                "-- parameter: today day\nSELECT :today",
                "1: ':today' is there for every report; choose another name"
            ),
            (
                "-- title: x\n-- parameter: a text\n-- parameter: a day\nSELECT :a",
                "3: the parameter 'a' is declared twice"
            ),
            (
                "-- title: x\n-- parameter: n integer = many\nSELECT :n",
                "2: the default is wrong: 'n' cannot be 'many'; give a whole number"
            ),
            (
                "-- title: x\n-- parameter: n integer\nSELECT 1",
                "2: the parameter 'n' is declared, but no statement uses ':n'"
            ),
            (
                "-- parameter: state text\nSELECT :state,\n  :sate",
                "3: the parameter ':sate' is not declared; did you mean ':state'?"
            ),
            (
                "SELECT :colour",
                "1: the parameter ':colour' is not declared; declare it: '-- parameter: colour KIND : HELP'"
            ),
            (
                "-- parameter: project text\nSELECT 1 FROM issues WHERE {scope:issues}",
                "1: the parameter 'project' belongs to the scope and must keep its kind"
            ),
            (
                "-- title: x\nSELECT 1 FROM i WHERE\n{scop:i}",
                "3: unknown placeholder 'scop'; did you mean 'scope'?"
            ),
            ("SELECT {scope:a b}", "1: '{scope:a b}' must name a table of the statement: {scope:issues}"),
            (
                "-- parameter: a choice()\nSELECT 1",
                "1: a choice is 'choice(a|b)', without blanks, not 'choice()'"
            ),
            ("-- column: a\nSELECT 1", "1: a column is 'NAME KIND [TITLE]', not 'a'"),
            ("-- column: a dya\nSELECT 1", "1: unknown kind of column 'dya'; did you mean 'day'?"),
            (
                "-- column: a real(99)\nSELECT 1",
                "1: 'real(99)' is no kind of column: digits are 0 to 9, as in real(1)"
            ),
            (
                "-- chart: pie a b\nSELECT 1",
                "1: unknown kind of chart 'pie'; did you mean 'line'?"
            ),
            (
                "-- chart: bars a\nSELECT 1",
                "1: a chart is 'KIND X VALUE … [series-by COLUMN] [axis TEXT] [title TEXT]', not 'bars a'"
            ),
            (
                "-- chart: bars a b c\nSELECT 1", "1: a chart 'bars' draws one column of values"
            ),
            (
                "-- chart: line a b c series-by d\nSELECT 1",
                "1: a chart 'line' with series-by draws one column of values"
            ),
            ("-- chart: scatter a b series-by d\nSELECT 1", "1: a chart 'scatter' has no series-by"),
            ("-- tile: a\nSELECT 1", "1: a tile is 'LABEL = VALUE [: DETAIL]', not 'a'"),
            (
                "-- tile: a = {sums:b}\nSELECT 1",
                "1: unknown function 'sums'; did you mean 'sum'?"
            ),
            ("-- tile: a = {b\nSELECT 1", "1: '{' without '}' (write '{{' for a brace)"),
            (
                "-- title: x\n-- tile: a = {b}\nSELECT 1",
                "2: {b} is neither a parameter nor, without '-- figures:', a figure"
            ),
            (
                "-- tile: a = {sum:two.b}\n-- table: too\nSELECT 1",
                "1: unknown table 'two'; did you mean 'too'?"
            ),
            ("-- exclusion: a\nSELECT 1", "1: an exclusion is 'WHAT = COUNT', not 'a'"),
            (
                "-- exclusion: a = {count} x\nSELECT 1",
                "1: a count is one figure in braces, as in {count}, not '{count} x'"
            ),
            (
                "-- sample: issues\nSELECT 1",
                "1: a sample is 'COUNT WHAT', as in '{count} issues', not 'issues'"
            ),
            ("-- search: a = {count}\nSELECT 1", "1: a search is 'LABEL [= COUNT] : JQL', not 'a = {count}'"),
            (
                "SELECT 1;\nSELECT 2",
                "2: a further statement needs a line '-- table: NAME TITLE' before it"
            ),
            (
                "-- table: a-b\nSELECT 1",
                "1: a table is 'NAME [TITLE]', the name of letters, digits and '_', not 'a-b'"
            ),
            ("-- table: a\nSELECT 1;\n-- table: a\nSELECT 2", "3: there is a table 'a' already"),
            ("-- figures:\nSELECT 1;", "2: there is no statement for a table after the header"),
            (
                "-- figures:\nSELECT 1;\n-- figures:\nSELECT 1;\n-- table: a\nSELECT 1",
                "3: there can be one '-- figures:' only"
            ),
            (
                "-- table: a\n-- title: x\nSELECT 1",
                "2: 'title' belongs to the head of the file, before the first '-- table:'"
            ),
            (
                "-- column: b day\n-- table: a\nSELECT 1",
                "1: 'column' belongs under the line '-- table:' of its table"
            ),
            (
                "-- table: a\n-- table: b\nSELECT 1",
                "2: there is no statement between this line and the header above it"
            ),
            (
                "-- title: x\n-- rows: many\nSELECT 1",
                "2: a count is one figure in braces, as in {count}, not 'many'"
            ),
            (
                "-- title: x\n-- rows: {count}\nSELECT 1",
                "2: 'rows' is a column of the statement after '-- figures:'"
            ),
            (
                "-- title: x\n-- rows: {many}\nSELECT 1",
                "2: {many} is neither a parameter nor, without '-- figures:', a figure"
            ),
            ("-- table: a\n-- colum: b day\nSELECT 1", "2: unknown word 'colum'; did you mean 'column'?"),
        ])
    func problems(sql: String, expected: String) {
        #expect(problem(sql) == "reports/x.sql:" + expected)
    }
}
