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
