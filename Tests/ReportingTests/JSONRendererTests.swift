import Foundation
import Reporting
import Testing

@Suite struct JSONRendererTests {
    @Test("JSON keeps every digit, the columns' order, NULL as null, and escapes what it must")
    func json() throws {
        #expect(
            try HostileTable.render(.json)
                == #"""
                [
                {"key":"A-1","summary":"=1+1","n":-5,"x":2.25,"at":"2026-03-31T12:00:00.123Z","ok":true},
                {"key":"A-2","summary":"<script>alert(\"x\")</script>","n":null,"x":null,"at":null,"ok":null},
                {"key":"A-3","summary":"a\tb\nc\r\nd\\e,\"f\"","n":9223372036854775807,"x":1e+21,"at":null,"ok":false},
                {"key":"A-4","summary":"\u001b]0;own\u0007\u009b31m\u202egnp\u2028\u0000","n":-9223372036854775808,"x":-0.04,"at":null,"ok":null},
                {"key":"javascript:x","summary":"[a](javascript:x) *b* `c` | d_e & ~f~","n":null,"x":null,"at":null,"ok":null},
                {"key":"","summary":"漢字 é 👩‍👩‍👧","n":0,"x":0.1,"at":null,"ok":null}
                ]

                """#)
    }

    @Test("a foreign reader finds the same values")
    func readBack() throws {
        let data = Data(try HostileTable.render(.json).utf8)
        let rows = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
        #expect(rows.count == HostileTable.rows.count)
        for (row, values) in zip(rows, HostileTable.rows) {
            if case .text(let text) = values[1] { #expect(row["summary"] as? String == text) }
        }
        #expect((rows[2]["n"] as? NSNumber)?.int64Value == .max)
    }

    @Test("NDJSON is one object a line, and nothing where there are no rows")
    func ndjson() throws {
        let lines = try HostileTable.render(.ndjson).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == HostileTable.rows.count + 1)
        #expect(lines.last == "")
        for line in lines.dropLast() {
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line.utf8)) }
        }
        let empty = ReportTable(name: "t", title: "T", columns: [Column(untyped: "a")], rows: [])
        #expect(try HostileTable.render(.ndjson, empty) == "")
        #expect(try HostileTable.render(.json, empty) == "[]\n")
    }

    @Test("columns of one name lose no value")
    func duplicateNames() throws {
        let table = ReportTable(
            name: "t", title: "T", columns: ["a", "a", "a_2", "a"].map(Column.init(untyped:)),
            rows: [[.integer(1), .integer(2), .integer(3), .integer(4)]])
        #expect(try HostileTable.render(.ndjson, table) == "{\"a\":1,\"a_2\":2,\"a_2_2\":3,\"a_3\":4}\n")
    }

    @Test("JSON of other encoders gets the same escapes, and stays the same JSON")
    func otherEncoders() throws {
        let text = "a\u{202E}b\u{2028}\u{E0041}\u{AD}é\u{9B}\n\"\\"
        let json = String(decoding: try JSONEncoder().encode([text]), as: UTF8.self)
        let escaped = JSONEscape.hiddenCharacters(of: json)
        #expect(escaped == #"["a\u202eb\u2028\udb40\udc41\u00adé\u009b\n\"\\"]"#)
        #expect(try JSONDecoder().decode([String].self, from: Data(escaped.utf8)) == [text])
    }
}
