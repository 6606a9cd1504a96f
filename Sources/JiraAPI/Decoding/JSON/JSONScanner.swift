import HTTPCore

/// A cursor over one JSON text: strict RFC 8259, no allocation, strings as slices.
///
/// The whole text is checked to be UTF-8 once, when the scanner is made; after that only the grammar is
/// looked at. The memory must be followed by ``ResponseBody/padding`` zero bytes: a zero is no part of any
/// token, so every loop stops there without comparing with the end.
///
/// Rules where the grammar leaves a choice: a byte-order mark at the start is skipped; nesting beyond
/// ``depthLimit`` is refused; duplicate members are the reader's affair (the last wins).
struct JSONScanner {
    /// Deepest nesting of arrays and objects together.
    static let depthLimit = 128

    /// First byte of the body: what offsets count from.
    let start: UnsafePointer<UInt8>
    /// Behind the last byte of the body.
    let end: UnsafePointer<UInt8>
    /// The next byte to look at.
    var cursor: UnsafePointer<UInt8>
    /// Open arrays and objects.
    var depth = 0

    /// Checks that the body is UTF-8 and stands before its first value.
    init(_ body: ResponseBody) throws(ScanError) {
        let bytes = UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self))
        if let offset = UTF8Validation.firstInvalidOffset(bytes, count: body.count) {
            throw ScanError(problem: .invalidUTF8, offset: offset)
        }
        self.init(validated: bytes, end: bytes + body.count)
        if body.count >= 3, bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { cursor += 3 }
    }

    /// Over memory that another scanner has found to be UTF-8, padded as described above.
    init(validated start: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>) {
        self.start = start
        self.end = end
        cursor = start
    }

    /// Bytes from the start of the body to the cursor.
    var offset: Int { cursor - start }

    /// An error at the cursor, or the end of the text if that is where the cursor is.
    func fault(_ problem: ScanError.Problem) -> ScanError { fault(problem, at: cursor) }

    /// An error at a place.
    @inline(never)
    func fault(_ problem: ScanError.Problem, at place: UnsafePointer<UInt8>) -> ScanError {
        place >= end
            ? ScanError(problem: .unexpectedEnd, offset: end - start)
            : ScanError(problem: problem, offset: place - start)
    }

    // MARK: Structure

    /// Skips white space and gives the byte at the cursor (0 at the end).
    @inline(__always)
    mutating func peek() -> UInt8 {
        let byte = cursor.pointee
        if byte > 0x20 { return byte }
        skipWhitespace()
        return cursor.pointee
    }

    /// Skips space, tab, line feed and carriage return.
    @inline(never)
    mutating func skipWhitespace() {
        var place = cursor
        while place.pointee == 0x20 || place.pointee == 0x0A || place.pointee == 0x0D || place.pointee == 0x09
        {
            place += 1
        }
        cursor = place
    }

    /// Enters an object; false if it is empty, and then it is left already.
    @inline(__always)
    mutating func openObject() throws(ScanError) -> Bool {
        guard peek() == Byte.openBrace else { throw fault(.expectedObject) }
        return try open(closing: Byte.closeBrace)
    }

    /// Enters an array; false if it is empty, and then it is left already.
    @inline(__always)
    mutating func openArray() throws(ScanError) -> Bool {
        guard peek() == Byte.openBracket else { throw fault(.expectedArray) }
        return try open(closing: Byte.closeBracket)
    }

    @inline(__always)
    private mutating func open(closing: UInt8) throws(ScanError) -> Bool {
        guard depth < Self.depthLimit else { throw fault(.tooDeep) }
        cursor += 1
        if peek() == closing {
            cursor += 1
            return false
        }
        depth += 1
        return true
    }

    /// Behind a member: true if another follows, false if the object was closed.
    @inline(__always)
    mutating func nextMember() throws(ScanError) -> Bool { try next(closing: Byte.closeBrace) }

    /// Behind an element: true if another follows, false if the array was closed.
    @inline(__always)
    mutating func nextElement() throws(ScanError) -> Bool { try next(closing: Byte.closeBracket) }

    @inline(__always)
    private mutating func next(closing: UInt8) throws(ScanError) -> Bool {
        let byte = peek()
        if byte == Byte.comma {
            cursor += 1
            return true
        }
        guard byte == closing else { throw fault(.unexpectedByte) }
        cursor += 1
        depth -= 1
        return false
    }

    /// A member's name; the cursor is then behind the colon.
    @inline(__always)
    mutating func key() throws(ScanError) -> JSONString {
        guard peek() == Byte.quote else { throw fault(.unexpectedByte) }
        let name = try string()
        guard peek() == Byte.colon else { throw fault(.unexpectedByte) }
        cursor += 1
        return name
    }

    /// Nothing but white space may follow.
    mutating func expectEnd() throws(ScanError) {
        _ = peek()
        guard cursor >= end else { throw fault(.trailingBytes) }
    }

    // MARK: Literals

    /// Consumes `null` if it is what comes next; anything else stays.
    @inline(__always)
    mutating func takeNull() throws(ScanError) -> Bool {
        guard peek() == Byte.n else { return false }
        try literal(Byte.nullWord, count: 4)
        return true
    }

    /// `true` or `false`.
    mutating func boolean() throws(ScanError) -> Bool {
        switch peek() {
        case Byte.t:
            try literal(Byte.trueWord, count: 4)
            return true
        case Byte.f:
            cursor += 1
            try literal(Byte.alseWord, count: 4)
            return false
        default: throw fault(.expectedBoolean)
        }
    }

    @inline(__always)
    mutating func literal(_ word: UInt32, count: Int) throws(ScanError) {
        guard UnsafeRawPointer(cursor).loadUnaligned(as: UInt32.self) == word.littleEndian else {
            throw fault(.badLiteral)
        }
        cursor += count
    }
}

/// The bytes that JSON gives a meaning, by name.
enum Byte {
    static var quote: UInt8 { 0x22 }
    static var backslash: UInt8 { 0x5C }
    static var openBrace: UInt8 { 0x7B }
    static var closeBrace: UInt8 { 0x7D }
    static var openBracket: UInt8 { 0x5B }
    static var closeBracket: UInt8 { 0x5D }
    static var colon: UInt8 { 0x3A }
    static var comma: UInt8 { 0x2C }
    static var minus: UInt8 { 0x2D }
    static var plus: UInt8 { 0x2B }
    static var dot: UInt8 { 0x2E }
    static var zero: UInt8 { 0x30 }
    static var nine: UInt8 { 0x39 }
    static var n: UInt8 { 0x6E }
    static var t: UInt8 { 0x74 }
    static var f: UInt8 { 0x66 }
    static var u: UInt8 { 0x75 }
    /// `null`, `true` and the tail of `false`, as little-endian words.
    static var nullWord: UInt32 { 0x6C6C_756E }
    static var trueWord: UInt32 { 0x6575_7274 }
    static var alseWord: UInt32 { 0x6573_6C61 }
}
