/// A strict reader of the HTML and SVG that we write: every element closed in order, attributes quoted, no
/// stray `<`, `>` or `&`.
///
/// Gives what a test wants to look at.
struct MarkupChecker {
    struct Element: Equatable {
        var name: String
        var attributes: [String: String]
    }

    private(set) var elements: [Element] = []
    private(set) var problems: [String] = []
    private static let void: Set<String> = ["meta", "br", "link", "img", "input", "hr"]

    init(_ markup: String) {
        var rest = Substring(markup)
        var open: [String] = []
        if rest.hasPrefix("<!DOCTYPE html>\n") { rest = rest.dropFirst(16) }
        while let start = rest.firstIndex(of: "<") {
            checkText(rest[..<start], inside: open.last)
            rest = rest[rest.index(after: start)...]
            guard let end = rest.firstIndex(of: ">") else {
                problems.append("a tag without end")
                return
            }
            var tag = rest[..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                if open.popLast() != String(tag.dropFirst()) {
                    problems.append("</\(tag.dropFirst())> closes another")
                }
                continue
            }
            let isClosed = tag.hasSuffix("/")
            if isClosed { tag = tag.dropLast() }
            let name = String(tag.prefix { $0 != " " })
            let element = Element(name: name, attributes: attributes(tag.dropFirst(name.count)))
            elements.append(element)
            if !isClosed, !Self.void.contains(name) { open.append(name) }
        }
        checkText(rest, inside: nil)
        if !open.isEmpty { problems.append("never closed: \(open)") }
    }

    private mutating func checkText(_ text: Substring, inside element: String?) {
        guard element != "style", element != "script" else { return }
        if text.contains(">") { problems.append("stray > in '\(text.prefix(80))'") }
        checkReferences(text)
    }

    private mutating func checkReferences(_ text: Substring) {
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst()
        where !["amp;", "lt;", "gt;", "quot;", "#39;"].contains(where: { part.hasPrefix($0) }) {
            problems.append("stray & before '\(part.prefix(20))'")
        }
    }

    private mutating func attributes(_ text: Substring) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while let start = rest.firstIndex(where: { $0 != " " }) {
            rest = rest[start...]
            guard let equals = rest.firstIndex(of: "="), rest[rest.index(after: equals)...].first == "\""
            else {
                problems.append("attribute without value: '\(rest.prefix(40))'")
                return found
            }
            let name = String(rest[..<equals])
            rest = rest[rest.index(equals, offsetBy: 2)...]
            guard let end = rest.firstIndex(of: "\"") else {
                problems.append("attribute without end: \(name)")
                return found
            }
            checkReferences(rest[..<end])
            if found.updateValue(String(rest[..<end]), forKey: name) != nil {
                problems.append("twice: \(name)")
            }
            rest = rest[rest.index(after: end)...]
        }
        return found
    }
}
