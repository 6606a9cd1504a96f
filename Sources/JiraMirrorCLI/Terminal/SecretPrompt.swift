import OpenSSLCrypto

/// Asks for secrets: on the terminal without echo, or from standard input, a line each. Never from arguments.
struct SecretPrompt {
    let context: ProcessContext

    /// Longest token or password, in bytes.
    private static let longest = 4000

    /// A token: printable characters of ASCII without spaces; spaces around it are dropped.
    func token(_ question: String) throws -> SecretBytes {
        let answer = try ask(question)
        let trimmed = answer.withUnsafeBytes { bytes in
            let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
            let rest = bytes.drop(while: isSpace)
            let count = rest.count - rest.reversed().prefix(while: isSpace).count
            return SecretBytes(copying: UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
        }
        guard trimmed.count > 0 else { throw Self.nothing(question) }
        guard trimmed.withUnsafeBytes({ $0.allSatisfy { $0 > 0x20 && $0 < 0x7F } }) else {
            throw CommandError.usage("that is no token: it holds spaces or characters that no token has")
        }
        return trimmed
    }

    /// A password: any text but a line's end.
    func password(_ question: String) throws -> SecretBytes {
        let answer = try ask(question)
        let count = answer.withUnsafeBytes { $0.last == 0x0D ? $0.count - 1 : $0.count }
        guard count > 0 else { throw Self.nothing(question) }
        guard answer.revealText() != nil else { throw CommandError.usage("the password is not UTF-8 text") }
        return count == answer.count
            ? answer
            : answer.withUnsafeBytes {
                SecretBytes(copying: UnsafeRawBufferPointer(rebasing: $0.prefix(count)))
            }
    }

    /// A name, which is no secret.
    func name(_ question: String) throws -> String {
        if context.terminal.inputIsTerminal { try? context.talk.stream.write(question) }
        try? context.talk.stream.flush()
        guard let line = Terminal.line(from: context.input), let text = line.revealText() else {
            throw Self.nothing(question)
        }
        return text.trimmingSpaces()
    }

    private func ask(_ question: String) throws -> SecretBytes {
        let answer =
            context.terminal.inputIsTerminal
            ? Terminal.askSecret(question) : Terminal.line(from: context.input)
        guard let answer else { throw Self.nothing(question) }
        guard answer.count <= Self.longest else {
            throw CommandError.usage("the answer is longer than \(Self.longest) bytes")
        }
        return answer
    }

    private static func nothing(_ question: String) -> CommandError {
        .usage(
            "nothing was given for: \(question.prefix { $0 != ":" })",
            hint: "type it on the terminal, or give it on standard input: jira-mirror authorize … < FILE")
    }
}
