import JiraAPI

extension FailureReport {
    init(authorization error: AuthorizationError, program: String) {
        let again = "run: \(program) authorize"
        let kept = "the earlier grant, if there was one, is kept"
        switch error {
        case .transport(let error):
            self.init(transport: error)
        case .consumerUnknown(let problem):
            self.init(
                "not authorized: Jira does not know the consumer key (\(problem))", kept: kept,
                hints: [
                    "compare consumer_key with the application link's incoming authentication",
                    "what an administrator enters there: \(program) init URL prints it again",
                ], status: .notAuthorized)
        case .signatureInvalid:
            self.init(
                "not authorized: Jira finds the signature wrong", kept: kept,
                hints: [
                    "the application link must hold this public key: \(program) vault public-key",
                    "site.url must be Jira's own base URL: scheme, host, port and path",
                ], status: .notAuthorized)
        case .denied:
            self.init(
                "not authorized: access was denied in Jira", kept: kept,
                hints: ["\(again), and press Allow"], status: .notAuthorized)
        case .expired, .alreadyUsed, .notYetDecided, .tokenMismatch, .verifierMissing, .verifierRefused,
            .duplicateParameter, .malformedReply, .pastedText, .timestampRefused, .renewalRefused,
            .unexpected, .callbackRefused:
            self.init("not authorized: \(error)", kept: kept, status: .notAuthorized)
        case .oauthSwitchedOff(let evidence):
            self.init(
                "not authorized: Jira's OAuth 1.0a does not answer (\(evidence))", kept: kept,
                hints: [
                    "check that site.url has the context path, such as /jira",
                    "newer versions of Jira can have OAuth 1.0a switched off; other methods: "
                        + "\(program) authorize --method pat, oauth2 or basic",
                ], status: .notAuthorized)
        case .codeRefused:
            self.init(
                "not authorized: Jira does not take the code (invalid_grant)", kept: kept,
                hints: [
                    "codes live for ten seconds: \(again), and paste at once",
                    "auth.callback_url must be the redirect URL that is registered in Jira",
                ], status: .notAuthorized)
        case .clientUnknown(let problem):
            self.init(
                "not authorized: Jira does not know the client id, or its secret is another (\(problem))",
                kept: kept, hints: ["compare auth.client_id, then \(again): it asks for the secret"],
                status: .notAuthorized)
        case .oauth2SwitchedOff(let evidence):
            self.init(
                "not authorized: Jira's OAuth 2.0 does not answer (\(evidence))", kept: kept,
                hints: [
                    "it comes with Data Center 8.22 and needs a base URL of https",
                    "other methods: \(program) authorize --method pat, oauth1 or basic",
                ], status: .notAuthorized)
        case .callbackNotConfirmed, .notJira, .malformedAnswer:
            self.init("\(error)", kept: kept, status: .protocolError)
        case .unavailable: self.init("\(error)", kept: kept, status: .tryLater)
        case .signing:
            self.init(
                "\(error)", hints: ["this is a bug of ours: please report it with this line"],
                status: .software)
        case .storage: self.init("\(error)", kept: kept, status: .inputOutput)
        }
    }

    init(callback error: CallbackListenerError, program: String) {
        switch error {
        case .cannotListen: self.init("\(error)", status: .cannotCreate)
        case .tooManyWrongAttempts:
            self.init(
                "not authorized: \(error)", hints: ["run: \(program) authorize"], status: .notAuthorized)
        case .timedOut:
            self.init(
                "not authorized: nobody decided in Jira in time", hints: ["run: \(program) authorize"],
                status: .notAuthorized)
        case .cancelled: self.init(command: .interrupted("a signal"), program: program)
        case .failed: self.init("\(error)", status: .inputOutput)
        }
    }
}
