/// What is wrong with a JSON text, and at which of its bytes.
///
/// Trivial on purpose: it is thrown from the innermost loops. ``JSONPath`` finds the path of the offset
/// afterwards, so that nothing has to be tracked while all is well.
struct ScanError: Error, Equatable, Sendable {
    /// Why the scan stopped.
    ///
    /// The first group is about the text (RFC 8259), the second about what it says.
    enum Problem: Equatable, Sendable {
        case unexpectedEnd
        case unexpectedByte
        case controlCharacter
        case badEscape
        case invalidUTF8
        case badNumber
        case badLiteral
        case tooDeep
        case trailingBytes

        case expectedObject
        case expectedArray
        case expectedString
        case expectedBoolean
        case expectedScalar
        case notAnInteger
        case integerOutOfRange
        case notADateTime
        case notADate
        case notAnIssueKey
        case missing(MemberName)
        case duplicate(MemberName)
        case unidentifiedUser
    }

    var problem: Problem
    /// From the first byte of the body, a byte-order mark included.
    var offset: Int
}

extension ScanError.Problem {
    /// Completes "fields.created: …".
    var text: String {
        switch self {
        case .unexpectedEnd: "the text ends too early"
        case .unexpectedByte: "not JSON here"
        case .controlCharacter: "control character in a string"
        case .badEscape: "not an escape sequence of JSON"
        case .invalidUTF8: "not UTF-8"
        case .badNumber: "not a number of JSON"
        case .badLiteral: "neither true, false nor null"
        case .tooDeep: "nested deeper than \(JSONScanner.depthLimit) levels"
        case .trailingBytes: "more text after the end of the value"
        case .expectedObject: "not an object"
        case .expectedArray: "not an array"
        case .expectedString: "not a string"
        case .expectedBoolean: "neither true nor false"
        case .expectedScalar: "neither a string, a number nor a boolean"
        case .notAnInteger: "not an integer"
        case .integerOutOfRange: "an integer beyond 64 bits"
        case .notADateTime: "not a date and time"
        case .notADate: "not a date"
        case .notAnIssueKey: "not an issue key"
        case .missing: "missing"
        case .duplicate: "given twice"
        case .unidentifiedUser: "a user with neither key nor name"
        }
    }

    /// The member that ``text`` is about where the offset is that of its object.
    var member: MemberName? {
        switch self {
        case .missing(let name), .duplicate(let name): name
        default: nil
        }
    }
}
