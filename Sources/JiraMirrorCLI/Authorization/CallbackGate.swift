import JiraAPI
import OAuth1
import OpenSSLCrypto

/// Decides on a request's head whether it brings the reply that we wait for.
struct CallbackGate {
    enum Verdict {
        case reply(AuthorizationReply)
        /// The first page, which leads to Jira's.
        case start(location: String)
        /// `isGuess`: it tried at our address or token and missed.
        case refused(CallbackPage, isGuess: Bool)
    }

    /// `127.0.0.1:PORT`; a browser that was led here by another name (DNS rebinding) says another.
    let hosts: [String]
    let path: String
    /// A page that only leads on, and where to.
    let start: (path: String, location: String)?
    let maximumFields: Int
    let pending: any PendingConsent

    /// Judges the head without its empty line.
    ///
    /// Strict (RFC 9112): what a browser would not send is refused, so that nothing can be read in two ways.
    func judge(_ head: [UInt8]) -> Verdict {
        guard let lines = Self.lines(head), let requestLine = lines.first else {
            return .refused(.badRequest, isGuess: false)
        }
        let words = requestLine.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else {
            return .refused(.badRequest, isGuess: false)
        }
        guard lines.count - 1 <= maximumFields else { return .refused(.tooLarge, isGuess: false) }
        guard words[0] == "GET" else { return .refused(.methodNotAllowed, isGuess: false) }
        guard let fields = Self.fields(lines.dropFirst()), hasNoBody(fields), hasOurHost(fields) else {
            return .refused(.badRequest, isGuess: false)
        }
        return judge(target: words[1])
    }

    private func judge(target: Substring) -> Verdict {
        let path = target.prefix { $0 != "?" }
        if let start, ConstantTime.equal(String(path), start.path) { return .start(location: start.location) }
        guard ConstantTime.equal(String(path), self.path) else {
            // Browsers ask for /favicon.ico and the like on their own; that is no guess.
            let isNear = path.hasPrefix("/cb") || start != nil && path.hasPrefix("/start")
            return .refused(.notFound, isGuess: isNear)
        }
        let query = target.dropFirst(path.count).drop { $0 == "?" }
        do {
            let form = try FormEncoding(decoding: Array(query.utf8))
            return .reply(try pending.reply(form.pairs))
        } catch {
            return .refused(.badRequest, isGuess: true)
        }
    }

    private func hasOurHost(_ fields: [(name: String, value: String)]) -> Bool {
        let named = fields.filter { $0.name == "host" }.map(\.value)
        return named.count == 1 && hosts.contains(named[0].lowercased())
    }

    private func hasNoBody(_ fields: [(name: String, value: String)]) -> Bool {
        fields.allSatisfy { field in
            field.name != "transfer-encoding" && (field.name != "content-length" || field.value == "0")
        }
    }

    /// Nil where a line end is not CRLF, or a character is none that a head may hold.
    private static func lines(_ head: [UInt8]) -> [String]? {
        var lines: [String] = []
        var current: [UInt8] = []
        var isAfterReturn = false
        for byte in head + [13, 10] {
            switch (isAfterReturn, byte) {
            case (true, 10):
                lines.append(String(decoding: current, as: UTF8.self))
                current = []
                isAfterReturn = false
            case (false, 13): isAfterReturn = true
            case (false, 9), (false, 0x20...0x7E), (false, 0x80...): current.append(byte)
            default: return nil
            }
        }
        return lines
    }

    /// Names in lower case; nil where a line is no field (folded ones included).
    private static func fields(_ lines: ArraySlice<String>) -> [(name: String, value: String)]? {
        var fields: [(name: String, value: String)] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let name = line[..<colon]
            guard !name.isEmpty, !name.contains(where: { $0 == " " || $0 == "\t" }) else { return nil }
            let value = line[line.index(after: colon)...]
            let isSpace = { (character: Character) in character == " " || character == "\t" }
            let trimmed = value.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
            fields.append((name.lowercased(), String(trimmed)))
        }
        return fields
    }
}
