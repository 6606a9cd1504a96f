import SyncCore
import Testing

@testable import Reporting

@Suite struct SQLReportFileTests {
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

    @Test("the words of the head are read")
    func head() throws {
        let file = try file(
            """
            -- title: Open: bugs
            -- description: One
            -- description: two.
            -- noun: bugs
            -- headline: {count} bugs, {{really}
            -- empty: None.
            -- parameter: state choice(a|B) = a : which
            -- parameter: who people required
            -- parameter: rate number = 1.5
            -- tile: Open = {sum:days} d : of {count:rows}
            -- exclusion: archived issues = {max:days}
            -- sample: {sum:days} bug days
            -- rule: One.
            -- rule: Two.
            -- jira: None
            -- jira: other.
            -- search: Open: = {count} : created >= x
            -- column: days real(1) Days open
            -- chart: bars key days title Days
            -- note: Hm.
            --
            -- whatever: is not read
            SELECT key, 1 AS days FROM issues WHERE :state = :who OR :rate
            """)
        #expect(file.description.title == "Open: bugs")
        #expect(file.description.summary == "One two.")
        #expect(file.noun == "bugs")
        #expect(file.emptyHeadline == "None.")
        var who = ReportParameter("who", .people, help: "")
        who.isRequired = true
        #expect(
            file.description.parameters == [
                ReportParameter("state", .choice(["a", "b"]), default: "a", help: "which"), who,
                ReportParameter("rate", .number, default: "1.5", help: ""),
            ])
        #expect(file.headline?.filled { "<\($0.text)>" } == "<{count}> bugs, {really}")
        #expect(file.tiles.map(\.label) == ["Open"])
        #expect(file.tiles[0].value.filled { $0.text } == "{sum:days} d")
        #expect(file.tiles[0].detail?.filled { $0.text } == "of {count:rows}")
        #expect(file.exclusions.map(\.what) == ["archived issues"])
        #expect(file.sample?.what == "bug days")
        #expect(file.rules == ["One.", "Two."])
        #expect(file.jiraDifference == "None other.")
        #expect(file.columns == [Column("days", "Days open", .real(digits: 1))])
        let table = file.tables[0]
        #expect((table.name, table.title, table.note) == ("rows", "Open: bugs", "Hm."))
        #expect(table.charts.map(\.x) == ["key"])
        #expect(!file.hasScope)
    }

    @Test("several statements are tables and figures; comments, strings and semicolons in them are theirs")
    func sections() throws {
        let file = try file(
            """
            -- title: T
            -- headline: {n} and {sum:two.b}
            -- figures:
            -- column: n integer N
            SELECT 1 AS n -- table: not one, for no ';' stands before
            ;
            -- a comment between
            -- table: one
            SELECT ';' AS "a;b" /* ; */ FROM issues;

              -- table: two The second: table
            -- column: b integer B
            SELECT 2 AS b;
            -- the end
            """)
        #expect(file.figures?.columns == [Column("n", "N", .integer)])
        #expect(file.tables.map(\.name) == ["one", "two"])
        #expect(file.tables.map(\.title) == ["one", "The second: table"])
        let text = file.tables.map { $0.statement.expanded { _ in "" }.sql }
        #expect(text == ["SELECT ';' AS \"a;b\" /* ; */ FROM issues", "SELECT 2 AS b"])
        #expect(
            file.figures?.statement.expanded { _ in "" }.sql
                == "SELECT 1 AS n -- table: not one, for no ';' stands before\n")
    }

    @Test("the scope brings its parameters; a declared one stays as it is")
    func scopeParameters() throws {
        let file = try file(
            """
            -- parameter: subtasks flag = yes : mine
            -- parameter: board board : b
            SELECT '{scope:i}', 1 -- {scope:i}
            FROM issues AS i WHERE {scope:i} AND {selection:i}
            """)
        #expect(file.hasScope)
        #expect(file.description.parameters.map(\.name) == ["project", "subtasks", "board"])
        #expect(file.description.parameters[1].help == "mine")
        let expanded = file.tables[0].statement.expanded { "<\($0.word) \($0.alias)>" }
        #expect(
            expanded.sql
                == "SELECT '{scope:i}', 1 -- {scope:i}\nFROM issues AS i WHERE <scope i> AND <selection i>")
    }

    @Test("a byte of the expanded statement leads back to the file")
    func offsets() throws {
        let sql = "-- title: T\nSELECT {scope:i} + wrong FROM i"
        let statement = try file(sql).tables[0].statement
        let expanded = statement.expanded { _ in "a very long condition" }
        let place = expanded.sql.utf8.count - "wrong FROM i".utf8.count
        #expect(Array(sql.utf8)[expanded.sourceOffset(of: place)] == UInt8(ascii: "w"))
        // Inside what stands for the placeholder: the placeholder.
        #expect(Array(sql.utf8)[expanded.sourceOffset(of: 12)] == UInt8(ascii: "{"))
    }

    @Test("a byte order mark and Windows line ends do no harm")
    func foreignEditors() throws {
        let file = try file("\u{FEFF}-- title: T\r\n-- column: a day A\r\nSELECT 1 AS a\r\n")
        #expect(file.description.title == "T")
        #expect(file.columns == [Column("a", "A", .day)])
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
            ("-- table: a\n-- colum: b day\nSELECT 1", "2: unknown word 'colum'; did you mean 'column'?"),
        ])
    func problems(sql: String, expected: String) {
        #expect(problem(sql) == "reports/x.sql:" + expected)
    }

    @Test("a required parameter must be given; a number is one")
    func parameters() throws {
        var required = ReportParameter("who", .people, help: "")
        required.isRequired = true
        let description = ReportDescription(
            name: "r", title: "R", summary: "",
            parameters: [required, ReportParameter("n", .number, help: "")])
        let today = Day(year: 2026, month: 3, day: 1)
        #expect(
            throws: ReportError.parameters(
                report: "r",
                [.missing(name: "who"), .invalid(name: "n", value: "nan", expected: "a number")])
        ) { try ParameterValues(["n": ["nan"]], of: description, today: today) }
        #expect(throws: ReportError.parameters(report: "r", [.missing(name: "who")])) {
            try ParameterValues(["who": [" , "]], of: description, today: today)
        }
        let values = try ParameterValues(["who": ["anna"], "n": ["-2.5"]], of: description, today: today)
        #expect(values.value("n") == .number(-2.5))
        #expect(values.used.map(\.value) == ["anna", "-2.5"])
    }
}
