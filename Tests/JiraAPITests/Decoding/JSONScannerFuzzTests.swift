import Foundation
import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// Random and damaged texts, against a plain transcription of the grammar and against Foundation.
///
/// The seeds are fixed: a failure is found again.
struct JSONScannerFuzzTests {
    /// A random value as text; the shapes and names are those of Jira's answers.
    private static func value(_ generator: inout SeededGenerator, depth: Int = 0) -> String {
        let kinds = depth > 5 ? 5 : 8
        switch Int.random(in: 0..<kinds, using: &generator) {
        case 0: return ["null", "true", "false"].randomElement(using: &generator) ?? "null"
        case 1: return String(Int64.random(in: .min ... .max, using: &generator))
        case 2:
            return [
                "0", "-0", "1.5", "-2.25e3", "1e-7", "13.0", "5400", "123456789012345678901", "0.1", "1E2",
            ]
            .randomElement(using: &generator) ?? "0"
        case 3, 4: return "\"\(text(&generator))\""
        case 5:
            let count = Int.random(in: 0...4, using: &generator)
            let items = (0..<count).map { _ in value(&generator, depth: depth + 1) }
            return "[" + items.joined(separator: space(&generator) + ",") + "]"
        default:
            let names = [
                "id", "key", "fields", "self", "author", "customfield_10001", "a\\u0062c", "", "größe",
            ]
            let count = Int.random(in: 0...5, using: &generator)
            let members = names.shuffled(using: &generator).prefix(count).map {
                "\"\($0)\"" + space(&generator) + ":" + space(&generator)
                    + value(&generator, depth: depth + 1)
            }
            return "{" + members.joined(separator: ",") + space(&generator) + "}"
        }
    }

    private static func space(_ generator: inout SeededGenerator) -> String {
        ["", "", "", " ", "\n\t", "\r\n  "].randomElement(using: &generator) ?? ""
    }

    private static func text(_ generator: inout SeededGenerator) -> String {
        let parts = [
            "a", "fix the build", "2024-06-17T08:35:40.762+0000", "ü", "€uro", "😀", "\\n", "\\\"", "\\\\",
            "\\u00e4",
            "\\ud83d\\ude00", "\\/", "\\t", "\u{7F}", "https://jira.example.com/x?y=z&a=b", "{\\\"a\\\":[1]}",
            " ", "\u{2028}",
        ]
        return (0..<Int.random(in: 0...9, using: &generator)).map { _ in
            parts.randomElement(using: &generator) ?? ""
        }
        .joined()
    }

    private static func damaged(_ text: String, _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 1...2, using: &generator) where !bytes.isEmpty {
            let at = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[at] = hostileByte(&generator)
            case 1: bytes.remove(at: at)
            case 2: bytes.insert(hostileByte(&generator), at: at)
            default:
                let other = Int.random(in: bytes.indices, using: &generator)
                bytes.swapAt(at, other)
            }
        }
        return bytes
    }

    @Test("sound texts are read, with the values that Foundation reads", arguments: 0..<4)
    func soundTexts(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        for _ in 0..<250 {
            let text = Self.value(&generator)
            let bytes = Array(text.utf8)
            #expect(ReferenceGrammar.accepts(bytes))
            let body = ResponseBody(bytes)
            let ours = try JSONValue(body)
            let theirs = try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            #expect(Self.equal(ours, theirs), "\(text)")
            withExtendedLifetime(body) {}
        }
    }

    @Test("damaged texts are accepted or refused exactly as the grammar says", arguments: 0..<4)
    func damagedTexts(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(1000 + seed))
        var accepted = 0
        var refused = 0
        for _ in 0..<1000 {
            let bytes = Self.damaged(Self.value(&generator), &generator)
            let expected = ReferenceGrammar.accepts(bytes)
            let found = (try? scan(bytes)) != nil
            #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            if found { accepted += 1 } else { refused += 1 }
        }
        #expect(accepted > 50 && refused > 50)
    }

    @Test("where Foundation differs, the difference is a known one", arguments: 0..<4)
    func foundation(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(2000 + seed))
        for _ in 0..<800 {
            let bytes = Self.damaged(Self.value(&generator), &generator)
            let body = ResponseBody(bytes)
            let ours = try? JSONValue(body)
            let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
            switch (ours, theirs) {
            case (nil, nil): break
            case (let ours?, let theirs?):
                #expect(
                    Self.equal(ours, theirs) || Self.hasReplacement(bytes),
                    "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            case (nil, _?):
                #expect(
                    Self.isKnownLeniency(bytes), "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            case (_?, nil):
                #expect(
                    Self.isKnownStrictness(bytes),
                    "\(String(decoding: bytes, as: UTF8.self).debugDescription)")
            }
            withExtendedLifetime(body) {}
        }
    }

    /// Foundation accepts a comma before a closing bracket and, by the zero bytes in a text, takes it for UTF-16
    /// or UTF-32.
    private static func isKnownLeniency(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains(#/,[ \n\r\t]*[\]}]/#) || bytes.contains(0) || bytes.starts(with: [0xFF, 0xFE])
            || bytes.starts(with: [0xFE, 0xFF])
    }

    /// Foundation refuses escaped lone surrogates and numbers beyond its own.
    private static func isKnownStrictness(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains(#/\\u[dD][89a-fA-F]/#) || text.contains(#/[eE]\+?[0-9]{3,}/#)
            || text.contains(#/[0-9]{30,}/#)
    }

    /// Texts where NUL or a lone surrogate becomes U+FFFD here.
    private static func hasReplacement(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.contains("\\u0000") || text.contains(#/\\u[dD][89a-fA-F]/#)
    }

    private static func equal(_ ours: JSONValue, _ theirs: Any) -> Bool {
        switch ours.content {
        case .null: return theirs is NSNull
        case .boolean(let value): return (theirs as? NSNumber)?.boolValue == value
        case .number(.integer(let value)):
            // `5.0` and `2e3` are doubles there.
            guard let number = theirs as? NSNumber else { return false }
            return number.int64Value == value || number.doubleValue == Double(value)
        case .number(.text(let raw)):
            guard let number = theirs as? NSNumber, let value = Double(raw.string) else { return false }
            return abs(number.doubleValue - value) <= abs(value) * 1e-15
        case .text(let value): return theirs as? String == value
        case .array(let elements):
            guard let others = theirs as? [Any], others.count == elements.count else { return false }
            return zip(elements, others).allSatisfy { equal($0, $1) }
        case .object(let members):
            guard let others = theirs as? [String: Any], others.count == members.count else { return false }
            return members.allSatisfy { name, value in others[name].map { equal(value, $0) } ?? false }
        }
    }
}
