import HTTPCore
import JiraAPI
import SyncCore
import TokenVault

/// The renewal of a stored grant: of several processes one asks Jira, and nothing is used before it is stored.
///
/// A refresh token is good once. If two processes showed the same one, Jira would take the second for a thief's
/// and revoke the grant.
struct GrantRenewal: Sendable {
    let desk: SignInDesk

    /// How long another process may take, in seconds: as long as a request to Jira.
    private static let patienceSeconds = 90.0
    private static let pauseSeconds = 0.1

    /// Runs the body while no other process renews this vault's grants.
    func exclusively<Result>(
        _ body: () async throws(SourceError) -> Result
    ) async throws(SourceError) -> Result {
        let path = desk.vault.path + "-renewal.lock"
        let end = desk.context.monotonic() + Self.patienceSeconds
        while true {
            let lock: RunLock
            do {
                lock = try RunLock(path)
            } catch CommandError.anotherRun where desk.context.monotonic() < end {
                do { try await desk.context.sleep(Self.pauseSeconds) } catch { throw .cancelled }
                continue
            } catch {
                throw .tryLater("the grant cannot be renewed now: \(FailureReport(error).what)")
            }
            defer { withExtendedLifetime(lock) {} }
            return try await body()
        }
    }

    /// Stores what Jira gave; the vault was written to a moment ago, so only another process can be in the way.
    func store(_ write: () throws(VaultError) -> Void) async throws(SourceError) {
        var attempts = 0
        while true {
            do {
                return try write()
            } catch {
                attempts += 1
                guard attempts < 5 else {
                    throw .notAuthorized(
                        "the renewed token could not be stored and is lost: \(FailureReport(error).what); "
                            + "authorize again")
                }
                try? await desk.context.sleep(1)
            }
        }
    }

    /// What a vault's failure means to a run.
    static func reading<Value>(_ read: () throws -> Value) throws(SourceError) -> Value {
        do {
            return try read()
        } catch VaultError.noGrant {
            throw .notAuthorized("the grant was taken out of the vault meanwhile")
        } catch {
            throw .tryLater("the vault cannot be used: \(FailureReport(error).what)")
        }
    }

    /// What a failed request for tokens means to a run.
    static func failure(_ error: AuthorizationError) -> SourceError {
        switch error {
        case .renewalRefused(let problem), .consumerUnknown(let problem), .clientUnknown(let problem):
            .grantRejected(problem: problem)
        case .transport(.cancelled): .cancelled
        case .transport(.tls(let why)): .notAuthorized("the site's certificate was not accepted: \(why)")
        case _ where error.isTransient: .tryLater("the grant could not be renewed: \(error)")
        case .notJira, .malformedAnswer, .oauthSwitchedOff, .oauth2SwitchedOff: .unexpectedAnswer("\(error)")
        default: .notAuthorized("the grant could not be renewed: \(error)")
        }
    }

    /// When to renew what ends then: ahead of it by `lead`, but never more than a quarter of its life.
    static func due(_ record: RecordMetadata?, lead: Double) -> Instant? {
        guard let record, let end = record.expiresAt else { return nil }
        let quarter = Double(end - record.createdAt) / 4
        return Instant(vaultSeconds: end) + -min(lead, max(0, quarter))
    }
}

extension SignInDesk {
    /// What is known of the site's newest record of a kind.
    func record(_ kind: SecretKind) throws -> RecordMetadata? {
        try vault.list().filter { $0.site == siteID && $0.kind == kind }.max { $0.version < $1.version }
    }
}
