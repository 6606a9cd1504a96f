import Reporting

/// What the program says to people: standard error, every line through the redactor.
package struct Talk: Sendable {
    private let output: OutputFile
    private let redactor: Redactor

    package init(_ output: OutputFile, redactor: Redactor) {
        self.output = output
        self.redactor = redactor
    }

    /// Says the text (one or more lines) and its newline.
    ///
    /// A standard error that cannot be written is nobody's
    /// concern: there is no other place to say so.
    package func say(_ text: String) {
        let safe = redactor.redact(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map { TerminalText.visible(String($0)) }.joined(separator: "\n")
        try? output.write(safe + "\n")
        try? output.flush()
    }
}
