/// A text in `application/x-www-form-urlencoded`: a query, a form body, or an answer of the token endpoints.
///
/// Bounded, because answers come from outside.
package struct FormEncoding: Sendable {
    /// One name and its value, decoded.
    package struct Pair: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// Longest text read, in bytes.
    package static let maximumByteCount = 64 << 10
    /// Most pairs read.
    package static let maximumPairCount = 1000

    /// The pairs in their order.
    ///
    /// Names may repeat.
    package let pairs: [Pair]

    /// Decodes `+` and `%XX`.
    ///
    /// A name without `=` has an empty value; empty pairs (`&&`) are left out.
    package init(decoding bytes: some Collection<UInt8>) throws(OAuth1Error) {
        guard bytes.count <= Self.maximumByteCount else { throw .formTooLarge(limit: Self.maximumByteCount) }
        var pairs: [Pair] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Self.maximumPairCount else {
                throw .tooManyParameters(limit: Self.maximumPairCount)
            }
            let rawName = part.prefix { $0 != UInt8(ascii: "=") }
            let rawValue = part[rawName.endIndex...].dropFirst()
            guard let name = PercentEncoding.decode(rawName, plusIsSpace: true),
                let value = PercentEncoding.decode(rawValue, plusIsSpace: true)
            else { throw .malformedForm("an escape is cut, not hexadecimal, or does not give UTF-8") }
            pairs.append(Pair(name: name, value: value))
        }
        self.pairs = pairs
    }

    /// The value of a parameter that may stand once; nil when it is absent.
    package func value(_ name: String) throws(OAuth1Error) -> String? {
        let found = pairs.filter { $0.name == name }
        guard found.count <= 1 else { throw .duplicateParameter(name) }
        return found.first?.value
    }

    /// The value of a parameter that must stand once and not be empty.
    package func required(_ name: String) throws(OAuth1Error) -> String {
        guard let value = try value(name), !value.isEmpty else { throw .missingParameter(name) }
        return value
    }

    /// A count of seconds, not negative; nil when it is absent.
    package func seconds(_ name: String) throws(OAuth1Error) -> Int64? {
        guard let text = try value(name) else { return nil }
        guard let seconds = Int64(text), seconds >= 0 else { throw .invalidValue(parameter: name) }
        return seconds
    }
}
