import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct FieldColumnTests {
    private let columns = """
        SELECT id, table_name, column_name FROM fields WHERE column_name IS NOT NULL
        ORDER BY length(id), id
        """

    private func name(_ name: String?, taken: Set<String> = []) -> String {
        FieldColumnName.make(name: name, number: 42) { taken.contains($0) }
    }

    @Test("a column's name is the field's, in letters that SQL takes without quotes")
    func names() {
        #expect(name("Story Points") == "story_points")
        #expect(name("  Größe / Übergabe—Straße (%)  ") == "grosse_ubergabe_strasse")
        #expect(name("École № 5, ﬁn²") == "ecole_no_5_fin2")
        #expect(name("2nd team") == "_2nd_team")
        #expect(name("a__b--c") == "a_b_c")
        #expect(name("'; DROP TABLE issues; --") == "drop_table_issues")
    }

    @Test("a name that leaves nothing, or that means something else, gets the field's number")
    func reserved() {
        for empty in ["", "   ", "日本語", "🙂", "__", "\u{0}\u{1}", nil] {
            #expect(name(empty) == "customfield_42")
        }
        for word in ["Order", "Group", "issue_id", "ROWID", "True", "Window", "user", "Table"] {
            #expect(name(word) == "\(word.lowercased())_42")
        }
    }

    @Test("a name that is taken gets the number, and another one where that is taken too")
    func clashes() {
        #expect(name("Severity", taken: ["severity"]) == "severity_42")
        #expect(name("Severity", taken: ["severity", "severity_42"]) == "customfield_42")
        #expect(name("Severity", taken: ["severity", "severity_42", "customfield_42"]) == "customfield_42_2")
    }

    @Test("a name is cut at 60 characters, its number included")
    func lengths() {
        let long = String(repeating: "word ", count: 100_000)
        let cut = name(long)
        #expect(cut.count <= 60 && cut.hasPrefix("word_word") && !cut.hasSuffix("_"))
        let suffixed = name(long, taken: [cut])
        #expect(suffixed.count <= 60 && suffixed.hasSuffix("_42"))
        #expect(name(String(repeating: "x", count: 60)).count == 60)
    }

    @Test("a column comes with the first value and stays under a new name of the field")
    func rename() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Team", "textfield"), (2, "Unused", "textfield")])
        #expect(try mirror.rows(columns) == [])
        let first = try mirror.apply { $0.add(10, "ABC-1", fields: [(1, .text("Blue"))]) }
        #expect(first.newFields == ["customfield_1"])
        #expect(
            try mirror.list([(1, "Crew", "textfield"), (2, "Unused", "textfield")]).fieldsChanged == false)
        let second = try mirror.apply { $0.add(11, "ABC-2", fields: [(1, .text("Red"))]) }
        #expect(second.newFields == [])
        #expect(try mirror.rows(columns) == ["customfield_1|issue_fields|team"])
        #expect(try mirror.rows("SELECT issue_id, team FROM issue_fields") == ["10|Blue", "11|Red"])
        #expect(try mirror.rows("SELECT name FROM fields WHERE id = 'customfield_1'") == ["Crew"])
    }

    @Test(
        "two fields of one name, in any case, and a field that is named like another's column get columns each"
    )
    func caseClashes() throws {
        let mirror = try Mirror()
        try mirror.list([
            (1, "Severity", "textfield"), (2, "severity", "textfield"), (3, "SEVERITY", "textfield"),
            (4, "Severity 2", "textfield"),
        ])
        try mirror.apply {
            $0.add(
                10, "ABC-1", fields: [(1, .text("a")), (4, .text("d")), (2, .text("b")), (3, .text("c"))])
        }
        #expect(
            try mirror.rows(columns) == [
                "customfield_1|issue_fields|severity", "customfield_2|issue_fields|customfield_2",
                "customfield_3|issue_fields|severity_3", "customfield_4|issue_fields|severity_2",
            ])
        #expect(
            try mirror.rows("SELECT severity, customfield_2, severity_3, severity_2 FROM issue_fields")
                == ["a|b|c|d"])
    }

    @Test("columns that come at once with the first page are those that come one by one, comments included")
    func atOnce() throws {
        let fields = (1...40).map { (Int64($0), "Field \($0)", "textfield") }
        let values = fields.map { ($0.0, FieldInput.text("value \($0.0)")) }
        let whole = try Mirror()
        try whole.list(fields)
        try whole.apply { $0.add(10, "ABC-1", fields: values) }
        let slow = try Mirror()
        try slow.list(fields)
        try slow.apply { $0.add(10, "ABC-1") }
        for count in 1...values.count {
            try slow.apply { $0.add(10, "ABC-1", fields: Array(values[..<count])) }
        }
        let definition = "SELECT sql FROM sqlite_schema WHERE name = 'issue_fields'"
        let text = try whole.rows(definition)
        #expect(text.first?.contains("field_40 TEXT") == true && text.first?.contains("--") == true)
        #expect(try slow.rows(definition) == text)
        #expect(try slow.rows("SELECT * FROM issue_fields") == whole.rows("SELECT * FROM issue_fields"))
        #expect(try whole.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test("every stored issue has its row, with or without values")
    func everyIssueHasARow() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.add(10, "ABC-1")
            page.add(11, "ABC-2", fields: [(1, .text("x"))])
            page.add(12, "ABC-3")
        }
        #expect(try mirror.rows("SELECT * FROM issue_fields") == ["10|-", "11|x", "12|-"])
    }

    @Test("a field that only issues name gets a row without a name, and a column by its number")
    func unlisted() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Team", "textfield")])
        #expect(try mirror.store.unknownFields([1, 7, 9]) == [7, 9])
        try mirror.apply { $0.add(10, "ABC-1", fields: [(7, .number(2, "2"))]) }
        #expect(try mirror.store.unknownFields([1, 7, 9]) == [9])
        #expect(
            try mirror.rows("SELECT id, name, custom, is_stub, column_name FROM fields WHERE id LIKE '%_7'")
                == ["customfield_7|-|1|1|customfield_7"])
        // It goes like any other.
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT customfield_7 FROM issue_fields") == ["-"])
        // The list names it at last.
        try mirror.list([(1, "Team", "textfield"), (7, "Size", "float")])
        #expect(try mirror.rows(columns) == ["customfield_7|issue_fields|customfield_7"])
    }

    @Test("a value that goes empties its column and its rows; an unchanged row is not written")
    func emptied() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Team", "select"), (2, "Tags", "labels")])
        try mirror.apply {
            $0.add(
                10, "ABC-1",
                fields: [(1, .option(5, "Blue")), (2, .list([.text("a"), .text("b"), .text("c")]))])
        }
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(10, "ABC-1", updated: .day0 + 1, fields: [(2, .list([.text("c"), .text("b")]))])
        }
        #expect(try mirror.rows("SELECT team, tags FROM issue_fields") == [#"-|["c","b"]"#])
        #expect(
            try mirror.rows("SELECT field_id, position, text_value FROM issue_field_values") == [
                "customfield_2|0|c", "customfield_2|1|b",
            ])
        let before = try mirror.totalChanges()
        try mirror.apply(at: .day0 + 95_000) {
            $0.add(10, "ABC-1", updated: .day0 + 2, fields: [(2, .list([.text("c"), .text("b")]))])
        }
        // The row of the issue alone.
        #expect(try mirror.totalChanges() - before == 1)
    }

    @Test("a field that vanished from the list keeps its column and its data, also of issues that change")
    func vanished() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Team", "multiselect"), (2, "Note", "textfield")])
        try mirror.apply {
            $0.add(
                10, "ABC-1", fields: [(1, .list([.option(5, "Blue"), .option(6, "Red")])), (2, .text("n"))])
        }
        #expect(try mirror.list([(2, "Note", "textfield")]).fieldsChanged)
        #expect(try mirror.rows("SELECT is_stub FROM fields WHERE id = 'customfield_1'") == ["1"])
        try mirror.apply(at: .day0 + 90_000) { $0.add(10, "ABC-1", updated: .day0 + 1) }
        #expect(try mirror.rows("SELECT team, note FROM issue_fields") == [#"["Blue","Red"]|-"#])
        #expect(try mirror.rows("SELECT text_value FROM issue_field_values") == ["Blue", "Red"])
        // A node that lags still shows it.
        try mirror.apply(at: .day0 + 95_000) {
            $0.add(10, "ABC-1", updated: .day0 + 2, fields: [(1, .list([.option(5, "Blue")]))])
        }
        #expect(try mirror.rows("SELECT team, note FROM issue_fields") == [#"["Blue"]|-"#])
        #expect(try mirror.rows("SELECT text_value FROM issue_field_values") == ["Blue"])
        #expect(try mirror.list([(1, "Team", "multiselect"), (2, "Note", "textfield")]).fieldsChanged)
        try mirror.apply(at: .day0 + 99_000) { $0.add(10, "ABC-1", updated: .day0 + 3) }
        #expect(try mirror.rows("SELECT team FROM issue_fields") == ["-"])
        #expect(try mirror.rows("SELECT text_value FROM issue_field_values") == [])
    }

    @Test("the first list of fields is no change of it; another set of members is")
    func listChanges() throws {
        let mirror = try Mirror()
        #expect(try mirror.list([(1, "A", nil), (2, "B", nil)]).fieldsChanged == false)
        #expect(try mirror.list([(2, "C", nil), (1, "A", nil)]).fieldsChanged == false)
        #expect(try mirror.list([(1, "A", nil), (3, "B", nil)]).fieldsChanged)
        #expect(try mirror.list([(1, "A", nil), (3, "B", nil)]).fieldsChanged == false)
        #expect(try mirror.list([(1, "A", nil), (2, "B", nil), (3, "B", nil)]).fieldsChanged)
    }

    @Test("the column of a page that failed is gone with it, and comes again with the next")
    func atomic() throws {
        let mirror = try Mirror()
        try mirror.list([(1, "Team", "textfield")])
        try mirror.store.write { db in
            try db.execute(
                sql: """
                    CREATE TRIGGER refuse BEFORE INSERT ON issue_flow WHEN new.issue_id = 10
                    BEGIN SELECT raise(ABORT, 'refused'); END
                    """)
        }
        #expect(throws: StoreError.self) {
            try mirror.apply { $0.add(10, "ABC-1", fields: [(1, .text("x")), (2, .text("y"))]) }
        }
        #expect(try mirror.rows(columns) == [])
        #expect(try mirror.rows("SELECT * FROM issue_fields") == [])
        let outcome = try mirror.apply { $0.add(11, "ABC-2", fields: [(1, .text("x"))]) }
        #expect(outcome.newFields == ["customfield_1"])
        #expect(try mirror.rows("SELECT issue_id, team FROM issue_fields") == ["11|x"])
    }

    @Test("2,500 fields fill two tables; every issue has a row in both, and each value is where it says")
    func manyFields() throws {
        let mirror = try Mirror()
        try mirror.list((1...2500).map { (Int64($0), $0 % 3 == 0 ? "Field" : "Field \($0)", "textfield") })
        try mirror.apply { $0.add(9, "ABC-9", fields: [(1, .text("before"))]) }
        let values = (1...2500).map { (Int64($0), FieldInput.text("v\($0)")) }
        let outcome = try mirror.apply { page in
            page.add(10, "ABC-1", fields: Array(values[..<1500]))
            page.add(11, "ABC-2", fields: values)
        }
        #expect(outcome.newFields.count == 2499)
        #expect(try mirror.rows("SELECT issue_id FROM issue_fields_2") == ["9", "10", "11"])
        #expect(
            try mirror.rows("SELECT table_name, count(*) FROM fields GROUP BY 1") == [
                "issue_fields|1500", "issue_fields_2|1000",
            ])
        for number in [1, 3, 1499, 1500, 1501, 2499, 2500] {
            let place = try #require(
                try mirror.value(
                    "SELECT table_name || ' ' || column_name FROM fields WHERE id = 'customfield_\(number)'"))
            let parts = place.split(separator: " ").map(String.init)
            #expect(
                try mirror.rows("SELECT \(parts[1]) FROM \(parts[0]) WHERE issue_id = 11") == ["v\(number)"])
        }
        // An update that leaves two of them, after a new start.
        try mirror.reopen()
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(11, "ABC-2", updated: .day0 + 1, fields: [(1, .text("n")), (2500, .text("m"))])
        }
        #expect(
            try mirror.rows(
                "SELECT field_1, field_2, field_2500 FROM issue_fields JOIN issue_fields_2 USING (issue_id) "
                    + "WHERE issue_id = 11") == ["n|-|m"])
        try mirror.store.deleteIssues([11], reason: .gone, at: .day0)
        #expect(try mirror.rows("SELECT issue_id FROM issue_fields_2") == ["9", "10"])
        #expect(
            try mirror.rows("SELECT snapshot ->> '$.fields' FROM deleted_issues") == [
                #"{"field_1":"n","field_2500":"m"}"#
            ])
    }
}
