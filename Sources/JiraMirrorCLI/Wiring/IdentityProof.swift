import HTTPCore
import JiraAPI
import SyncCore

/// Proves a grant by asking Jira, signed, who we are.
struct IdentityProof {
    let dependencies: Dependencies
    let transport: any HTTPTransport

    /// Gives the account that Jira sees.
    ///
    /// - Parameter expected: nil for a grant that is new.
    /// - Throws: `SourceError`; an answer that names an anonymous or another user is a refusal, also with 200.
    func prove(_ grant: Grant, expected: ExpectedAccount?) async throws(SourceError) -> Identity {
        let executor = RequestExecutor(
            site: grant.site, transport: transport,
            authorizer: grant.authorizer(now: dependencies.context.now), expected: expected,
            policy: RetryPolicy(baseSeconds: dependencies.configuration.network.retrySeconds),
            environment: dependencies.clientEnvironment)
        let response = try await executor.send(HTTPRequest(.get, grant.site.url("/rest/api/2/myself")))
        let identity = try IdentityDecoder.decode(response)
        if let name = response.headers["X-AUSERNAME"], name == "anonymous" {
            throw .grantRejected(problem: "anonymous")
        }
        if let expected, identity.key != expected.key {
            throw .identityChanged(expected: expected.name, found: identity.name)
        }
        return identity
    }
}
