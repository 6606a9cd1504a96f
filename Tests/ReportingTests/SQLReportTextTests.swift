import Testing

@testable import Reporting

@Suite struct SQLReportTextTests {
    private func kinds(_ sql: String) -> [String] {
        let tokens = SQLTokens(sql)
        return tokens.tokens.map { "\($0.kind) \(tokens.text($0))" }
    }

    @Test("strings, names in quotes and comments are one token each, whatever they hold")
    func quoted() {
        #expect(kinds("'a'';b'") == ["quoted 'a'';b'"])
        #expect(kinds("\"a;\" `;` [;]") == ["quoted \"a;\"", "quoted `;`", "quoted [;]"])
        #expect(kinds("a--;\nb") == ["word a", "comment --;", "word b"])
        #expect(kinds("/*;*/x/**/") == ["comment /*;*/", "word x", "comment /**/"])
        #expect(kinds("'never ends;") == ["quoted 'never ends;"])
        #expect(kinds("/* never ends") == ["comment /* never ends"])
    }

    @Test("parameters, placeholders and ends are found")
    func others() {
        #expect(
            kinds(":a@b$c {scope:i};") == [
                "parameter :a", "parameter @b", "parameter $c", "placeholder {scope:i}", "end ;",
            ])
        #expect(kinds("{a\n}") == ["symbol {", "word a", "symbol }"])
        #expect(kinds("a:: -é") == ["word a", "symbol :", "symbol :", "symbol -", "word é"])
    }

    @Test("a place is told by line and column, with a caret under it")
    func place() {
        let place = SQLPlace(in: "SELECT a,\n\tBÄD c\nFROM d", offset: 16)
        // Line 2: tab, B, Ä (two bytes), D, blank: byte 16 is the c.
        #expect((place.line, place.column) == (2, 6))
        #expect(place.excerpt == " BÄD c\n     ^")
        #expect(place.message("bad", file: "x.sql") == "x.sql, line 2, column 6: bad\n BÄD c\n     ^")
    }

    @Test("control characters of a line are shown, wide ones take two columns, long lines are cut")
    func hostilePlaces() {
        #expect(SQLPlace(in: "\u{1B}[2Jx y", offset: 6).excerpt == "^[[2Jx y\n       ^")
        #expect(SQLPlace(in: "漢 x", offset: 4).excerpt == "漢 x\n   ^")
        let long = String(repeating: "a", count: 300) + "x" + String(repeating: "b", count: 300)
        let excerpt = SQLPlace(in: long, offset: 300).excerpt.split(separator: "\n")
        #expect(excerpt[0].count == 1 + 100 + 100 + 1)
        #expect(excerpt[1].count == 102)
        #expect(SQLPlace(in: "a\nb", offset: 99).line == 2)
        #expect(SQLPlace(in: "", offset: -1).excerpt == "\n^")
    }

    @Test("a figure's function, table and column are told apart")
    func placeholders() throws {
        let template = try ReportTemplate("{count}{count:t}{sum:a}{avg:t.a.b}{max:.a}{x}", line: 1)
        #expect(
            template.placeholders == [
                .init(function: .count, name: ""), .init(function: .count, table: "t", name: ""),
                .init(function: .sum, name: "a"), .init(function: .avg, table: "t", name: "a.b"),
                .init(function: .max, name: ".a"), .init(name: "x"),
            ])
        #expect(throws: HeaderProblem("'{sum:}' names no column")) {
            try ReportTemplate("{sum:}", line: 1)
        }
        #expect(throws: HeaderProblem.self) { try ReportTemplate("{a b}", line: 1) }
    }
}
