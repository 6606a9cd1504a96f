import Reporting

/// What the program says to people: standard error, every line through the redactor.
package struct Talk: Sendable {
    /// Standard error itself, for what moves on a terminal.
    package let stream: OutputFile
    private let redactor: Redactor
    /// Before each line: whose talk it is, where several share a stream.
    private var prefix = ""

    package init(_ output: OutputFile, redactor: Redactor) {
        stream = output
        self.redactor = redactor
    }

    /// The same stream; each line names the profile that it is about.
    func naming(_ profile: String) -> Talk {
        var talk = self
        talk.prefix = profile + ": "
        return talk
    }

    /// Says the text (one or more lines) and its newline.
    ///
    /// A standard error that cannot be written is nobody's
    /// concern: there is no other place to say so.
    package func say(_ text: String) {
        let safe = redactor.redact(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map { prefix + TerminalText.visible(String($0)) }.joined(separator: "\n")
        try? stream.write(safe + "\n")
        try? stream.flush()
    }
}
