import JiraAPI
import SyncCore

extension FailureReport {
    init(source error: SourceError, program: String) {
        let kept = "the mirror is kept as it was"
        let authorize = "run: \(program) authorize"
        switch error {
        case .grantRejected(let problem):
            let isPassword = problem == GrantProblem.wrongPassword.rawValue
            let isDenied = problem == GrantProblem.loginDenied.rawValue
            let what = isPassword ? "the password" : isDenied ? "every login" : "the token"
            self.init(
                "not authorized: Jira rejected \(what) (\(problem))", kept: kept,
                hints: GrantWords.hints(problem, program: program) + (isDenied ? [] : [authorize])
                    + ["until then later runs stop without a request"], status: .notAuthorized)
        case .notAuthorized(let message):
            self.init(
                "not authorized: \(message)", kept: kept,
                hints: ["is the grant still good? run: \(program) authorize --check"], status: .notAuthorized)
        case .identityChanged(let expected, let found):
            self.init(
                "not authorized: '\(found)' answers instead of '\(expected)'", kept: kept,
                hints: ["nothing of that answer was stored", authorize], status: .notAuthorized)
        case .tryLater(let message), .backOff(let message):
            self.init(message, kept: "progress is kept; the next run goes on from here", status: .tryLater)
        case .unexpectedAnswer(let message), .loginPage(let message):
            self.init(
                "the server's answer is not Jira's: \(message)", kept: kept,
                hints: ["a proxy, a login page or a maintenance page may stand before Jira"],
                status: .protocolError)
        case .queryRefused(let messages):
            self.init(
                "Jira refused the query: \(messages.joined(separator: "; "))", kept: kept,
                hints: ["the account may have lost a permission; else please report it with this line"],
                status: .protocolError)
        case .notFound(let what):
            self.init(
                "Jira does not know \(what)", kept: kept, hints: ["check that site.url has the context path"],
                status: .protocolError)
        case .forbidden(let what):
            self.init(
                "not authorized: the account may not see \(what)", kept: kept,
                hints: ["ask a Jira administrator for the permission"], status: .notAuthorized)
        case .pageTooHeavy(let message):
            self.init(
                "a request that cannot be made smaller is too heavy for Jira: \(message)",
                kept: "progress is kept; the next run tries again",
                status: .tryLater)
        case .undecodable(let message):
            self.init(
                "the server's answer cannot be decoded: \(message)", kept: kept,
                hints: ["a proxy may have changed it; else please report it with this line"],
                status: .protocolError)
        case .cancelled:
            self.init(command: .interrupted("a signal"), program: program)
        }
    }
}
