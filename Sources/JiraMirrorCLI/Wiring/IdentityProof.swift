import HTTPCore
import JiraAPI
import SyncCore

/// Proves a sign-in by asking Jira, with it, who we are.
struct IdentityProof {
    let dependencies: Dependencies
    let transport: any HTTPTransport

    /// A client with this sign-in.
    func executor(
        _ site: JiraSite, _ authorizer: any RequestAuthorizer, expected: ExpectedAccount?
    ) -> RequestExecutor {
        RequestExecutor(
            site: site, transport: transport, authorizer: authorizer, expected: expected,
            policy: RetryPolicy(baseSeconds: dependencies.configuration.network.retrySeconds),
            environment: dependencies.clientEnvironment)
    }

    /// The same for a grant that is stored.
    func prove(_ grant: Grant) async throws(SourceError) -> Identity {
        try await prove(
            executor(grant.site, grant.authorizer, expected: grant.account), expected: grant.account)
    }

    /// Gives the account that Jira sees.
    ///
    /// - Parameter expected: nil for a grant that is new.
    /// - Throws: `SourceError`; an answer that names an anonymous or another user is a refusal, also with 200.
    func prove(_ executor: RequestExecutor, expected: ExpectedAccount?) async throws(SourceError) -> Identity
    {
        let response = try await executor.send(HTTPRequest(.get, executor.site.url("/rest/api/2/myself")))
        if AnswerVerdict.accountName(response) == AnswerVerdict.anonymous {
            throw .grantRejected(problem: GrantProblem.anonymous.rawValue)
        }
        let identity = try IdentityDecoder.decode(response)
        if let expected, identity.key != expected.key {
            throw .identityChanged(expected: expected.name, found: identity.name)
        }
        return identity
    }
}
