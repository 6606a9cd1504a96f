import Foundation
import GRDB

/// Writes rows as a JSON text, columns by name.
struct JSONText {
    private(set) var text = ""
    private var needsComma = false

    mutating func beginObject() { open("{") }
    /// A member that is an object.
    mutating func beginObject(_ name: String) {
        self.name(name)
        open("{")
    }
    mutating func endObject() { close("}") }

    /// The columns of a row as members of the open object; those without a value only if not `isSparse`.
    mutating func members(of row: Row, except left: Set<String>, isSparse: Bool = false) {
        for (name, value) in row where !left.contains(name) && !(isSparse && value.isNull) {
            self.name(name)
            self.value(value)
        }
    }

    /// A member that is an array of objects, one a row.
    mutating func array(_ name: String, _ rows: RowCursor, except left: Set<String>) throws {
        self.name(name)
        open("[")
        while let row = try rows.next() {
            comma()
            open("{")
            members(of: row, except: left)
            close("}")
        }
        close("]")
    }

    private mutating func open(_ bracket: Character) {
        text.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: Character) {
        text.append(bracket)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { text.append(",") }
        needsComma = true
    }

    private mutating func name(_ name: String) {
        comma()
        string(name)
        text.append(":")
    }

    private mutating func value(_ value: DatabaseValue) {
        switch value.storage {
        case .null: text.append("null")
        case .int64(let number): text.append(String(number))
        case .double(let number): text.append(number.isFinite ? String(number) : "null")
        case .string(let value): string(value)
        case .blob(let data): string(data.base64EncodedString())
        }
        needsComma = true
    }

    private mutating func string(_ value: String) {
        text.append("\"")
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text.append("\\\"")
            case "\\": text.append("\\\\")
            case "\n": text.append("\\n")
            case "\r": text.append("\\r")
            case "\t": text.append("\\t")
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text.append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text.append("\"")
    }
}
