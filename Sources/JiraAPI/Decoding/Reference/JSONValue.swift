import HTTPCore
import SyncCore

/// A small answer as a tree, read by the same scanner as the pages: one grammar, one rule for escapes, for
/// NUL and for members given twice (the last wins).
struct JSONValue {
    enum Content {
        case null
        case boolean(Bool)
        case number(JSONNumber)
        case text(String)
        case array([JSONValue])
        case object([String: JSONValue])
    }

    var content: Content
    /// Where the value begins in the body, for errors.
    var offset: Int

    /// The body's one value.
    ///
    /// Numbers beyond 64 bits point into the body: keep it while the tree is used.
    init(_ body: ResponseBody) throws(ScanError) {
        var scanner = try JSONScanner(body)
        let arena = TextArena()
        self = try Self.value(&scanner, arena)
        try scanner.expectEnd()
    }

    private init(content: Content, offset: Int) {
        self.content = content
        self.offset = offset
    }

    private static func value(_ scanner: inout JSONScanner, _ arena: TextArena) throws(ScanError) -> JSONValue
    {
        let byte = scanner.peek()
        let offset = scanner.offset
        return JSONValue(content: try content(byte, &scanner, arena), offset: offset)
    }

    private static func content(
        _ byte: UInt8, _ scanner: inout JSONScanner, _ arena: TextArena
    ) throws(ScanError) -> Content {
        switch byte {
        case Byte.quote: return .text(arena.text(try scanner.string()).string)
        case Byte.openBrace:
            var members: [String: JSONValue] = [:]
            var more = try scanner.openObject()
            while more {
                let name = arena.text(try scanner.key()).string
                members[name] = try value(&scanner, arena)
                more = try scanner.nextMember()
            }
            return .object(members)
        case Byte.openBracket:
            var elements: [JSONValue] = []
            var more = try scanner.openArray()
            while more {
                elements.append(try value(&scanner, arena))
                more = try scanner.nextElement()
            }
            return .array(elements)
        case Byte.minus, Byte.zero...Byte.nine: return .number(try scanner.number())
        case Byte.t, Byte.f: return .boolean(try scanner.boolean())
        default:
            guard try scanner.takeNull() else { throw scanner.fault(.unexpectedByte) }
            return .null
        }
    }

    private func fault(_ problem: ScanError.Problem) -> ScanError {
        ScanError(problem: problem, offset: offset)
    }

    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    // MARK: What a value must be

    /// The elements of an array.
    func elements() throws(ScanError) -> [JSONValue] {
        guard case .array(let elements) = content else { throw fault(.expectedArray) }
        return elements
    }

    private func members() throws(ScanError) -> [String: JSONValue] {
        guard case .object(let members) = content else { throw fault(.expectedObject) }
        return members
    }

    /// A member that is there and not null.
    subscript(name: MemberName) -> JSONValue? {
        get throws(ScanError) {
            guard let value = try members()[name.rawValue], !value.isNull else { return nil }
            return value
        }
    }

    func required(_ name: MemberName) throws(ScanError) -> JSONValue {
        guard let value = try self[name] else { throw fault(.missing(name)) }
        return value
    }

    func text() throws(ScanError) -> String {
        guard case .text(let text) = content else { throw fault(.expectedString) }
        return text
    }

    /// A number, or a string that is one.
    func integer() throws(ScanError) -> Int64 {
        switch content {
        case .number(.integer(let value)): return value
        case .number(.text(let text)):
            let onlyDigits = text.bytes.allSatisfy { $0 == Byte.minus || $0 &- Byte.zero <= 9 }
            throw fault(onlyDigits ? .integerOutOfRange : .notAnInteger)
        case .text(let text):
            guard let value = Int64(text) else { throw fault(.notAnInteger) }
            return value
        default: throw fault(.notAnInteger)
        }
    }

    func boolean() throws(ScanError) -> Bool {
        guard case .boolean(let value) = content else { throw fault(.expectedBoolean) }
        return value
    }

    /// An instant in Jira's form.
    func instant() throws(ScanError) -> Instant {
        guard let value = Self.slice(try text(), JiraTimestamp.instant) else { throw fault(.notADateTime) }
        return value
    }

    /// `YYYY-MM-DD`, cut from a date and time where old versions gave one.
    func day() throws(ScanError) -> String {
        guard let day = Self.slice(try text(), { JiraTimestamp.dayText($0)?.string }) else {
            throw fault(.notADate)
        }
        return day
    }

    private static func slice<Result>(_ text: String, _ body: (TextSlice) -> Result?) -> Result? {
        var copy = text
        return copy.withUTF8 { bytes in
            bytes.baseAddress.flatMap { body(TextSlice(start: $0, count: bytes.count)) }
        }
    }

    // MARK: Members that may be absent or null

    func text(_ name: MemberName) throws(ScanError) -> String? { try self[name]?.text() }

    func integer(_ name: MemberName) throws(ScanError) -> Int64? { try self[name]?.integer() }

    func boolean(_ name: MemberName) throws(ScanError) -> Bool? { try self[name]?.boolean() }

    /// `id`, or the number at the end of `self` in records of old versions without one.
    func id() throws(ScanError) -> Int64 {
        if let id = try integer(.id) { return id }
        let link = try text(.`self`) ?? ""
        guard let id = Self.slice(link, { IssueReader.trailingNumber($0) }) else {
            throw fault(.missing(.id))
        }
        return id
    }
}
