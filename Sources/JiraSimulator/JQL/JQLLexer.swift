/// Cuts a query into tokens.
struct JQLLexer {
    enum Token: Sendable, Equatable {
        case word(String)
        /// Was in quotes: never a keyword.
        case string(String)
        /// `(`, `)`, `,`, an operator, `&&`, `||`, `!`.
        case symbol(String)
        case end
    }

    struct Placed: Sendable, Equatable {
        var token: Token
        var line: Int
        var column: Int
    }

    private let text: [Unicode.Scalar]
    private var at = 0
    private var line = 1
    private var lineStart = 0

    private init(_ query: String) { text = Array(query.unicodeScalars) }

    static func tokens(_ query: String) throws(JQLError) -> [Placed] {
        var lexer = JQLLexer(query)
        var tokens: [Placed] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.token == .end { return tokens }
        }
    }

    private mutating func next() throws(JQLError) -> Placed {
        while at < text.count, text[at].properties.isWhitespace {
            if text[at] == "\n" {
                line += 1
                lineStart = at + 1
            }
            at += 1
        }
        let column = at - lineStart + 1
        func placed(_ token: Token) -> Placed { Placed(token: token, line: line, column: column) }
        guard at < text.count else { return placed(.end) }
        let scalar = text[at]
        switch scalar {
        case "\"", "'": return placed(.string(try quoted(scalar, column)))
        case "(", ")", ",":
            at += 1
            return placed(.symbol(String(scalar)))
        case "<", ">", "!", "=", "~", "&", "|": return placed(.symbol(symbol()))
        default: break
        }
        if Self.reserved.contains(scalar) {
            let code = String(scalar.value, radix: 16)
            throw JQLError(
                message:
                    "Error in the JQL Query: The character '\(scalar)' is a reserved JQL character. You must "
                    + "enclose it in a string or use the escape '\\u\(String(repeating: "0", count: 4 - code.count))"
                    + "\(code)' instead. (line \(line), character \(column))", isSyntax: true)
        }
        if let field = customField() { return placed(.word(field)) }
        var word = String.UnicodeScalarView()
        while at < text.count, !text[at].properties.isWhitespace, !Self.stops.contains(text[at]) {
            if text[at] == "\\" {
                word.append(try escape(column))
            } else {
                word.append(text[at])
                at += 1
            }
        }
        return placed(.word(String(word)))
    }

    /// `cf[10008]`, the one place where brackets may stand.
    private mutating func customField() -> String? {
        let head = text[at..<min(at + 3, text.count)]
        guard String(String.UnicodeScalarView(head)).lowercased() == "cf[" else { return nil }
        let digits = text[(at + 3)...].prefix { $0.isASCII && $0.properties.numericType == .decimal }
        let end = at + 3 + digits.count
        guard !digits.isEmpty, end < text.count, text[end] == "]" else { return nil }
        at = end + 1
        return "cf[\(String(String.UnicodeScalarView(digits)))]"
    }

    private mutating func symbol() -> String {
        let first = text[at]
        at += 1
        guard at < text.count else { return String(first) }
        let second = text[at]
        switch (first, second) {
        case ("<", "="), (">", "="), ("!", "="), ("!", "~"), ("&", "&"), ("|", "|"):
            at += 1
            return String(first) + String(second)
        default: return String(first)
        }
    }

    private mutating func quoted(_ quote: Unicode.Scalar, _ column: Int) throws(JQLError) -> String {
        at += 1
        var value = String.UnicodeScalarView()
        while at < text.count {
            let scalar = text[at]
            if scalar == quote {
                at += 1
                return String(value)
            }
            if scalar == "\\" {
                value.append(try escape(column))
            } else {
                value.append(scalar)
                at += 1
            }
        }
        throw JQLError(
            message: "Error in the JQL Query: The quoted string '\(String(value))' has not been completed. "
                + "(line \(line), character \(column))", isSyntax: true)
    }

    private mutating func escape(_ column: Int) throws(JQLError) -> Unicode.Scalar {
        at += 1
        let scalar: Unicode.Scalar? = at < text.count ? text[at] : nil
        at += 1
        switch scalar {
        case "n"?: return "\n"
        case "t"?: return "\t"
        case "r"?: return "\r"
        case "u"?:
            let hex = text[min(at, text.count)..<min(at + 4, text.count)]
            at += hex.count
            if hex.count == 4, let code = UInt32(String(String.UnicodeScalarView(hex)), radix: 16),
                let value = Unicode.Scalar(code)
            {
                return value
            }
        case "\""?, "'"?, "\\"?, " "?: return scalar ?? " "
        default: break
        }
        throw JQLError(
            message:
                "Error in the JQL Query: Illegal JQL escape. Valid escape sequences are \\', \\\", \\t, \\n, \\r, "
                + "\\\\, '\\ ' and \\uXXXX. (line \(line), character \(column))", isSyntax: true)
    }

    private static let reserved: Set<Unicode.Scalar> = [
        "@", "#", "$", "%", "^", "*", "?", "`", ";", "{", "}", "[", "]", "/",
    ]
    /// `/` inside a word is left in: dates without quotes get their error from the date.
    private static let stops: Set<Unicode.Scalar> = [
        "\"", "'", "(", ")", ",", "<", ">", "!", "=", "~", "&", "|", "@", "#", "$", "%", "^", "*", "?", "`",
        ";", "{",
        "}", "[", "]",
    ]
}
