import SyncCore

/// Where in a JSON text an offset is: `fields.comment.comments[0].created`.
///
/// Found by walking the text again, so only errors pay for it.
struct JSONPath {
    private enum Step {
        case member(String)
        case element(Int)
    }

    /// Long and deep paths are cut: they end up in messages.
    private static let longestKey = 64
    private static let mostSteps = 24

    private var scanner: JSONScanner
    private let target: Int
    private var steps: [Step] = []
    private let arena = TextArena()

    /// The path of an error, with the member it is about.
    static func text(of error: ScanError, in body: UnsafeRawBufferPointer) -> String {
        guard let base = body.baseAddress, error.problem != .invalidUTF8 else { return "" }
        let start = base.assumingMemoryBound(to: UInt8.self)
        var scanner = JSONScanner(validated: start, end: start + body.count)
        if body.starts(with: [0xEF, 0xBB, 0xBF]) { scanner.cursor += 3 }
        return text(of: error, scanner: scanner)
    }

    /// The same within one value that begins at the scanner's cursor; the offset counts from its start.
    static func text(of error: ScanError, scanner: JSONScanner) -> String {
        var path = JSONPath(scanner: scanner, target: error.offset)
        _ = path.walk()
        if let member = error.problem.member { path.steps.append(.member(member.rawValue)) }
        return path.text
    }

    private init(scanner: JSONScanner, target: Int) {
        self.scanner = scanner
        self.target = target
    }

    /// Walks the value at the cursor; true when the target is in it or the text ends to make sense.
    private mutating func walk() -> Bool {
        let opens = scanner.peek()
        if scanner.offset >= target { return true }
        do {
            switch opens {
            case Byte.openBrace:
                var more = try scanner.openObject()
                while more {
                    let key = try scanner.key()
                    steps.append(.member(arena.text(key).string))
                    if scanner.offset > target || walk() { return true }
                    steps.removeLast()
                    more = try scanner.nextMember()
                }
            case Byte.openBracket:
                var more = try scanner.openArray()
                var index = 0
                while more {
                    steps.append(.element(index))
                    if walk() { return true }
                    steps.removeLast()
                    more = try scanner.nextElement()
                    index += 1
                }
            default: try scanner.skipValue()
            }
        } catch {
            return true
        }
        return scanner.offset > target
    }

    private var text: String {
        var text = ""
        for step in steps.prefix(Self.mostSteps) {
            switch step {
            case .member(let key):
                if !text.isEmpty { text += "." }
                text += Self.readable(key)
            case .element(let index): text += "[\(index)]"
            }
        }
        return steps.count > Self.mostSteps ? text + "…" : text
    }

    private static func readable(_ key: String) -> String {
        let clean = String(
            String.UnicodeScalarView(
                key.unicodeScalars.prefix(longestKey).map {
                    $0.properties.generalCategory == .control ? "\u{FFFD}" : $0
                }))
        return key.unicodeScalars.count > longestKey ? clean + "…" : clean
    }
}
