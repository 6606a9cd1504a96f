import Foundation
import Reporting
import Testing

@testable import MirrorStore

@Suite struct SQLReportTests {
    private func fixture() throws -> ReportFixture { try ReportFixture.forSQL() }

    private func run(
        _ fixture: ReportFixture, _ sql: String, _ parameters: [String: [String]] = [:],
        path: String? = "reports/x.sql"
    ) throws -> ReportDocument {
        try fixture.run(sql: sql, parameters, path: path)
    }

    private func problem(_ fixture: ReportFixture, _ sql: String) -> String? { fixture.problem(sql: sql) }

    @Test("head, figures, tiles, exclusions and searches are filled from the statements")
    func filled() throws {
        let document = try run(
            fixture(),
            """
            -- title: People
            -- noun: people
            -- headline: {sum:issues} issues, {nobody} without assignee, on average {avg:issues}, up to {max:issues}.
            -- sample: {sum:issues} issues
            -- tile: Issues = {sum:issues} : of {count} people
            -- tile: First = {first:person}
            -- tile: Last = {last:newest} : {min:newest}
            -- tile: Share = {share} %
            -- exclusion: archived issues = {archived}
            -- exclusion: nothing = {none_at_all}
            -- search: Those = {sum:issues} : assignee is not EMPTY
            -- search: New : created >= {from} AND created < {from}
            -- parameter: from day = 2026-03-01 : first day
            -- parameter: subtasks flag = yes : s
            -- figures:
            -- column: share real(1) Share
            SELECT sum(archived_at IS NOT NULL) AS archived, NULL AS none_at_all, 1234.56 AS share,
                sum(archived_at IS NULL AND assignee_key IS NULL) AS nobody
            FROM issues AS i WHERE {selection:i};

            -- table: people People
            -- column: issues integer Issues
            -- column: newest day Newest
            SELECT assignee_key AS person, count(*) AS issues, max(created_on) AS newest
            FROM issues AS i WHERE {scope:i} AND assignee_key IS NOT NULL AND created_on >= :from
            GROUP BY 1 ORDER BY 1;
            """, ["project": ["ALPHA", "old"]])
        // anna: 1 and 4, bert: 3; 2 has nobody (5 is archived).
        #expect(try rows(document.table()) == ["anna|2|2026-03-04", "bert|1|2026-03-03"])
        #expect(document.headline == "3 issues, 1 without assignee, on average 1.5, up to 2.")
        #expect(document.sample == Sample(3, "issues"))
        guard case .tiles(let tiles) = document.sections[0] else {
            Issue.record("no tiles")
            return
        }
        #expect(
            tiles == [
                Tile("Issues", "3", detail: "of 2 people"), Tile("First", "anna"),
                Tile("Last", "2026-03-03", detail: "2026-03-03"), Tile("Share", "1\u{202F}234.6 %"),
            ])
        #expect(
            document.exclusions == [Exclusion("archived issues", 1), Exclusion("nothing", 0)])
        #expect(
            document.searches == [
                JiraSearch(
                    "Those", jql: "project in (\"ALPHA\", \"BETA\") AND assignee is not EMPTY", expected: 3),
                JiraSearch(
                    "New",
                    jql:
                        "project in (\"ALPHA\", \"BETA\") AND created >= \"2026-03-01\" AND created < \"2026-03-01\""
                ),
            ])
    }

    @Test(
        "the scope is what its parameters choose, without archived issues and sub-tasks",
        arguments: [
            ([:], [1, 2, 3], [1, 2, 3, 4, 5]), (["subtasks": ["yes"]], [1, 2, 3, 4], [1, 2, 3, 4, 5]),
            (["project": ["BETA"]], [3], [3, 4]), (["label": ["it's"]], [1], [1]),
            (["component": ["CORE"]], [1, 3], [1, 3]), (["assignee": ["Anna Å"]], [1], [1, 4]),
            (["type": ["Story"]], [2], [2]),
        ] as [([String: [String]], [Int64], [Int64])])
    func scope(parameters: [String: [String]], scope: [Int64], selection: [Int64]) throws {
        let document = try run(
            fixture(),
            """
            -- table: scope
            SELECT i.id FROM issues AS i WHERE {scope:i} ORDER BY 1;
            -- table: selection
            SELECT issues.id FROM issues WHERE {selection:issues} ORDER BY 1
            """, parameters)
        #expect(try rows(document.table(named: "scope")) == scope.map(String.init))
        #expect(try rows(document.table(named: "selection")) == selection.map(String.init))
    }

    @Test("parameters of every kind reach the SQL as what the mirror holds, never as text of it")
    func arguments() throws {
        let document = try run(
            fixture(),
            """
            -- parameter: t text
            -- parameter: i integer = 5
            -- parameter: n number
            -- parameter: f flag = yes
            -- parameter: d day = 2026-03
            -- parameter: l list
            -- parameter: none list
            -- parameter: p projects
            -- parameter: y types
            -- parameter: b labels
            -- parameter: c components
            -- parameter: v versions
            -- parameter: w people
            -- parameter: s sprint
            -- parameter: k board
            SELECT :t, :i, :n, :f, :d, :l, :none, :p, :y, :b, :c, :v, :w, :s, :k, :today, :as_of, :as_of_day
            """,
            [
                "t": ["'; DROP TABLE issues --"], "n": ["1.5"], "l": ["a\"b,c"], "p": ["old", "alpha"],
                "y": ["BUG"], "b": ["it's"], "c": ["core"], "v": ["1.0"], "w": ["Anna Å,bert"],
                "s": ["sprint 1"],
                "k": ["50"],
            ])
        #expect(
            try rows(document.table()) == [
                [
                    "'; DROP TABLE issues --", "5", "1.5", "1", "2026-03-01", #"["a\"b","c"]"#, "-",
                    #"["BETA","ALPHA"]"#, #"["Bug"]"#, #"["it's"]"#, "[7,8]", "[70]", #"["anna","bert"]"#,
                    "30",
                    "50", "2026-03-31", "2026-03-31T10:00:00.000Z", "2026-03-31",
                ].joined(separator: "|")
            ])
    }

    @Test("what a parameter names and the mirror does not hold is told, all of it at once")
    func notInMirror() throws {
        let fixture = try fixture()
        #expect(
            throws: ReportError.parameters(
                report: "x",
                [
                    .notInMirror(name: "team", value: "ana", nearest: "anna"),
                    .notInMirror(name: "part", value: "Corre", nearest: "Core"),
                    .notInMirror(name: "tag", value: "PLAIN", nearest: "plain"),
                    .invalid(
                        name: "sprint", value: "Twice", expected: "an id; sprints of that name: 31, 32"),
                    .notInMirror(name: "team_board", value: "Taem", nearest: "Team"),
                ])
        ) {
            try run(
                fixture,
                """
                -- parameter: team people
                -- parameter: part components
                -- parameter: tag labels
                -- parameter: sprint sprint
                -- parameter: team_board board
                SELECT :team, :part, :tag, :sprint, :team_board
                """,
                [
                    "team": ["ana"], "part": ["Corre"], "tag": ["PLAIN"], "sprint": ["Twice"],
                    "team_board": ["Taem"],
                ])
        }
    }

    @Test("a required parameter that is not given is refused")
    func required() throws {
        #expect(throws: ReportError.parameters(report: "x", [.missing(name: "who")])) {
            try run(fixture(), "-- parameter: who people required\nSELECT :who")
        }
    }

    @Test("the empty headline stands where the first table has no rows, and there is no empty picture")
    func empty() throws {
        let sql = """
            -- headline: {sum:n} things, {avg:n} each.
            -- empty: There is nothing.
            -- chart: bars a n
            SELECT 'x' AS a, id AS n FROM issues WHERE id > 99
            """
        let document = try run(fixture(), sql)
        #expect(document.headline == "There is nothing.")
        #expect(document.sections.count == 1)
        let plain = try run(
            fixture(), sql.replacingOccurrences(of: "-- empty: There is nothing.\n", with: ""))
        #expect(plain.headline == "0 things, – each.")
    }

    @Test(
        "an error of SQL is told with file, line, column and a caret",
        arguments: [
            (
                "-- title: x\nSELECT key,\n  nobody FROM issues",
                "SQL error: reports/x.sql, line 3, column 3: no such column: nobody\n  nobody FROM issues\n  ^\nthe columns of issues: jira-mirror query --schema issues"
            ),
            (
                "SELECT 1 FROM issues AS i WHERE {scope:i} AND i.nope",
                "SQL error: reports/x.sql, line 1, column 47: no such column: i.nope\nSELECT 1 FROM issues AS i WHERE {scope:i} AND i.nope\n                                              ^\nthe columns of issues: jira-mirror query --schema issues"
            ),
            (
                "SELECT 1 FROM isues",
                "SQL error: reports/x.sql, line 1, column 15: no such table: isues\nSELECT 1 FROM isues\n              ^\ndid you mean 'issues'?\nall tables and views: jira-mirror query --schema"
            ),
            (
                "SELECT\n  nofunction(1)",
                "SQL error: reports/x.sql, line 2, column 3: no such function: nofunction\n  nofunction(1)\n  ^"
            ),
            (
                "SELECT 1 FORM issues",
                "SQL error: reports/x.sql, line 1, column 15: near \"issues\": syntax error\nSELECT 1 FORM issues\n              ^"
            ),
            (
                "-- title: x\n\nDELETE FROM issues",
                "SQL error: reports/x.sql, line 3: DELETE is refused: the mirror is a copy of Jira and can only be read"
            ),
            (
                "SELECT 1 FROM issues AS i WHERE {scope:j}",
                "SQL error: reports/x.sql, line 1, column 33: no such column: j.archived_at\nSELECT 1 FROM issues AS i WHERE {scope:j}\n                                ^\nthere is no 'j' here, or it has no such column"
            ),
            (
                "-- figures:\nSELECT 1 AS a UNION SELECT 2;\n-- table: t\nSELECT 1",
                "SQL error: reports/x.sql, line 2: the statement after '-- figures:' must give one row, it gave 2"
            ),
            (
                "-- title: x\n-- tile: a = {sum:keys}\nSELECT key FROM issues",
                "report 'reports/x.sql', line 2: unknown column 'keys'; did you mean 'key'?"
            ),
            (
                "-- tile: a = {nobdy}\n-- figures:\nSELECT 1 AS nobody;\n-- table: t\nSELECT 1",
                "report 'reports/x.sql', line 1: unknown figure 'nobdy'; did you mean 'nobody'?"
            ),
            (
                "-- exclusion: a = {first:key}\nSELECT key FROM issues",
                "report 'reports/x.sql', line 1: '{first:key}' is not a whole number"
            ),
            (
                "-- parameter: t text = abc\n-- search: a : summary ~ {t}\nSELECT :t",
                "report 'reports/x.sql', line 2: '{t}' cannot stand in a search: it is no day and no whole number that is set"
            ),
            (
                "-- title: x\n-- chart: bars kee id\nSELECT key, id FROM issues",
                "report 'reports/x.sql', line 2: unknown column 'kee'; did you mean 'key'?"
            ),
            (
                "-- title: x\n-- chart: line key id\nSELECT key, id FROM issues",
                "report 'reports/x.sql', line 2: a chart 'line' needs days across, and the column 'key' holds something else: declare it as 'day', or give YYYY-MM-DD"
            ),
        ])
    func problems(sql: String, expected: String) throws {
        #expect(try problem(fixture(), sql) == expected)
    }
}
