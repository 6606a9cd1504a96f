/// A text as Jira holds it: UTF-16 that need not be valid, so that no Swift `String` can carry all of it.
enum JiraText: Sendable, Equatable {
    case text(String)
    /// Code units, lone surrogates and NUL included.
    case units([UInt16])
    /// Made on demand from a recipe: seeded texts take no memory.
    case seeded(SeededText)
}

/// Sentences drawn from the site's pool.
struct SeededText: Sendable, Equatable {
    var seed: UInt64
    var sentences: UInt16
    /// A separator between sentences: 0 a space, 1 a line feed, 2 carriage return and line feed.
    var separator: UInt8 = 0
}

extension JiraText {
    /// The text with NUL and lone surrogates replaced by U+FFFD: what a mirror should hold.
    func truth(_ pool: SentencePool) -> String {
        switch self {
        case .text(let text): return JiraText.cleaned(text)
        case .units(let units): return JiraText.cleaned(String(decoding: units, as: UTF16.self))
        case .seeded(let recipe): return pool.truth(recipe)
        }
    }

    /// Decoding UTF-16 has replaced lone surrogates already; NUL is left.
    static func cleaned(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        var out = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { out.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
        return String(out)
    }

    /// Appends the inside of the JSON string.
    func write(to out: inout JSONBuffer, _ pool: SentencePool) {
        switch self {
        case .text(let text): out.escaped(text)
        case .units(let units): JiraText.write(units, to: &out)
        case .seeded(let recipe): pool.write(recipe, to: &out)
        }
    }

    static func write(_ units: [UInt16], to out: inout JSONBuffer) {
        var index = 0
        while index < units.count {
            let unit = units[index]
            if UTF16.isLeadSurrogate(unit), index + 1 < units.count, UTF16.isTrailSurrogate(units[index + 1])
            {
                out.escaped(String(decoding: units[index...index + 1], as: UTF16.self))
                index += 2
                continue
            }
            if UTF16.isLeadSurrogate(unit) || UTF16.isTrailSurrogate(unit) {
                out.unicodeEscape(unit)
            } else {
                out.escaped(String(decoding: CollectionOfOne(unit), as: UTF16.self))
            }
            index += 1
        }
    }
}
