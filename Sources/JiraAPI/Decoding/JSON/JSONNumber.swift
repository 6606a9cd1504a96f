import SyncCore

/// A number, exactly: 64-bit where it is integral and fits, its own text otherwise.
enum JSONNumber {
    case integer(Int64)
    /// As it stands in the text: a fraction, or beyond 64 bits.
    case text(TextSlice)
}

extension JSONScanner {
    /// Skips a number and gives its text; the cursor must be at its minus or first digit.
    @inline(__always)
    mutating func numberText() throws(ScanError) -> TextSlice {
        let first = cursor
        var place = first
        if place.pointee == Byte.minus { place += 1 }
        if place.pointee == Byte.zero {
            place += 1
        } else {
            place = try digits(at: place)
        }
        if place.pointee == Byte.dot { place = try digits(at: place + 1) }
        if place.pointee | 0x20 == 0x65 {
            place += 1
            if place.pointee == Byte.plus || place.pointee == Byte.minus { place += 1 }
            place = try digits(at: place)
        }
        cursor = place
        return TextSlice(start: first, count: place - first)
    }

    /// One digit or more.
    @inline(__always)
    private func digits(at first: UnsafePointer<UInt8>) throws(ScanError) -> UnsafePointer<UInt8> {
        var place = first
        while place.pointee &- Byte.zero <= 9 { place += 1 }
        guard place > first else { throw fault(.badNumber, at: first) }
        return place
    }

    /// A number; the cursor must be at its minus or first digit.
    mutating func number() throws(ScanError) -> JSONNumber {
        let text = try numberText()
        return Self.integer(text).map { .integer($0) } ?? .text(text)
    }

    /// The 64-bit value of a number's text, nil where it is not integral or out of range.
    ///
    /// `5.0` and `2e3` are integral.
    static func integer(_ text: TextSlice) -> Int64? {
        var place = text.start
        let end = place + text.count
        let negative = place < end && place.pointee == Byte.minus
        if negative { place += 1 }
        guard place < end else { return nil }
        // Accumulated below zero, where there is room for one more.
        var value: Int64 = 0
        while place < end, place.pointee &- Byte.zero <= 9 {
            guard let next = appending(place.pointee, to: value) else { return nil }
            value = next
            place += 1
        }
        if place < end {
            guard let scaled = scaled(value, by: place, end: end) else { return nil }
            value = scaled
        }
        if negative { return value }
        return value == .min ? nil : -value
    }

    @inline(__always)
    private static func appending(_ digit: UInt8, to value: Int64) -> Int64? {
        let (product, tooFar) = value.multipliedReportingOverflow(by: 10)
        let (sum, beyond) = product.subtractingReportingOverflow(Int64(digit &- Byte.zero))
        return tooFar || beyond ? nil : sum
    }

    /// Applies a fraction and an exponent to the digits before them.
    private static func scaled(
        _ value: Int64, by rest: UnsafePointer<UInt8>, end: UnsafePointer<UInt8>
    ) -> Int64? {
        var place = rest
        var fraction: ArraySlice<UInt8> = []
        if place.pointee == Byte.dot {
            let first = place + 1
            place = first
            while place < end, place.pointee &- Byte.zero <= 9 { place += 1 }
            fraction = Array(UnsafeBufferPointer(start: first, count: place - first))[...]
            while fraction.last == Byte.zero { fraction.removeLast() }
        }
        var exponent = 0
        if place < end {
            place += 1
            let negative = place < end && place.pointee == Byte.minus
            if place < end, place.pointee == Byte.minus || place.pointee == Byte.plus { place += 1 }
            while place < end {
                // Beyond any 64-bit value already: more digits change nothing.
                if exponent < 100_000 { exponent = exponent * 10 + Int(place.pointee &- Byte.zero) }
                place += 1
            }
            if negative { exponent = -exponent }
        }
        if value == 0, fraction.isEmpty { return 0 }
        guard exponent >= fraction.count else {
            return exponent < 0 && fraction.isEmpty ? dividing(value, by: -exponent) : nil
        }
        var result = value
        for _ in 0..<exponent {
            guard let next = appending(fraction.popFirst() ?? Byte.zero, to: result) else { return nil }
            result = next
        }
        return result
    }

    /// `1200e-2`: exact or nothing.
    private static func dividing(_ value: Int64, by powers: Int) -> Int64? {
        var result = value
        for _ in 0..<powers {
            guard result % 10 == 0 else { return nil }
            result /= 10
        }
        return result
    }
}

extension JSONScanner {
    private static let powersOfTen: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
        1e19, 1e20, 1e21, 1e22,
    ]

    /// The nearest `Double` of a number's text, nil where there is none that is finite.
    static func double(_ text: TextSlice) -> Double? {
        var place = text.start
        let end = place + text.count
        let negative = place < end && place.pointee == Byte.minus
        if negative { place += 1 }
        var digits: UInt64 = 0
        var fraction = 0
        var isFraction = false
        // 15 digits and a small power of ten are exact in binary, and so their quotient is rounded once.
        while place < end, text.count <= 16 {
            let digit = place.pointee &- Byte.zero
            if digit <= 9 {
                digits = digits * 10 + UInt64(digit)
                if isFraction { fraction += 1 }
            } else if place.pointee == Byte.dot {
                isFraction = true
            } else {
                break
            }
            place += 1
        }
        guard place < end else {
            let value = Double(digits) / powersOfTen[fraction]
            return negative ? -value : value
        }
        return Double(text.string).flatMap { $0.isFinite ? $0 : nil }
    }

    /// The value of up to 18 decimal digits, nil for anything else: the quick way for ids.
    @inline(__always)
    static func plainInteger(_ text: TextSlice) -> Int64? {
        guard text.count > 0, text.count <= 18 else { return nil }
        var value: Int64 = 0
        for index in 0..<text.count {
            let digit = text.start[index] &- Byte.zero
            guard digit <= 9 else { return nil }
            value = value &* 10 &+ Int64(digit)
        }
        return value
    }

    /// Whether the whole text is a number of JSON.
    static func isNumber(_ text: TextSlice) -> Bool {
        guard text.count > 0 else { return false }
        var scanner = JSONScanner(validated: text.start, end: text.start + text.count)
        let first = text.start.pointee
        guard first == Byte.minus || first &- Byte.zero <= 9, (try? scanner.numberText()) != nil else {
            return false
        }
        return scanner.cursor == scanner.end
    }
}
