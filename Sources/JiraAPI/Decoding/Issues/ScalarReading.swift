import SyncCore

/// Reading single values. JSON null is nil everywhere; a value of another type is an error.
///
/// Methods that change nothing are `mutating` all the same: the compiler lends a reader to others by copying
/// its thousand bytes.
extension IssueReader {
    /// The next member's name if it is one that is read; the cursor is then before its value.
    @inline(__always)
    mutating func member() throws(ScanError) -> MemberName? { known(try scanner.key()) }

    @inline(__always)
    mutating func known(_ key: JSONString) -> MemberName? {
        key.escaped ? knownEscaped(key) : names[key.start, key.count]
    }

    @inline(never)
    private mutating func knownEscaped(_ key: JSONString) -> MemberName? {
        let text = arena.unescaped(key)
        return names[text.start, text.count]
    }

    @inline(__always)
    mutating func text() throws(ScanError) -> TextSlice? {
        if scanner.peek() == Byte.quote { return arena.text(try scanner.string()) }
        if try scanner.takeNull() { return nil }
        throw scanner.fault(.expectedString)
    }

    /// A string, or the text of a number or a literal.
    mutating func scalarText() throws(ScanError) -> TextSlice? {
        switch scanner.peek() {
        case Byte.quote: return arena.text(try scanner.string())
        case Byte.n:
            _ = try scanner.takeNull()
            return nil
        case Byte.openBrace, Byte.openBracket: throw scanner.fault(.expectedScalar)
        default:
            let first = scanner.cursor
            try scanner.skipSimple()
            return TextSlice(start: first, count: scanner.cursor - first)
        }
    }

    /// A number, or a string that is one: ids come both ways.
    @inline(__always)
    mutating func integer() throws(ScanError) -> Int64? {
        let byte = scanner.peek()
        let first = scanner.cursor
        if byte == Byte.quote {
            let string = try scanner.string()
            return try parsed(TextSlice(start: string.start, count: string.count), at: first)
        }
        if byte == Byte.minus || byte &- Byte.zero <= 9 {
            return try parsed(try scanner.numberText(), at: first)
        }
        if try scanner.takeNull() { return nil }
        throw scanner.fault(.notAnInteger)
    }

    mutating func requiredInteger(_ name: MemberName) throws(ScanError) -> Int64 {
        _ = scanner.peek()
        let first = scanner.cursor
        guard let value = try integer() else { throw scanner.fault(.notAnInteger, at: first) }
        return value
    }

    private mutating func parsed(_ text: TextSlice, at place: UnsafePointer<UInt8>) throws(ScanError) -> Int64
    {
        switch Self.integer(text) {
        case .success(let value): return value
        case .failure(let problem): throw scanner.fault(problem.problem, at: place)
        }
    }

    /// Strictly an integer in decimal digits, or a number of JSON that is integral.
    static func integer(_ text: TextSlice) -> Result<Int64, ScanError> {
        if let value = JSONScanner.plainInteger(text) { return .success(value) }
        let bytes = text.bytes
        let isNumber = JSONScanner.isNumber(text)
        if isNumber, let value = JSONScanner.integer(text) { return .success(value) }
        let onlyDigits = isNumber && bytes.allSatisfy { $0 == Byte.minus || $0 &- Byte.zero <= 9 }
        return .failure(ScanError(problem: onlyDigits ? .integerOutOfRange : .notAnInteger, offset: 0))
    }

    @inline(__always)
    mutating func instant() throws(ScanError) -> Instant? {
        _ = scanner.peek()
        let first = scanner.cursor
        guard let text = try text() else { return nil }
        guard let instant = JiraTimestamp.instant(text) else { throw scanner.fault(.notADateTime, at: first) }
        return instant
    }

    mutating func day() throws(ScanError) -> TextSlice? {
        _ = scanner.peek()
        let first = scanner.cursor
        guard let text = try text() else { return nil }
        guard let day = JiraTimestamp.dayText(text) else { throw scanner.fault(.notADate, at: first) }
        return day
    }

    mutating func boolean() throws(ScanError) -> Bool? {
        if try scanner.takeNull() { return nil }
        return try scanner.boolean()
    }

    /// Enters an object; false for null and for an empty one.
    @inline(__always)
    mutating func openObjectOrNull() throws(ScanError) -> Bool {
        if try scanner.takeNull() { return false }
        return try scanner.openObject()
    }

    /// Enters an array; false for null and for an empty one.
    @inline(__always)
    mutating func openArrayOrNull() throws(ScanError) -> Bool {
        if try scanner.takeNull() { return false }
        return try scanner.openArray()
    }

    /// The number at the end of a `self` link, for records of old versions that have no `id`.
    static func trailingNumber(_ link: TextSlice?) -> Int64? {
        guard let link else { return nil }
        var count = 0
        while count < link.count, link.start[link.count - count - 1] &- Byte.zero <= 9 { count += 1 }
        guard count > 0, count < link.count, link.start[link.count - count - 1] == 0x2F else { return nil }
        return JSONScanner.plainInteger(TextSlice(start: link.start + link.count - count, count: count))
    }
}
