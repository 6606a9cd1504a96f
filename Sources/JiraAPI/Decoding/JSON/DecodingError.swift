/// Why an answer of Jira could not be decoded: what it should have been, what is wrong, and where.
///
/// It hides the standard library's type of that name inside this module, which has one parser and no `Codable`.
package struct DecodingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// What the body should have been: `a page of issues`.
    package var subject: String
    /// What is wrong: `not a date and time`.
    package var problem: String
    /// Where: `issues[3].fields.created`; empty for the value as a whole.
    package var path: String
    /// First offending byte of the body.
    package var offset: Int

    package init(subject: String, problem: String, path: String, offset: Int) {
        self.subject = subject
        self.problem = problem
        self.path = path
        self.offset = offset
    }

    /// `a page of issues: issues[3].fields.created: not a date and time (byte 1042)`.
    package var description: String {
        "\(subject): \(path.isEmpty ? "" : path + ": ")\(problem) (byte \(offset))"
    }

    /// Gives a scan error its subject and its path.
    init(_ error: ScanError, subject: String, in body: UnsafeRawBufferPointer) {
        self.init(
            subject: subject, problem: error.problem.text,
            path: JSONPath.text(of: error, in: body), offset: error.offset)
    }
}
