package import HTTPCore

/// What Jira says in the body of an error answer, as short readable texts: `errorMessages`, `errors` and
/// `message` of JSON, the message of XML, the title or text of a page of HTML.
package struct ErrorBody: Sendable, Equatable {
    /// Each at most ``longestMessage`` characters, at most ``mostMessages``; empty where the body says nothing.
    package var messages: [String]

    package static let longestMessage = 300
    package static let mostMessages = 10
    /// Bytes of a body that are looked at when it is not JSON.
    private static let longestText = 16 << 10

    package init(_ body: ResponseBody) {
        let found: [String]
        do throws(ScanError) {
            found = Self.messages(try JSONValue(body))
        } catch {
            let text = String(decoding: body.bytes.prefix(Self.longestText), as: UTF8.self)
            found = [Self.markup(text) ?? text]
        }
        messages = found.map(Self.tidy).filter { !$0.isEmpty }
        if messages.count > Self.mostMessages {
            let more = messages.count - Self.mostMessages
            messages = messages.prefix(Self.mostMessages) + ["and \(more) more"]
        }
    }

    /// All messages in one line, nil where there are none.
    package var summary: String? { messages.isEmpty ? nil : messages.joined(separator: "; ") }

    /// Tolerant throughout: an error answer that is odd must not hide the error.
    private static func messages(_ value: JSONValue) -> [String] {
        switch value.content {
        case .text(let text): return [text]
        case .array(let elements): return elements.flatMap(messages)
        case .object(let members):
            var found = members[MemberName.errorMessages.rawValue].map(messages) ?? []
            if case .object(let errors)? = members[MemberName.errors.rawValue]?.content {
                for (field, error) in errors.sorted(by: { $0.key < $1.key }) {
                    found += messages(error).map { "\(field): \($0)" }
                }
            } else if let errors = members[MemberName.errors.rawValue] {
                found += messages(errors)
            }
            found += members[MemberName.message.rawValue].map(messages) ?? []
            return found
        case .null, .boolean, .number: return []
        }
    }

    /// The message of XML, the title of HTML, or what is left of it without tags; nil if it is no markup.
    private static func markup(_ text: String) -> String? {
        let trimmed = text.drop { $0.isWhitespace }
        guard trimmed.first == "<" else { return nil }
        if let message = content(of: "message", in: trimmed) { return plain(message) }
        if let title = content(of: "title", in: trimmed) { return "a page titled “\(tidy(plain(title)))”" }
        return plain(trimmed)
    }

    private static func content(of tag: String, in text: Substring) -> Substring? {
        guard let open = range(of: "<\(tag)>", in: text), let close = range(of: "</\(tag)>", in: text),
            open.upperBound <= close.lowerBound
        else { return nil }
        return text[open.upperBound..<close.lowerBound]
    }

    /// Tags are ASCII, so their bytes are compared, whatever case they have.
    private static func range(of needle: String, in text: Substring) -> Range<Substring.Index>? {
        let wanted = Array(needle.utf8)
        let bytes = Array(text.utf8)
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count)
        where wanted.indices.allSatisfy({ bytes[start + $0] | 0x20 == wanted[$0] | 0x20 }) {
            let first = text.utf8.index(text.utf8.startIndex, offsetBy: start)
            return first..<text.utf8.index(first, offsetBy: wanted.count)
        }
        return nil
    }

    /// Without tags, and with the five entities that everybody knows.
    private static func plain(_ text: Substring) -> String {
        var result = ""
        var inTag = false
        for character in text {
            switch character {
            case "<": inTag = true
            case ">" where inTag:
                inTag = false
                result.append(" ")
            default: if !inTag { result.append(character) }
            }
        }
        for (entity, character) in [
            ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] {
            result = result.split(separator: entity, omittingEmptySubsequences: false).joined(
                separator: character)
        }
        return result
    }

    /// One line, white space and control characters as single spaces, bounded.
    private static func tidy(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var pending = false
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control
                || scalar.properties.generalCategory == .format
            {
                pending = !result.isEmpty
                continue
            }
            if pending { result.append(" ") }
            pending = false
            if result.count >= longestMessage {
                result.append("…")
                break
            }
            result.append(scalar)
        }
        return String(result)
    }
}
