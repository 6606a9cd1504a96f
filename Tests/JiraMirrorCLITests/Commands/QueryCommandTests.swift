import ArgumentParser
import Foundation
import MirrorStore
import Testing

@testable import JiraMirrorCLI

@Suite("query") struct QueryCommandTests {
    /// A bench with an empty mirror.
    private func bench(input: String = "", terminal: Terminal = Terminal()) throws -> Bench {
        let bench = try Bench(input: input, terminal: terminal)
        try bench.configure("report: {time_zone: Europe/Berlin}\n")
        try Dependencies(GlobalOptions.parse([]), in: bench.context).store().close()
        return bench
    }

    @Test("a value is a number where it is written like one, or as it says itself")
    func types() async throws {
        let bench = try bench()
        let values = [
            "a=12", "b=-0.5", "c=1.10", "d=007", "e=", "f=1e3", "g:text=12", "h:integer=7", "i:real=7",
            "j:null=",
            ":k=x=y", "l=9223372036854775808", "m=nan",
        ]
        let names = values.map { $0.drop { $0 == ":" }.prefix { $0.isLetter && $0.isASCII } }
            .map { String($0) }
        let sql =
            "SELECT "
            + names.map { "typeof(:\($0)) || ' ' || ifnull(:\($0), '-') AS \($0)" }
            .joined(separator: ", ")
        var arguments = ["query", "--csv", sql]
        for value in values { arguments += ["-p", value] }
        #expect(await Program.run(arguments, in: bench.context) == .done)
        let expected = [
            "integer 12", "real -0.5", "text 1.10", "text 007", "\"text \"", "text 1e3", "text 12",
            "integer 7",
            "real 7.0", "null -", "text x=y", "text 9223372036854775808", "text nan",
        ]
        let row = try #require(bench.output.split(separator: "\n").last)
        #expect(row.split(separator: ",").map(String.init) == expected)
    }

    @Test("values are bound, never pasted")
    func bound() async throws {
        let bench = try bench()
        let text = "x' OR 1=1; DROP TABLE issues; --"
        #expect(await bench.run("query", "SELECT @t AS t", "--param", "t=\(text)", "--csv", "--raw") == .done)
        #expect(bench.output == "t\n\(text)\n")
    }

