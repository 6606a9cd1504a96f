import Foundation
import Glibc

extension Setting {
    /// A setting that may be absent.
    static func optional<Wrapped>(
        _ key: String, _ summary: String, example: String,
        text: @escaping @Sendable (Wrapped) -> String = { "\($0)" },
        _ parse: @escaping @Sendable (RawValue) throws(Refusal) -> Wrapped
    ) -> Self where Value == Wrapped? {
        Setting(
            key: key, summary: summary, example: example, fallback: nil,
            parse: { (raw) throws(Refusal) in try parse(raw) }, text: { $0.map(text) ?? "" })
    }
}

extension Setting where Value == String? {
    /// A path, made absolute; nil where the default place is meant.
    static func path(_ key: String, _ summary: String, example: String) -> Self {
        .optional(key, summary, example: example) { (raw) throws(Refusal) in
            try raw.path(try raw.scalar())
        }
    }

    /// Any text on one line.
    static func text(_ key: String, _ summary: String, example: String) -> Self {
        .optional(key, summary, example: example) { (raw) throws(Refusal) in
            let text = try raw.scalar()
            guard !text.contains(where: \.isNewline) else { throw Refusal("one line is expected") }
            return text
        }
    }
}

extension Setting where Value == Int {
    static func integer(_ key: String, _ summary: String, _ fallback: Int, in range: ClosedRange<Int>) -> Self
    {
        Setting(
            key: key, summary: summary, example: "\(fallback)", fallback: fallback,
            parse: { (raw) throws(Refusal) in try SettingText.integer(try raw.scalar(), in: range) },
            text: { "\($0)" })
    }
}

extension Setting where Value == Bool {
    static func flag(_ key: String, _ summary: String, _ fallback: Bool) -> Self {
        Setting(
            key: key, summary: summary, example: "\(!fallback)", fallback: fallback,
            parse: { (raw) throws(Refusal) in
                switch try raw.scalar().lowercased() {
                case "true", "yes", "on", "1": return true
                case "false", "no", "off", "0": return false
                default: throw Refusal("'true' or 'false' is expected")
                }
            }, text: { "\($0)" })
    }
}

extension Setting where Value == Double {
    /// A length of time in seconds, written `30s`, `10m`, `2h`, `7d`.
    static func duration(
        _ key: String, _ summary: String, _ fallback: String, in range: ClosedRange<Double>
    ) -> Self {
        Setting(
            key: key, summary: summary, example: fallback,
            fallback: (try? SettingText.duration(fallback, in: range)) ?? range.lowerBound,
            parse: { (raw) throws(Refusal) in try SettingText.duration(try raw.scalar(), in: range) },
            text: SettingText.duration)
    }
}

extension Setting where Value == [String] {
    static func list(
        _ key: String, _ summary: String, example: String, separator: Character = ",",
        text: (@Sendable ([String]) -> String)? = nil
    ) -> Self {
        Setting(
            key: key, summary: summary, example: example, fallback: [],
            parse: { (raw) throws(Refusal) in try raw.list(separator: separator) },
            text: text ?? { $0.joined(separator: String(separator)) })
    }
}

extension Setting where Value == [String] {
    /// Keys of projects, in Jira's capital letters.
    static func projectKeys(_ key: String, _ summary: String, example: String) -> Self {
        Setting(
            key: key, summary: summary, example: example, fallback: [],
            parse: { (raw) throws(Refusal) in
                var keys: [String] = []
                for text in try raw.list(separator: ",") {
                    let key = text.uppercased()
                    guard key.first?.isLetter == true,
                        key.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" })
                    else { throw Refusal("'\(text)' is no key of a project (ABC)") }
                    if !keys.contains(key) { keys.append(key) }
                }
                return keys
            }, text: { $0.joined(separator: ",") })
    }
}

/// The notations of single values.
enum SettingText {
    /// The program alone: somebody will have written a secret among its arguments.
    static func program(_ words: [String]) -> String {
        words.first.map { words.count > 1 ? "\($0) …" : $0 } ?? ""
    }

    static func integer(_ text: String, in range: ClosedRange<Int>) throws(Refusal) -> Int {
        guard let number = Int(text) else { throw Refusal("a whole number is expected, not '\(text)'") }
        guard range.contains(number) else {
            throw Refusal("\(number) is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return number
    }

    private static let units: [(suffix: Character, seconds: Double)] = [
        ("d", 86_400), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// Reads `30s`, `10m`, `2h`, `7d`, `1h30m` as seconds.
    ///
    /// A number without a unit is refused: it would be minutes to some and seconds to others.
    static func duration(_ text: String, in range: ClosedRange<Double>) throws(Refusal) -> Double {
        let expected = "a length of time is expected (30s, 10m, 2h, 7d), not '\(text)'"
        var total = 0.0
        var digits = ""
        for character in text.lowercased() where !character.isWhitespace {
            if let unit = units.first(where: { $0.suffix == character }) {
                guard let number = Double(digits) else { throw Refusal(expected) }
                total += number * unit.seconds
                digits = ""
            } else if character.isASCII, character.isNumber || character == "." {
                digits.append(character)
            } else {
                throw Refusal(expected)
            }
        }
        guard digits.isEmpty, !text.isEmpty else { throw Refusal(expected) }
        guard range.contains(total) else {
            throw Refusal(
                "'\(text)' is not between \(duration(range.lowerBound)) and \(duration(range.upperBound))")
        }
        return total
    }

    /// The shortest exact notation: `90m` is `1h30m`.
    static func duration(_ seconds: Double) -> String {
        var rest = seconds
        var text = ""
        for unit in units where unit.seconds > 1 {
            let count = (rest / unit.seconds).rounded(.down)
            guard count > 0 else { continue }
            text += "\(Int(count))\(unit.suffix)"
            rest -= count * unit.seconds
        }
        if rest == rest.rounded() {
            return rest > 0 || text.isEmpty ? text + "\(Int(rest))s" : text
        }
        return text + "\(rest)s"
    }

    /// Permission bits in octal: `0640`.
    static func mode(_ text: String) throws(Refusal) -> UInt32 {
        let digits = text.hasPrefix("0o") ? text.dropFirst(2) : text[...]
        guard digits.count >= 3, let mode = UInt32(digits, radix: 8), mode <= 0o777 else {
            throw Refusal("permission bits in octal are expected (0600, 0640), not '\(text)'")
        }
        guard mode & 0o600 == 0o600 else { throw Refusal("the owner must be able to read and write") }
        guard mode & 0o133 == 0 else {
            throw Refusal("only reading can be allowed to group and others (0600, 0640, 0644)")
        }
        return mode
    }

    static func mode(_ mode: UInt32) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// The id of a group given by name or number.
    static func group(_ text: String) throws(Refusal) -> UInt32 {
        if let entry = getgrnam(text) { return entry.pointee.gr_gid }
        if let number = UInt32(text), number < UInt32.max { return number }
        throw Refusal("there is no group '\(text)' on this machine")
    }

    /// An IANA time zone name.
    static func timeZone(_ text: String) throws(Refusal) -> String {
        guard TimeZone(identifier: text) != nil else {
            throw Refusal("'\(text)' is no time zone; give an IANA name such as Europe/Berlin")
        }
        return text
    }
}
