import OpenSSLCrypto
import Testing

@testable import TokenVault

@Suite struct GrantTests {
    @Test("a grant comes back as it was saved, and is active")
    func roundTrip() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = try vault.site(adding: "https://jira.example.com")
        #expect(throws: VaultError.noGrant) { try vault.grant(site: site) }
        try vault.save(.sample(), site: site)
        #expect(try folder.open().grant(site: site).texts == OAuthGrant.sample().texts)
        #expect(try vault.grantState(site: site, account: "JIRAUSER10100") == .active)
        #expect(throws: VaultError.noGrant) { try vault.grant(site: SiteID()) }
    }

    @Test("a grant without expiry and handle is a grant")
    func plain() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        var grant = OAuthGrant.sample()
        grant.expiresAt = nil
        grant.sessionHandle = nil
        grant.sessionExpiresAt = nil
        try vault.save(.sample(), site: site)
        try vault.save(grant, site: site)
        #expect(try vault.grant(site: site).texts == grant.texts)
    }

    @Test("a new grant replaces the old one whole, also another account's, and leaves other sites alone")
    func replace() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let (site, other) = (SiteID(), SiteID())
        try vault.save(.sample(account: "ann"), site: site)
        try vault.save(.sample(account: "zoe"), site: other)
        try vault.setGrantState(.rejected(reason: "token_rejected", when: 9), site: site, account: "ann")
        let keys = try vault.list().filter { $0.kind == .rsaPrivateKey }
        try vault.save(.sample(account: "bob", token: "new"), site: site)
        #expect(try vault.grant(site: site).texts == OAuthGrant.sample(account: "bob", token: "new").texts)
        #expect(try vault.list().filter { $0.site == site && $0.account == "ann" }.isEmpty)
        #expect(try vault.grantState(site: site, account: "ann") == nil)
        #expect(try vault.grantState(site: site, account: "bob") == .active)
        #expect(try vault.grant(site: other).account == "zoe")
        // Keys that did not change are not sealed anew.
        #expect(try vault.list().filter { $0.kind == .rsaPrivateKey } == keys)
    }

    @Test("another method's secrets replace an OAuth 1.0a grant, but not the keys of the application link")
    func otherMethod() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.put(SecretBytes(utf8: "proxy"), site: site, kind: .proxyPassword)
        try vault.save(.sample(), site: site)
        try vault.replaceGrant(
            site: site, account: "JIRAUSER10100",
            with: [GrantSecret(kind: .personalAccessToken, secret: SecretBytes(utf8: "pat"), expiresAt: 3)])
        #expect(throws: VaultError.noGrant) { try vault.grant(site: site) }
        #expect(
            try vault.get(site: site, account: "JIRAUSER10100", kind: .personalAccessToken)?.revealText()
                == "pat")
        #expect(
            Set(try vault.list().map(\.kind)) == [
                .proxyPassword, .consumerKey, .rsaPrivateKey, .personalAccessToken,
            ])
        let stored = try vault.storedGrant(site: site)
        #expect(stored.account == "JIRAUSER10100" && stored.secrets.map(\.kind) == [.personalAccessToken])
        #expect(stored[.personalAccessToken]?.secret.revealText() == "pat")
        #expect(stored[.personalAccessToken]?.expiresAt == 3 && stored[.password] == nil)
        #expect(throws: VaultError.noGrant) { try vault.storedGrant(site: SiteID()) }
        #expect(throws: VaultError.self) {
            try vault.replaceGrant(
                site: site, account: "a", with: [GrantSecret(kind: .rsaPrivateKey, secret: SecretBytes([1]))])
        }
    }

    @Test("states are kept for each site and account")
    func states() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let (one, two) = (SiteID(), SiteID())
        let rejected = GrantState.rejected(reason: "token_rejected", when: 1_700_000_123)
        try vault.setGrantState(.active, site: one, account: "ann")
        try vault.setGrantState(rejected, site: one, account: "bob")
        try vault.setGrantState(.expired, site: two, account: "ann")
        let again = try folder.open()
        #expect(try again.grantState(site: one, account: "ann") == .active)
        #expect(try again.grantState(site: one, account: "bob") == rejected)
        #expect(try again.grantState(site: two, account: "ann") == .expired)
        #expect(try again.grantState(site: two, account: "bob") == nil)
        try again.setGrantState(.active, site: one, account: "bob")
        #expect(try again.grantState(site: one, account: "bob") == .active)
    }

    @Test("a grant shows none of its secrets")
    func redaction() {
        var dumped = ""
        dump(OAuthGrant.sample(), to: &dumped)
        #expect(!dumped.contains("canary"))
        #expect(!"\(OAuthGrant.sample())".contains("canary"))
    }
}

@Suite struct PendingRequestTests {
    private func pending(expiresAt: Int64 = 1_700_000_600) -> PendingRequest {
        PendingRequest(
            token: SecretBytes(utf8: "tok"), secret: SecretBytes(utf8: "sec"),
            callbackNonce: SecretBytes(utf8: "nonce"), expiresAt: expiresAt)
    }

    private func take(
        _ vault: Vault, _ site: SiteID, token: String = "tok", nonce: String? = "nonce"
    ) throws -> String {
        let outcome = try vault.takePending(
            site: site, token: SecretBytes(utf8: token), callbackNonce: nonce.map { SecretBytes(utf8: $0) })
        switch outcome {
        case .taken(let request): return "taken \(request.secret.revealText() ?? "") \(request.expiresAt)"
        case .none: return "none"
        case .mismatch: return "mismatch"
        case .expired: return "expired"
        }
    }

    @Test("a waiting request is taken once")
    func once() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        #expect(try take(vault, site) == "none")
        try vault.savePending(pending(), site: site)
        #expect(try take(vault, site) == "taken sec 1700000600")
        #expect(try take(vault, site) == "none")
        #expect(try vault.list().isEmpty)
    }

    @Test("a callback with another token, nonce or site leaves it waiting")
    func mismatch() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.savePending(pending(), site: site)
        #expect(try take(vault, site, token: "other") == "mismatch")
        #expect(try take(vault, site, nonce: "other") == "mismatch")
        #expect(try take(vault, site, token: "", nonce: "") == "mismatch")
        #expect(try take(vault, SiteID()) == "none")
        // A person who types the verifier knows no nonce.
        #expect(try take(vault, site, nonce: nil) == "taken sec 1700000600")
    }

    @Test("a request that waited too long is gone")
    func expired() throws {
        let folder = try VaultFolder()
        let vault = try folder.create()
        let site = SiteID()
        try vault.savePending(pending(), site: site)
        folder.clock.advance(600)
        #expect(try take(vault, site) == "expired")
        #expect(try take(vault, site) == "none")
    }

    @Test("of many callbacks at once, through several vaults, exactly one takes it")
    func concurrently() async throws {
        let folder = try VaultFolder()
        let vaults = [try folder.create(), try folder.open(), try folder.open(), try folder.open()]
        let site = SiteID()
        for _ in 0..<3 {
            try vaults[0].savePending(pending(), site: site)
            let outcomes = try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<20 { group.addTask { try take(vaults[index % 4], site) } }
                return try await group.reduce(into: [String]()) { $0.append($1) }
            }
            #expect(outcomes.filter { $0.hasPrefix("taken") }.count == 1)
            #expect(outcomes.filter { $0 == "none" }.count == 19)
        }
    }
}
