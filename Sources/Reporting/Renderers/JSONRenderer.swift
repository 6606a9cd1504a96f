/// An array of objects, one a line, members in the columns' order, NULL as null.
///
/// Integers keep all their digits; instants and days are texts.
final class JSONRenderer: TableRenderer {
    private let output: OutputBuffer
    private var objects = JSONObjects(columns: [])
    private var count = 0

    init(output: OutputBuffer) { self.output = output }

    func begin(_ columns: [Column]) throws {
        objects = JSONObjects(columns: columns)
        try output.write("[")
    }

    func row(_ values: [ReportValue]) throws {
        try output.write(count == 0 ? "\n" : ",\n")
        try objects.write(values, to: output)
        count += 1
    }

    func end() throws { try output.write(count == 0 ? "]\n" : "\n]\n") }
}

/// One object a line (newline-delimited JSON).
final class NDJSONRenderer: TableRenderer {
    private let output: OutputBuffer
    private var objects = JSONObjects(columns: [])

    init(output: OutputBuffer) { self.output = output }

    func begin(_ columns: [Column]) throws { objects = JSONObjects(columns: columns) }

    func row(_ values: [ReportValue]) throws {
        try objects.write(values, to: output)
        try output.write("\n")
    }

    func end() throws {}
}

/// Rows as JSON objects.
///
/// A second column of the same name gets a number, so that no member is lost.
struct JSONObjects {
    /// What stands before each value: its name, quoted, with brace or comma.
    private let prefixes: [String]

    init(columns: [Column]) {
        var seen: Set<String> = []
        var prefixes: [String] = []
        for column in columns {
            var name = column.name
            var number = 2
            while !seen.insert(name).inserted {
                name = "\(column.name)_\(number)"
                number += 1
            }
            prefixes.append((prefixes.isEmpty ? "{" : ",") + Self.quoted(name) + ":")
        }
        self.prefixes = prefixes
    }

    func write(_ values: [ReportValue], to output: OutputBuffer) throws {
        if prefixes.isEmpty { try output.write("{") }
        for (prefix, value) in zip(prefixes, values) {
            try output.write(prefix)
            switch value {
            case .null: try output.write("null")
            case .integer, .boolean: try output.write(PlainText.of(value) ?? "null")
            case .real(let number): try output.write(PlainText.real(number) ?? "null")
            default: try output.write(PlainText.of(value).map(Self.quoted) ?? "null")
            }
        }
        try output.write("}")
    }

    /// A JSON string.
    ///
    /// What a terminal would obey, what turns or hides text, and U+2028 and U+2029 (for readers that take JSON for
    /// JavaScript) are escaped: the value stays the same.
    static func quoted(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x5C }) {
            return "\"" + text + "\""
        }
        var out = "\""
        out.reserveCapacity(text.utf8.count + 2)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            default:
                if TerminalText.isHidden(scalar) {
                    JSONEscape.append(scalar, to: &out)
                } else {
                    out.unicodeScalars.append(scalar)
                }
            }
        }
        return out + "\""
    }
}

/// Characters of JSON by their numbers.
package enum JSONEscape {
    /// A JSON string, escaped like the rest.
    package static func quoted(_ text: String) -> String { JSONObjects.quoted(text) }

    private static let digits = Array("0123456789abcdef")

    /// The same JSON with everything escaped that a terminal would obey, or that turns or hides text: none of it
    /// stands outside of strings.
    ///
    /// - Parameter json: valid JSON whose strings have C0 controls escaped, as all JSON has.
    package static func hiddenCharacters(of json: String) -> String {
        var out = ""
        out.reserveCapacity(json.utf8.count)
        for scalar in json.unicodeScalars {
            if scalar.value >= 0x7F, TerminalText.isHidden(scalar) {
                append(scalar, to: &out)
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    static func append(_ scalar: Unicode.Scalar, to out: inout String) {
        for unit in UTF16.encode(scalar) ?? .init() {
            out += "\\u"
            for shift in stride(from: 12, through: 0, by: -4) {
                out.append(digits[Int(unit >> UInt16(shift)) & 15])
            }
        }
    }
}

/// How lists reach the SQL of a report.
package enum ParameterJSON {
    /// A JSON array of texts.
    package static func array(of texts: [String]) -> String {
        "[" + texts.map(JSONObjects.quoted).joined(separator: ",") + "]"
    }
}
