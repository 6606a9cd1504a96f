import Testing

@testable import JiraSimulator

@Suite struct JQLParserTests {
    private func term(_ field: String, _ comparison: JQLOperator, _ values: String...) -> JQLCondition {
        .term(JQLTerm(field: field, comparison: comparison, operands: values.map { .value($0) }))
    }

    @Test("AND binds closer than OR, NOT closest")
    func precedence() throws {
        let query = try JQLParser.parse("a = 1 OR not b != 2 AND (c < 3 or d >= 4)")
        #expect(
            query.condition
                == .or([
                    term("a", .equal, "1"),
                    .and([
                        .not(term("b", .notEqual, "2")),
                        .or([term("c", .less, "3"), term("d", .greaterOrEqual, "4")]),
                    ]),
                ]))
    }

    @Test("keywords in any case, symbols for words, no spaces needed")
    func spellings() throws {
        let words = try JQLParser.parse("a=1 And b=2 oR NoT c=3")
        let symbols = try JQLParser.parse("a=1&&b=2||!c=3")
        #expect(words == symbols)
    }

    @Test("lists, EMPTY, functions and quoted values")
    func operands() throws {
        #expect(
            try JQLParser.parse("a not in (x, 'y z', \"q\\\"\\u0041\")").condition
                == term("a", .isNotIn, "x", "y z", "q\"A"))
        #expect(try JQLParser.parse("a is not EMPTY").condition == term("a", .isNotEmpty))
        #expect(try JQLParser.parse("a is null").condition == term("a", .isEmpty))
        #expect(
            try JQLParser.parse("a = f(1, x)").condition
                == .term(
                    JQLTerm(
                        field: "a", comparison: .equal,
                        operands: [.function(name: "f", arguments: ["1", "x"])])))
        #expect(try JQLParser.parse("\"Epic Link\" = A-1").condition == term("Epic Link", .equal, "A-1"))
        #expect(
            try JQLParser.parse("u >= -7d AND k = A-1").condition
                == .and([term("u", .greaterOrEqual, "-7d"), term("k", .equal, "A-1")]))
    }

    @Test("ORDER BY takes several fields and may stand alone")
    func order() throws {
        let query = try JQLParser.parse("order by updated ASC, key desc, id")
        #expect(query.condition == nil)
        #expect(query.order.map { $0.field } == ["updated", "key", "id"])
        #expect(query.order.map { $0.isDescending } == [false, true, false])
        #expect(try JQLParser.parse("  ") == JQLQuery(condition: nil, order: []))
    }

    @Test(
        "broken queries are refused with the place",
        arguments: [
            ("project", "before the end of the query"), ("project = ", "before the end of the query"),
            ("project = A B", "but got 'B'. (line 1, character 13)"), ("(project = A", "Expecting ')'"),
            ("project = A AND", "before the end of the query"), ("project in A, B", "but got ','"),
            ("a is 3", "'EMPTY' or 'NULL'"), ("project = order", "'order' is a reserved JQL word"),
            ("project = A ORDER key", "Expecting 'BY'"), ("a = 'x", "has not been completed"),
            ("a = #x", "'#' is a reserved JQL character"), ("a = \"\\q\"", "Illegal JQL escape"),
            ("a = 1 ORDER BY", "before the end of the query"), ("a not 3", "Expecting 'IN'"),
            ("project =\n= A", "(line 2, character 1)"), (") = 3", "Expecting a field name"),
        ])
    func refusals(_ query: String, _ text: String) {
        #expect {
            try JQLParser.parse(query)
        } throws: { error in
            (error as? JQLError)?.message.contains(text) == true
        }
    }

    @Test("deep nesting is refused, not followed into the ground")
    func depth() {
        let query = String(repeating: "(", count: 5000) + "a = 1" + String(repeating: ")", count: 5000)
        #expect(throws: JQLError.self) { try JQLParser.parse(query) }
    }

    @Test("any cut of a query is parsed or refused, never trapped on")
    func cuts() {
        let query =
            "project in (A, 'B \\u0041', f()) && NOT key >= \"A-1\" or x is not EMPTY ORDER BY key ASC, id"
        for length in 0...query.count {
            let head = String(query.prefix(length))
            let tail = String(query.suffix(length))
            _ = try? JQLParser.parse(head)
            _ = try? JQLParser.parse(tail)
        }
    }
}
