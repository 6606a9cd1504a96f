import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// Reads the whole text in both ways, skipping and building, which must agree.
func scan(_ bytes: [UInt8]) throws(ScanError) -> JSONValue {
    let body = ResponseBody(bytes)
    var skipped: ScanError?
    do throws(ScanError) {
        var scanner = try JSONScanner(body)
        try scanner.skipValue()
        try scanner.expectEnd()
    } catch {
        skipped = error
    }
    do throws(ScanError) {
        let value = try JSONValue(body)
        if let skipped { throw skipped }
        return value
    } catch {
        #expect(
            skipped != nil, "skipping accepts what reading refuses: \(String(decoding: bytes, as: UTF8.self))"
        )
        throw error
    }
}

func scan(_ text: String) throws(ScanError) -> JSONValue { try scan(Array(text.utf8)) }

struct JSONScannerTests {
    @Test(
        "texts that are JSON",
        arguments: [
            "null", " true ", "\tfalse\r\n", "0", "-0", "-1.5e+10", "1E5", "\"\"", "[]", "{}", "[ ]", "{ }",
            "[1,[2,{\"a\":[]}],\"x\"]", "{\"a\":1,\"a\":2,\"\":null}",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\"",
            "\"\\u0000\\ud800\"", "\u{FEFF}[]", "\"\u{7F}\u{2028}\"", "[[],{},[],{}]",
        ])
    func accepted(text: String) throws {
        _ = try scan(text)
        #expect(ReferenceGrammar.accepts(Array(text.utf8)))
    }