    @Test("everything that is wrong with parameters is told at once")
    func parameterProblems() async throws {
        let bench = try bench()
        #expect(
            await bench.run(
                "query", "SELECT :project, :days", "-p", "projct=A", "-p", "x", "-p", "days:int=1", "-p",
                "days:integer=1.5", "-p", "=1", "-p", "n:null=0") == .usage)
        #expect(
            bench.talk == """
                jira-mirror: parameters of the query
                    'x' is no parameter; example: -p project=ABC
                    'int' is no type of parameter; there are text, integer, real, null
                    'days' is no whole number: '1.5'
                    '=1' is no parameter; example: -p project=ABC
                    'n' is null and has no value: '0'
                    the statement has no parameter 'projct'; did you mean 'project'?
                    the parameter 'project' has no value: give -p project=value
                    the parameter 'days' has no value: give -p days=value

                """)
        #expect(await bench.run("query", "SELECT ?", "-p", "a=1", "-p", "a=2") == .usage)
        #expect(bench.talk.contains("the parameter ?1 has no name: write :name"))
        #expect(bench.talk.contains("'a' is given more than once"))
        #expect(bench.talk.contains("the statement has no parameter 'a'; it has none"))
        #expect(bench.output.isEmpty)
    }

    @Test("the statement comes from a file, or from standard input by either way")
    func sources() async throws {
        let bench = try bench(input: "SELECT 'input' AS a -- done\n;\n")
        _ = try bench.directory.file("two.sql", "\u{FEFF}SELECT :n * 2 AS two;\n-- the end\n")
        #expect(await bench.run("query", "--file", "two.sql", "-p", "n=4", "--csv") == .done)
        #expect(await bench.run("query", "--file", "-", "--csv") == .done)
        #expect(bench.output == "two\n8\na\ninput\n")
        #expect(await bench.run("query", "--file", "three.sql") == .usage)
        #expect(bench.talk == "jira-mirror: there is no file 'three.sql'\n")
        for wrong in [[], ["SELECT 1", "--file", "two.sql"], ["--schema", "--file", "two.sql"]] {
            #expect(await Program.run(["query"] + wrong, in: bench.context) == .usage)
        }
    }

    @Test("the result goes to a file by the ending's format, whole or not at all")
    func output() async throws {
        let bench = try bench()
        let path = bench.directory.path + "/numbers.json"
        #expect(await bench.run("query", "SELECT 1 AS n", "--output", "numbers.json") == .done)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"n\":1"))
        // The second row cannot be made: what was there stays.
        let late = "SELECT abs(n) AS n FROM (SELECT 2 AS n UNION ALL SELECT -9223372036854775807 - 1)"
        #expect(await bench.run("query", late, "--output", "numbers.json") == .usage)
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("\"n\":1"))
        let files = try FileManager.default.contentsOfDirectory(atPath: bench.directory.path)
        #expect(files.count { $0.contains("numbers") } == 1)
        #expect(bench.output.isEmpty)
        #expect(await bench.run("query", "SELECT 1 AS n", "--csv", "--output", "-") == .done)
        #expect(bench.output == "n\n1\n")
        #expect(await bench.run("query", "--schema", "--output", "x.csv") == .usage)
    }

    @Test("an error in the SQL shows the place, the file and what was meant")
    func errors() async throws {
        let bench = try bench()
        _ = try bench.directory.file("wrong.sql", "SELECT key,\n\tasignee\nFROM issue_details\n")
        #expect(await bench.run("query", "--file", "wrong.sql") == .usage)
        #expect(
            bench.talk == """
                jira-mirror: wrong.sql, SQL error in line 2, column 2: no such column: asignee
                     asignee
                     ^
                    did you mean 'assignee'?

                """)
        #expect(await bench.run("query", "DELETE FROM issues") == .usage)
        #expect(bench.talk.contains("jira-mirror: DELETE is refused: the mirror is a copy of Jira"))
        #expect(bench.output.isEmpty)
    }

    @Test("a statement that takes too long is ended with 75")
    func timeout() async throws {
        let bench = try bench()
        let endless =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        #expect(await bench.run("query", "--timeout", "0.05s", endless) == .tryLater)
        #expect(bench.talk.hasPrefix("jira-mirror: the query was stopped: it took longer than 0.05s\n"))
        #expect(await bench.run("query", "--timeout", "5", "SELECT 1") == .usage)
        #expect(await bench.run("query", "--timeout", "1m", "SELECT 1") == .done)
    }

    @Test(
        "the schema is printed in every format",
        arguments: ["csv", "tsv", "json", "ndjson", "markdown", "table", "html"])
    func schema(format: String) async throws {
        let bench = try bench()
        #expect(await bench.run("query", "--schema", "--format", format) == .done)
        let listing = bench.output.replacing("\\_", with: "_")
        #expect(listing.contains("issue_details") && listing.contains("stale_issues"))
        #expect(listing.contains("Every issue that the account can see in Jira"))
        #expect(await bench.run("query", "--schema", "issues", "--format", format) == .done)
        #expect(bench.output.contains("projects.id") && bench.output.contains("The present project."))
    }

    @Test("a table of the schema is chosen by name or pattern")
    func schemaOfATable() async throws {
        let bench = try bench()
        #expect(await bench.run("query", "--schema", "Issue_Labels", "--csv") == .done)
        #expect(
            bench.output == """
                table,column,type,is_key,refers_to,field_id,meaning
                issue_labels,issue_id,INTEGER,true,issues.id,,The issue.
                issue_labels,label,TEXT,true,,,The label; case matters.

                """)
        #expect(await bench.run("query", "--schema", "*_labels", "--json") == .done)
        #expect(bench.output.contains("\"column\":\"label\""))
        #expect(await bench.run("query", "--schema", "isues") == .usage)
        #expect(bench.talk.contains("there is no table or view 'isues'; did you mean 'issues'?"))
    }

    @Test("the metadata for Datasette describes every table of the mirror under the name of its file")
    func datasetteMetadata() async throws {
        let bench = try bench()
        #expect(await bench.run("export", "--datasette-metadata") == .done)
        #expect(await bench.run("export", "--datasette-metadata", "--output", "metadata.json") == .done)
        let text = try bench.directory.text("metadata.json")
        #expect(text == bench.output)
        let metadata = try #require(
            JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        let databases = try #require(metadata["databases"] as? [String: [String: Any]])
        let tables = try #require(databases["mirror"]?["tables"] as? [String: [String: Any]])
        let reader = try MirrorReader(path: bench.directory.path + "/home/mirror.sqlite")
        #expect(Set(tables.keys) == Set(try reader.tables().map(\.name)))
        let issues = try #require(tables["issues"])
        #expect(issues["label_column"] as? String == "key")
        #expect((issues["columns"] as? [String: String])?["key"]?.hasPrefix("The present key") == true)
        #expect((issues["units"] as? [String: String])?["time_spent_seconds"] == "s")
        #expect(tables["sync_checkpoints"]?["hidden"] as? Bool == true)
        // What it names must be there.
        for (name, table) in tables {
            let columns = Set(try reader.shape(of: "SELECT * FROM \(name)").columns)
            for named in (table["facets"] as? [String] ?? [])
                + [table["label_column"], table["sort_desc"]]
                .compactMap({ $0 as? String })
            { #expect(columns.contains(named), "\(name).\(named)") }
        }
        let queries = try #require(databases["mirror"]?["queries"] as? [String: [String: String]])
        #expect(queries.count >= 7)
        for query in queries.values {
            let shape = try reader.shape(of: try #require(query["sql"]))
            #expect(!shape.columns.isEmpty && query["title"]?.isEmpty == false)
        }
    }
}

@Suite("The schema on a terminal") struct SchemaTextTests {
    @Test("meanings are told whole, in lines that fit", arguments: [72, 100, 200])
    func wrapping(width: Int) async throws {
        let bench = try Bench()
        let store = try Dependencies(GlobalOptions.parse([]), in: bench.context).store()
        try store.close()
        let tables = try MirrorReader(path: bench.directory.path + "/home/mirror.sqlite").tables()
        let issues = tables.filter { $0.name == "issues" }
        for text in [
            SchemaText(tables, width: width).overview, SchemaText(issues, width: width).columns,
        ] {
            let lines = text.split(separator: "\n")
            #expect(lines.allSatisfy { $0.count <= width }, "\(text)")
            let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(words.contains("Every issue that the account can see in Jira, archived ones included."))
        }
        let columns = SchemaText(issues, width: nil).columns
        #expect(
            columns.contains(
                "\n  project_id                  INTEGER    The present project. → projects.id\n"))
        #expect(columns.contains("Never changes, unlike the key. (key)\n"))
    }
}
