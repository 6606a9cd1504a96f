import JiraAPI
import SyncCore
import TokenVault

/// One authorization from the first question to the stored and proved grant, whatever the method.
struct AuthorizationSession {
    private let dependencies: Dependencies
    private let site: JiraSite
    private let vault: Vault
    private var context: ProcessContext { dependencies.context }

    init(_ dependencies: Dependencies) throws {
        self.dependencies = dependencies
        site = try dependencies.site()
        vault = try dependencies.vault()
    }

    /// The configured method, else that of the grant that is there.
    func method() throws -> SignInMethod {
        if let configured = dependencies.configuration.auth.method { return configured }
        guard let siteID = try vault.site(at: site.baseURL) else { return .oauth1 }
        let kinds = Set(try vault.list().filter { $0.site == siteID }.map(\.kind))
        return SignInMethod.of(kinds) ?? .oauth1
    }

    // MARK: A new grant

    /// Obtains a grant, proves it with `/myself` and stores it in place of any before it.
    func authorize(_ method: SignInMethod, _ order: SignInOrder, expecting: String?) async throws {
        let siteID = try vault.site(adding: site.baseURL)
        let desk = SignInDesk(dependencies: dependencies, site: site, vault: vault, siteID: siteID)
        let new = try await method.scheme.obtain(order, at: desk)
        let proof = IdentityProof(dependencies: dependencies, transport: dependencies.transport())
        let identity: Identity
        var expiresAt = new.expiresAt
        do {
            let executor = proof.executor(site, new.authorizer, expected: nil)
            identity = try await proof.prove(executor, expected: nil)
            try Self.compare(identity, with: expecting)
            if let findEnd = new.findEnd { expiresAt = try await findEnd(executor) }
        } catch SourceError.grantRejected(let problem) {
            throw CommandError.newGrantRefused(method: method.rawValue, problem: problem)
        }
        try new.seal(identity.key, expiresAt)
        let ending = GrantEnding(method: method, at: expiresAt, renewsItself: false)
        tell(identity, ending: ending)
    }

    // MARK: The proof alone

    /// Proves the stored grant, and notes in the vault what came of it.
    func check(expecting: String?) async throws {
        let grant = try dependencies.loadGrant(from: vault)
        let keeper = VaultGrantKeeper(vault: vault, grant: grant)
        let proof = IdentityProof(dependencies: dependencies, transport: dependencies.transport())
        let identity: Identity
        do {
            identity = try await proof.prove(grant)
        } catch SourceError.grantRejected(let problem) {
            try keeper.markRejected(reason: problem, at: context.now())
            throw SourceError.grantRejected(problem: problem)
        }
        try keeper.markActive(at: context.now())
        try Self.compare(identity, with: expecting)
        tell(identity, ending: grant.ending)
        if let warning = grant.ending.warning(context.now(), program: dependencies.program) {
            context.talk.say(warning)
        }
    }

    private static func compare(_ identity: Identity, with expected: String?) throws {
        guard let expected, expected != identity.name, expected != identity.key else { return }
        throw CommandError.unexpectedUser(expected: expected, found: identity.name)
    }

    private func tell(_ identity: Identity, ending: GrantEnding) {
        let until = ending.at.map { " until \($0.text.prefix(10))" } ?? ""
        context.talk.say(
            """
            authorized as \(identity.displayName) (\(identity.name)) at \(site.baseURL)\(until)
            the mirror will hold what this account may see; best is a service account that can only read
            """)
    }
}