    @Test(
        "texts that are not",
        arguments: [
            "", " ", "nul", "nulll", "True", "tru", "falsy", "00", "01", "-", "+1", "1.", ".5", "1e", "1e+",
            "0x1", "NaN",
            "Infinity", "-01", "1 2", "\"", "\"\n\"", "\"\t\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\",
            "'a'", "[", "]",
            "[1,]", "[,1]", "[1 2]", "[1,,2]", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}",
            "{\"a\" 1}",
            "{\"a\":1 \"b\":2}", "{1:2}", "[1}", "{\"a\":1]", "//x\n1", "1//", "/**/1", "[]\u{FEFF}",
            "\u{00A0}1", "\u{0C}1",
            "\u{0}", "1\u{0}", "[\u{0}]", "\"\u{0}\"", "{\"a\":[1,{\"b\":tru}]}",
        ])
    func refused(text: String) {
        #expect(throws: ScanError.self) { try scan(text) }
        #expect(!ReferenceGrammar.accepts(Array(text.utf8)))
    }

    @Test("an error says where it is")
    func offsets() {
        for (text, offset, problem) in [
            ("[1,2,x]", 5, ScanError.Problem.unexpectedByte), ("{\"a\":\"b\u{1}\"}", 7, .controlCharacter),
            ("[1,2", 4, .unexpectedEnd), ("[1] 2", 4, .trailingBytes), ("[\"a\\q\"]", 4, .badEscape),
            ("[-x]", 2, .badNumber), ("{\"a\":trux}", 5, .badLiteral),
        ] {
            let error = #expect(throws: ScanError.self) { try scan(text) }
            #expect(error == ScanError(problem: problem, offset: offset), "\(text)")
        }
    }

    @Test("128 levels are read, 129 are not, a million do no harm")
    func depth() throws {
        func nested(_ count: Int) -> String {
            String(repeating: "[", count: count) + String(repeating: "]", count: count)
        }
        _ = try scan(nested(128))
        let objects = String(repeating: "{\"a\":", count: 127) + "[]" + String(repeating: "}", count: 127)
        _ = try scan(objects)
        #expect(throws: ScanError(problem: .tooDeep, offset: 128)) { try scan(nested(129)) }
        #expect(throws: ScanError(problem: .tooDeep, offset: 128)) {
            try scan(String(repeating: "[", count: 1_000_000))
        }
        // Siblings are no depth.
        _ = try scan("[" + Array(repeating: nested(127), count: 50).joined(separator: ",") + "]")
    }

    @Test("a mix of arrays and objects is left in the order it was entered")
    func mixedNesting() throws {
        for seed in 0..<64 {
            var open = ""
            var close = ""
            for level in 0..<100 {
                let isObject = seed >> (level % 6) & 1 == 1
                open += isObject ? "{\"k\":" : "[0,"
                close = (isObject ? "}" : "]") + close
            }
            _ = try scan(open + "1" + close)
            let wrong = open + "1" + (close.first == "]" ? "}" : "]") + close.dropFirst()
            #expect(throws: ScanError.self) { try scan(wrong) }
        }
    }

    @Test("strings of every length keep their ends, escaped or not")
    func stringLengths() throws {
        for length in 0..<70 {
            let text = String(repeating: "a", count: length)
            guard case .text(let plain) = try scan("\"\(text)\"").content else {
                Issue.record("not a text")
                continue
            }
            #expect(plain == text)
            for place in stride(from: 0, through: length, by: 3) {
                let at = text.index(text.startIndex, offsetBy: place)
                let raw = text[..<at] + "\\u00fc\\n" + text[at...]
                guard case .text(let escaped) = try scan("\"\(raw)\"").content else {
                    Issue.record("not a text")
                    continue
                }
                #expect(escaped == text[..<at] + "ü\n" + text[at...])
                #expect(throws: ScanError.self) { try scan("\"\(text[..<at])\u{1F}\(text[at...])\"") }
            }
        }
    }

    @Test(
        "escapes",
        arguments: [
            ("\\u0041\\u00e9\\u20AC\\ud83d\\uDE00", "Aé€😀"), ("\\u0000", "\u{FFFD}"), ("\\ud800", "\u{FFFD}"),
            ("\\udc00", "\u{FFFD}"), ("\\ud800\\ud800\\udc00", "\u{FFFD}\u{10000}"),
            ("\\ud800x", "\u{FFFD}x"),
            ("\\udbff\\udfff", "\u{10FFFF}"), ("\\ud800\\n", "\u{FFFD}\n"),
            ("\\uffff\\ufffe", "\u{FFFF}\u{FFFE}"),
            ("\\ud83d\\u0041", "\u{FFFD}A"), ("a\\/b\\\\c\\\"", "a/b\\c\""),
            ("\\b\\f\\n\\r\\t", "\u{8}\u{C}\n\r\t"),
        ])
    func escapes(raw: String, text: String) throws {
        guard case .text(let value) = try scan("\"\(raw)\"").content else {
            Issue.record("not a text")
            return
        }
        #expect(Array(value.unicodeScalars) == Array(text.unicodeScalars))
    }

    @Test(
        "numbers are exact: 64 bits where integral, their own text otherwise",
        arguments: [
            ("0", 0), ("-0", 0), ("9223372036854775807", .max), ("-9223372036854775808", .min),
            ("9223372036854775808", nil), ("-9223372036854775809", nil),
            ("9007199254740993", 9_007_199_254_740_993),
            ("5.0", 5), ("13.000", 13), ("5.5", nil), ("2e3", 2000), ("1.5e1", 15), ("1.25e1", nil),
            ("1200e-2", 12),
            ("1250e-2", nil), ("0e999999999999", 0), ("1e18", 1_000_000_000_000_000_000), ("1e19", nil),
            ("1e400", nil),
            ("1e-400", nil), ("-1.0e0", -1), ("123456789012345678901234567890", nil), ("0.00", 0),
            ("9.223372036854775807e18", .max),
        ] as [(String, Int64?)])
    func numbers(text: String, value: Int64?) throws {
        let body = ResponseBody(text)
        guard case .number(let number) = try JSONValue(body).content else {
            Issue.record("not a number")
            return
        }
        switch number {
        case .integer(let found): #expect(found == value)
        case .text(let raw):
            #expect(value == nil)
            #expect(raw.string == text)
        }
        withExtendedLifetime(body) {}
    }

    @Test("sequences of telling bytes are UTF-8 for us where they are for the standard library")
    func utf8() {
        let telling: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC,
            0xED, 0xEE, 0xEF,
            0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xF8, 0xFE, 0xFF,
        ]
        var wrong = 0
        func check(_ bytes: [UInt8]) {
            for prefix in [5, 126] {
                let whole = [UInt8](repeating: 0x61, count: prefix) + bytes + (prefix == 5 ? [] : [0x62])
                let body = ResponseBody(whole)
                let offset = UTF8Validation.firstInvalidOffset(
                    UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self)), count: body.count)
                if (offset == nil) != (String(validating: whole, as: UTF8.self) != nil) { wrong += 1 }
            }
        }
        for a in telling {
            check([a])
            for b in telling {
                check([a, b])
                for c in telling {
                    check([a, b, c])
                    for d: [UInt8] in [[0x41], [0x80], [0xBF], [0xC0]] where a >= 0xF0 {
                        check([a, b, c] + d)
                    }
                }
            }
        }
        #expect(wrong == 0)
    }

    @Test("invalid UTF-8 is refused wherever it stands, at its first byte")
    func invalidUTF8() {
        for filler in [0, 1, 7, 8, 63, 64, 65, 200] {
            let start = Array("{\"a\":\"".utf8) + [UInt8](repeating: 0x61, count: filler)
            for bad: [UInt8] in [
                [0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC0, 0x80], [0xFF],
            ] {
                #expect(throws: ScanError(problem: .invalidUTF8, offset: start.count)) {
                    try scan(start + bad + Array("\"}".utf8))
                }
            }
            #expect(throws: Never.self) { try scan(start + Array("ü€😀\"}".utf8)) }
        }
    }

    @Test("the path of an error leads to it")
    func paths() {
        for (text, path) in [
            ("{\"a\":[{\"b\":1},{\"c\":x}]}", "a[1].c"), ("[1,[2,3,", "[1][2]"), ("x", ""),
            ("{\"a\":1,x}", ""),
            ("{\"a\u{1}\":1}", ""), ("{\"\\u0061\":{\"b\":[tru]}}", "a.b[0]"),
            ("[{},{},{\"k\":\"\\q\"}]", "[2].k"),
        ] {
            let body = ResponseBody(text)
            let error = #expect(throws: ScanError.self) { try JSONValue(body) }
            if let error { #expect(JSONPath.text(of: error, in: body.bytes) == path, "\(text)") }
        }
    }

    @Test("every name of issues is found, nothing else is")
    func names() {
        func find(_ text: String) -> MemberName? {
            let body = ResponseBody(text)
            return MemberTable.shared[
                UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self)), body.count]
        }
        func expected(_ text: String) -> MemberName? {
            MemberName(rawValue: text).flatMap { $0.isOutsideOfIssues ? nil : $0 }
        }
        for name in MemberName.allCases {
            #expect(find(name.rawValue) == expected(name.rawValue))
            #expect(find(name.rawValue + "x") == nil || MemberName(rawValue: name.rawValue + "x") != nil)
            var bytes = Array(name.rawValue.utf8)
            for index in bytes.indices {
                bytes[index] ^= 1
                let text = String(decoding: bytes, as: UTF8.self)
                #expect(find(text) == expected(text))
                bytes[index] ^= 1
            }
        }
        #expect(find("") == nil)
        #expect(find(String(repeating: "a", count: 100)) == nil)
    }
}
