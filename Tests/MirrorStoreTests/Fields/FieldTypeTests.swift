import SyncCore
import Testing

@testable import MirrorStore

struct FieldTypeTests {
    /// What a field of that type stores of a value: the column with its declared and its stored type, and the
    /// rows of `issue_field_values` (position, text, ref_id, ref_key, json).
    private func stored(_ type: String?, _ value: FieldInput) throws -> (column: String, rows: [String]) {
        let mirror = try Mirror()
        try mirror.list([(1, "Plain", type)])
        let outcome = try mirror.apply { $0.add(10, "ABC-1", fields: [(1, value)]) }
        #expect(outcome.newFields == ["customfield_1"])
        #expect(
            try mirror.rows("SELECT DISTINCT number_value, instant_value, date_value FROM issue_field_values")
                .allSatisfy { $0 == "-|-|-" })
        let declared = try mirror.value(
            "SELECT type FROM pragma_table_info('issue_fields') WHERE name = 'plain'")
        return (
            "\(declared ?? "-") \(try mirror.value("SELECT typeof(plain) || ' ' || plain FROM issue_fields") ?? "-")",
            try mirror.rows(
                "SELECT position, text_value, ref_id, ref_key, json_value FROM issue_field_values "
                    + "WHERE issue_id = 10 AND field_id = 'customfield_1' ORDER BY position")
        )
    }

    private func expect(
        _ type: String?, _ value: FieldInput, _ column: String, _ rows: [String] = [],
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let (storedColumn, storedRows) = try stored(type, value)
        #expect(storedColumn == column, sourceLocation: location)
        #expect(storedRows == rows, sourceLocation: location)
    }

    @Test(
        "a text stays a text, also one that looks like a number, a day or JSON",
        arguments: ["textfield", "textarea", "readonlyfield", "url", nil])
    func texts(_ type: String?) throws {
        for text in ["", "plain", "0012", "1e5", "{\"a\":1}", "日本 🙂 'q' \\"] {
            try expect(type, .text(text), "TEXT text \(text)")
        }
        try expect(type, .day("2026-01-31"), "TEXT text 2026-01-31")
        try expect(
            type, .instant("2024-06-17T08:35:40.762+0200", .day0), "TEXT text 2024-06-17T08:35:40.762+0200")
    }

    @Test("numbers are numbers, whether the type is known or not", arguments: ["float", nil])
    func numbers(_ type: String?) throws {
        try expect(type, .number(3.5, "3.5"), "REAL real 3.5")
        try expect(type, .number(8, "8.0"), "REAL real 8.0")
        try expect(type, .number(-1e20, "-1E+20"), "REAL real -1.0e+20")
    }

    @Test("days and instants have columns of their types")
    func times() throws {
        try expect("datepicker", .day("2026-01-31"), "DATE text 2026-01-31")
        try expect(
            "datetime", .instant("2024-01-01T02:00:00.000+0200", .day0),
            "TIMESTAMP text 2024-01-01T00:00:00.000Z")
        // What is neither stays as it came.
        try expect("datepicker", .text("soon"), "DATE text soon")
        try expect("datetime", .text("soon"), "TIMESTAMP text soon")
    }

    @Test("an option shows its value and is found by its id", arguments: ["select", "radiobuttons", nil])
    func option(_ type: String?) throws {
        try expect(type, .option(7, "Red \"hot\""), "TEXT text Red \"hot\"", ["0|Red \"hot\"|7|-|-"])
    }

    @Test(
        "several options are a JSON array and a row each", arguments: ["multiselect", "multicheckboxes", nil])
    func options(_ type: String?) throws {
        try expect(
            type, .list([.option(8, "B\"\\\n"), .option(7, "A")]), #"TEXT text ["B\"\\\u000a","A"]"#,
            ["0|B\"\\\n|8|-|-", "1|A|7|-|-"])
        try expect(type, .list([]), "TEXT text []")
    }

    @Test("a cascading option is parent and child, an array also without child")
    func cascade() throws {
        try expect(
            "cascadingselect", .cascade([(1, "Europe"), (2, "Malta")]), #"TEXT text ["Europe","Malta"]"#,
            ["0|Europe|1|-|-", "1|Malta|2|-|-"])
        try expect("cascadingselect", .cascade([(1, "Europe")]), #"TEXT text ["Europe"]"#, ["0|Europe|1|-|-"])
    }

    @Test("users are their keys, groups their names")
    func people() throws {
        try expect("userpicker", .user("JIRAUSER1"), "TEXT text JIRAUSER1", ["0|-|-|JIRAUSER1|-"])
        try expect(
            "multiuserpicker", .list([.user("b"), .user("a")]), #"TEXT text ["b","a"]"#,
            ["0|-|-|b|-", "1|-|-|a|-"])
        try expect("grouppicker", .group("team"), "TEXT text team", ["0|team|-|team|-"])
        try expect(
            "multigrouppicker", .list([.group("x"), .group("y")]), #"TEXT text ["x","y"]"#,
            ["0|x|-|x|-", "1|y|-|y|-"])
    }

    @Test("versions show their names, a project its key")
    func places() throws {
        try expect("version", .version(5, "1.0"), "TEXT text 1.0", ["0|1.0|5|-|-"])
        try expect(
            "multiversion", .list([.version(5, "1.0"), .version(6, "2.0")]), #"TEXT text ["1.0","2.0"]"#,
            ["0|1.0|5|-|-", "1|2.0|6|-|-"])
        try expect("project", .project(3, "ABC", "Alphabet"), "TEXT text ABC", ["0|Alphabet|3|ABC|-"])
    }

    @Test("labels are an array of texts and a row each")
    func labels() throws {
        try expect(
            "labels", .list([.text("b"), .text("a")]), #"TEXT text ["b","a"]"#, ["0|b|-|-|-", "1|a|-|-|-"])
    }

    @Test("sprints are an array of ascending ids, each once, and have no rows")
    func sprints() throws {
        try expect(
            "com.pyxis.greenhopper.jira:gh-sprint", .list([.sprint(13), .sprint(2), .sprint(13)]),
            "TEXT text [2,13]")
    }

    @Test("anything else is kept as JSON, an array's elements as rows of their own")
    func others() throws {
        try expect("com.example:x", .raw(#"{"a":1}"#), #"TEXT text {"a":1}"#, [#"0|-|-|-|{"a":1}"#])
        try expect("com.example:x", .raw("true"), "TEXT text true", ["0|-|-|-|true"])
        try expect(
            nil, .list([.other("1"), .other("[2]")]), "TEXT text [1,[2]]", ["0|-|-|-|1", "1|-|-|-|[2]"])
        // Members of different kinds are no list of either.
        try expect(
            nil, .list([.text("a"), .option(1, "b")]), #"TEXT text ["a",{"value":"b","id":"1"}]"#,
            ["0|-|-|-|\"a\"", #"1|-|-|-|{"value":"b","id":"1"}"#])
    }

    @Test("what differs at every reading is never stored, and has no column")
    func volatile() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Development", "com.atlassian.jira.plugins.x:devsummary")])
        var unlisted = FieldInput.text("{summaryBean=@1}")
        unlisted.isVolatile = true
        let outcome = try mirror.apply {
            $0.add(10, "ABC-1", fields: [(1, .text("{summaryBean=@1}")), (2, unlisted)])
        }
        #expect(outcome.newFields == [])
        #expect(try mirror.rows("SELECT * FROM issue_fields") == ["10"])
        #expect(try mirror.rows("SELECT count(*) FROM fields") == ["1"])
    }

    @Test("a value of another kind than the column was made for is kept all the same")
    func changedType() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Size", "textfield"), (2, "Weight", "float")])
        try mirror.apply { $0.add(10, "ABC-1", fields: [(1, .text("L")), (2, .number(1.5, "1.5"))]) }
        try mirror.list([(1, "Size", "float"), (2, "Weight", "textfield")])
        try mirror.apply { $0.add(11, "ABC-2", fields: [(1, .number(3.50, "3.50")), (2, .text("heavy"))]) }
        #expect(
            try mirror.rows("SELECT issue_id, size, weight FROM issue_fields") == [
                "10|L|1.5", "11|3.50|heavy",
            ])
    }
}
