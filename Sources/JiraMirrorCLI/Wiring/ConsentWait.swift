import JiraAPI

/// Waits for the person's decision on every way it can come at once: the browser on loopback, and a line
/// that is pasted. The first good one wins.
struct ConsentWait {
    let pending: any PendingConsent
    /// Jira's page of the decision.
    let page: String
    let site: JiraSite
    /// nil: the verification code can only be typed.
    let listener: CallbackListener?
    let lines: LineReader
    let talk: Talk

    /// The decision.
    ///
    /// - Throws: `CallbackListenerError`, ``CommandError/noAnswer(_:)`` where nothing can come any more.
    func reply() async throws -> AuthorizationReply {
        try await withThrowingTaskGroup(of: AuthorizationReply?.self) { group in
            defer { group.cancelAll() }
            if let listener {
                group.addTask { try await listener.waitForReply(to: pending, page: page) }
            }
            group.addTask { try await pasted() }
            for try await reply in group {
                if let reply { return reply }
                // The end of standard input: under a script or a service only the browser is left.
                guard listener != nil else {
                    throw CommandError.noAnswer("no verification code was given: standard input ended")
                }
            }
            throw CommandError.noAnswer("no answer came")
        }
    }

    /// The first line that is a reply; what is none is told and forgotten.
    private func pasted() async throws -> AuthorizationReply? {
        while let line = try await lines.next() {
            if line.allSatisfy(\.isWhitespace) { continue }
            do {
                return try PastedReply.read(line, pending: pending, site: site)
            } catch {
                talk.say("\(error)")
            }
        }
        return nil
    }
}
