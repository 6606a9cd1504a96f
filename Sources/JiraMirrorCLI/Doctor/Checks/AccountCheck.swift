import HTTPCore
import JiraAPI
import SyncCore
import TokenVault

/// The grant at work: who Jira takes us for, what that account may see, how fast it may ask.
struct AccountCheck {
    let dependencies: Dependencies
    let vault: Vault
    let grant: Grant
    let probesRejected: Bool

    private var program: String { dependencies.program }

    func findings() async -> [Finding] {
        let keeper = VaultGrantKeeper(vault: vault, grant: grant)
        let rejection: GrantRejection?
        do { rejection = try keeper.rejection() } catch {
            return [.failure("account", error, program: program)]
        }
        if let rejection, !probesRejected {
            return [
                .failure(
                    "account",
                    "Jira rejected the grant (\(rejection.reason)) on \(rejection.since.text.prefix(10))",
                    .notAuthorized, "run: \(program) authorize",
                    "or, if the account was reactivated: \(program) doctor --probe")
            ]
        }
        let transport = dependencies.transport()
        let identity: Identity
        do {
            identity = try await IdentityProof(dependencies: dependencies, transport: transport)
                .prove(grant)
        } catch {
            return [.failure("account", error, program: program)]
        }
        var findings = [
            Finding.good("account", "Jira takes us for \(identity.displayName) (\(identity.name))")
        ]
        if rejection != nil {
            do {
                try keeper.markActive(at: dependencies.context.now())
                findings.append(.note("account", "Jira takes the grant again: it is active"))
            } catch {
                findings.append(.failure("account", error, program: program))
            }
        }
        findings.append(timeZone(identity))
        findings += await rights(transport)
        return findings
    }

    private func timeZone(_ identity: Identity) -> Finding {
        let account = identity.timeZone ?? "unknown"
        guard let configured = dependencies.configuration.reports.timeZone else {
            return .good("time zone", "reports count days in \(account), the account's zone in Jira")
        }
        return configured == account
            ? .good("time zone", "reports count days in \(configured)")
            : .note(
                "time zone", "reports count days in \(configured); the account's zone in Jira is \(account)")
    }

    // MARK: Rights

    private func rights(_ transport: any HTTPTransport) async -> [Finding] {
        let executor = dependencies.executor(
            grant, transport: transport,
            policy: RetryPolicy(baseSeconds: dependencies.configuration.network.retrySeconds))
        let client = JiraClient(executor: executor, concurrency: 1, now: dependencies.context.now)
        var findings: [Finding] = []
        do {
            let projects = try await client.projects()
            findings.append(
                projects.isEmpty
                    ? .failure(
                        "projects", "the account sees no project", .notAuthorized,
                        "let Jira's administrator give it Browse Projects (and access to Jira Software)")
                    : .good("projects", "the account sees \(projects.count)"))
            let response = try await executor.send(AccountRights.request(grant.site))
            findings += Rights(rights: AccountRights(response)).findings()
            findings.append(RateLimit(response.headers).finding())
        } catch {
            findings.append(.failure("rights", error, program: program))
        }
        return findings
    }
}

/// What the account's rights mean for a mirror.
private struct Rights {
    let rights: AccountRights?

    /// Rights that a mirror does without: whoever steals its grant has them too.
    private static let needless = [
        "SYSTEM_ADMIN", "ADMINISTER", "BULK_CHANGE", "CREATE_ISSUES", "EDIT_ISSUES",
    ]

    func findings() -> [Finding] {
        guard let held = rights?.held else { return [.note("rights", "Jira did not tell them")] }
        var findings: [Finding] = []
        if !held.contains("USER_PICKER") {
            findings.append(
                .warning(
                    "rights",
                    "the account may not browse users: only those who appear in issues are mirrored",
                    "let Jira's administrator give it the global permission Browse Users"))
        }
        let extra = Self.needless.filter(held.contains)
        findings.append(
            extra.isEmpty
                ? .good("rights", "the account can only read")
                : .warning(
                    "rights", "the account may do more than read: \(extra.joined(separator: ", "))",
                    "a dedicated account that can only read is safer; authorize as that one"))
        return findings
    }
}

/// The headers by which Jira Data Center tells its rate limit.
private struct RateLimit {
    private let headers: HTTPHeaders

    init(_ headers: HTTPHeaders) { self.headers = headers }

    func finding() -> Finding {
        func number(_ name: String) -> Int? { headers["X-RateLimit-" + name].flatMap(Int.init) }
        guard let fill = number("FillRate"), let interval = number("Interval-Seconds"), fill > 0,
            interval > 0,
            fill < Int(Int32.max)
        else { return .good("rate limit", "none that Jira tells") }
        let left = number("Remaining").map { "; \($0) left just now" } ?? ""
        return .good(
            "rate limit",
            "\(fill) requests every \(interval == 1 ? "second" : "\(interval) s")\(left); runs keep below it")
    }
}
