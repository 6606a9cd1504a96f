package import OpenSSLCrypto

/// Fields one after the other, each with its length before it: two different lists never give the same bytes, which
/// joining with a separator could not promise.
struct CanonicalEncoding {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ field: [UInt8]) {
        append(length: field.count)
        bytes += field
    }

    mutating func append(_ text: String) { append(Array(text.utf8)) }

    mutating func append(_ number: Int64) {
        append(length: 8)
        withUnsafeBytes(of: number.bigEndian) { bytes += $0 }
    }

    /// Nil is told apart from empty and from zero.
    mutating func append(_ number: Int64?) {
        append(number == nil ? "-" : "+")
        if let number { append(number) }
    }

    mutating func append(_ field: [UInt8]?) {
        append(field == nil ? "-" : "+")
        if let field { append(field) }
    }

    mutating func append(_ text: String?) { append(text.map { Array($0.utf8) }) }

    private mutating func append(length: Int) {
        withUnsafeBytes(of: UInt32(truncatingIfNeeded: length).bigEndian) { bytes += $0 }
    }

    /// The number that a field holds; nil when it holds none.
    static func number(_ field: [UInt8]) -> Int64? {
        guard field.count == 8 else { return nil }
        return field.reduce(0) { $0 << 8 | Int64($1) }
    }

    /// The fields of an encoding; nil when it is none.
    static func fields(of encoded: [UInt8]) -> [[UInt8]]? {
        var fields: [[UInt8]] = []
        var rest = encoded[...]
        while !rest.isEmpty {
            guard rest.count >= 4 else { return nil }
            let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(4)
            guard rest.count >= length else { return nil }
            fields.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return fields
    }
}

/// Several secrets as one, in the same form, without leaving protected memory.
package enum SecretFields {
    package static func pack(_ fields: [SecretBytes]) -> SecretBytes {
        SecretBytes(count: fields.reduce(0) { $0 + 4 + $1.count }) { output in
            var offset = 0
            for field in fields {
                let length = UInt32(truncatingIfNeeded: field.count)
                output.storeBytes(of: length.bigEndian, toByteOffset: offset, as: UInt32.self)
                offset += 4
                field.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(rebasing: output[offset...]).copyMemory(from: $0)
                }
                offset += field.count
            }
        }
    }

    /// The fields; nil unless there are exactly `count`.
    package static func unpack(_ packed: SecretBytes, count: Int) -> [SecretBytes]? {
        packed.withUnsafeBytes { input in
            var fields: [SecretBytes] = []
            var offset = 0
            while offset < input.count {
                guard input.count - offset >= 4, fields.count < count else { return nil }
                let length = Int(
                    UInt32(bigEndian: input.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                offset += 4
                guard input.count - offset >= length else { return nil }
                fields.append(
                    SecretBytes(copying: UnsafeRawBufferPointer(rebasing: input[offset..<offset + length])))
                offset += length
            }
            return fields.count == count ? fields : nil
        }
    }
}
