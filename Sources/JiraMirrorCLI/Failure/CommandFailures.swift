extension FailureReport {
    init(command error: CommandError, program: String) {
        switch error {
        case .usage(let message, let hint):
            self.init(message, hints: [hint].compactMap { $0 }, status: .usage)
        case .configuration(let problems):
            let count = problems.count == 1 ? "a problem" : "\(problems.count) problems"
            self.init(
                "the configuration has \(count)", hints: problems.map(\.description),
                status: .configuration)
        case .notInitialized(let missing):
            self.init(
                "not initialised: there is no \(missing)",
                hints: ["run: \(program) init https://YOUR-JIRA"], status: .configuration)
        case .otherSite(let configured, let asked, let file):
            self.init(
                "this profile belongs to \(configured), not to \(asked)",
                kept: "nothing was changed",
                hints: [
                    "for a second site use another profile: jira-mirror --profile NAME init \(asked)",
                    "the configuration is \(file)",
                ], status: .configuration)
        case .mirrorOfOtherSite(let held, let asked, let path):
            self.init(
                "the mirror holds \(held), the configuration names \(asked)",
                kept: "nothing was read or changed",
                hints: [
                    "for a second site use another profile: jira-mirror --profile NAME init \(asked)",
                    "to begin anew, move this file away: \(path)",
                ], status: .configuration)
        case .notTheSameSite(let reason):
            self.init(
                "this is another Jira: \(reason)", kept: "nothing was changed",
                hints: ["for a second site use another profile: jira-mirror --profile NAME init URL"],
                status: .dataError)
        case .anotherRun(let pid, let lock):
            self.init(
                "another run is active" + (pid.map { " (process \($0))" } ?? ""),
                hints: ["it holds \(lock); the next run will catch up"], status: .tryLater)
        case .interrupted(let cause):
            self.init("stopped by \(cause)", kept: "progress is kept", status: .tryLater)
        case .noGrant:
            self.init(
                "not authorized: nobody has authorized this profile yet",
                hints: ["run: \(program) authorize"], status: .notAuthorized)
        case .grantNotActive(let reason, let since):
            self.init(
                "not authorized: Jira rejected the token (\(reason)) on \(since)",
                kept: "the mirror is kept as it was",
                hints: [
                    "run: \(program) authorize",
                    "if the account was only blocked for a while: \(program) authorize --check",
                ], status: .notAuthorized)
        case .consumerKeyChanged(let configured, let authorized):
            self.init(
                "consumer_key is '\(configured)', but the token was given to '\(authorized)'",
                hints: [
                    "set consumer_key back, or register the new one in Jira and run: \(program) authorize"
                ], status: .configuration)
        case .noClientID:
            self.init(
                "no client id: OAuth 2.0 needs that of the external application in Jira",
                hints: [
                    "set auth.client_id in the configuration, or give --client-id",
                    "how an administrator makes one: \(program) init URL --method oauth2",
                ], status: .configuration)
        case .clientChanged(let configured, let authorized):
            self.init(
                "auth.client_id is '\(configured)', but the grant was given to '\(authorized)'",
                hints: ["set auth.client_id back, or run: \(program) authorize"], status: .configuration)
        case .unexpectedUser(let expected, let found):
            self.init(
                "not authorized: '\(found)' consented, '\(expected)' was expected",
                kept: "the earlier grant, if there was one, is kept",
                hints: ["log out of Jira in that browser and run authorize again as '\(expected)'"],
                status: .notAuthorized)
        case .noAnswer(let message):
            self.init(message, hints: ["run: \(program) authorize"], status: .notAuthorized)
        case .newGrantRefused(let method, let problem):
            self.init(
                "not authorized: Jira does not take \(GrantWords.what(method)) (\(problem))",
                kept: "nothing was stored; the earlier grant, if there was one, is kept",
                hints: GrantWords.hints(problem, program: program), status: .notAuthorized)
        case .noKeyPair(let site):
            self.init(
                "the vault holds no key pair for OAuth 1.0a: this profile was set up for another method",
                hints: [
                    "for OAuth 1.0a set auth.method to oauth1 in the configuration, then run: "
                        + "\(program) init \(site)"
                ], status: .configuration)
        case .noMirror(let path):
            self.init(
                "there is no mirror yet: \(path)", hints: ["run: \(program) sync"], status: .configuration)
        }
    }

    init(file error: FileError) {
        switch error {
        case .cannotCreate(let path, let reason):
            self.init(
                "cannot write \(path): \(reason)",
                hints: ["check that its directory exists and that this user may write there"],
                status: .cannotCreate)
        case .full(let path, let reason):
            self.init(
                "cannot write \(path): \(reason)", kept: "what was there before is kept",
                hints: ["make room on that file system"], status: .inputOutput)
        case .inputOutput(let path, let reason):
            self.init("cannot write \(path): \(reason)", status: .inputOutput)
        case .unreadable(let path, let reason):
            self.init("cannot read \(path): \(reason)", status: .configuration)
        case .brokenPipe:
            self.init("the reader of standard output went away", status: .inputOutput)
        }
    }
}
