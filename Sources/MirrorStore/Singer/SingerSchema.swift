import Reporting

/// The SCHEMA message of a stream: JSON Schema with what columns mean. Everything but the keys may be null.
enum SingerSchema {
    static func message(_ stream: SingerStream) -> String {
        let properties = stream.columns.map { column in
            "\(JSONEscape.quoted(column.name)):\(property(column, isKey: stream.keys.contains(column.name)))"
        }
        let keys = stream.keys.map(JSONEscape.quoted).joined(separator: ",")
        let bookmark = stream.isFull ? "" : ",\"bookmark_properties\":[]"
        return
            "{\"type\":\"SCHEMA\",\"stream\":\(JSONEscape.quoted(stream.name)),\"key_properties\":[\(keys)]\(bookmark),"
            + "\"schema\":{\"type\":\"object\",\"properties\":{\(properties.joined(separator: ","))}}}"
    }

    private static func property(_ column: SingerStream.Column, isKey: Bool) -> String {
        func type(_ name: String) -> String {
            isKey ? "\"type\":\"\(name)\"" : "\"type\":[\"null\",\"\(name)\"]"
        }
        let form =
            switch column.kind {
            case .integer: type("integer")
            case .number: type("number")
            case .boolean: type("boolean")
            case .instant: type("string") + ",\"format\":\"date-time\""
            case .day: type("string") + ",\"format\":\"date\""
            case .text: type("string")
            // Arrays of whatever: targets keep them as JSON.
            case .array: type("array") + ",\"items\":{}"
            }
        let meaning = column.meaning.map { ",\"description\":\(JSONEscape.quoted($0))" } ?? ""
        return "{\(form)\(meaning)}"
    }
}
