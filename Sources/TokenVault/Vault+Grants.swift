package import OpenSSLCrypto

/// What OAuth 1.0a needs for signed requests to one site.
package struct OAuthGrant: Sendable {
    /// The key of the Jira user who granted it.
    package var account: String
    package var consumerKey: SecretBytes
    /// PKCS#8 PEM.
    package var privateKey: SecretBytes
    package var accessToken: SecretBytes
    package var accessTokenSecret: SecretBytes
    /// Seconds since 1970.
    package var expiresAt: Int64?
    package var sessionHandle: SecretBytes?
    /// When renewals end, in seconds since 1970.
    package var sessionExpiresAt: Int64?

    package init(
        account: String, consumerKey: SecretBytes, privateKey: SecretBytes, accessToken: SecretBytes,
        accessTokenSecret: SecretBytes, expiresAt: Int64? = nil, sessionHandle: SecretBytes? = nil,
        sessionExpiresAt: Int64? = nil
    ) {
        self.account = account
        self.consumerKey = consumerKey
        self.privateKey = privateKey
        self.accessToken = accessToken
        self.accessTokenSecret = accessTokenSecret
        self.expiresAt = expiresAt
        self.sessionHandle = sessionHandle
        self.sessionExpiresAt = sessionExpiresAt
    }
}

/// One secret of a grant that is not OAuth 1.0a's.
package struct GrantSecret: Sendable {
    package var kind: SecretKind
    package var secret: SecretBytes
    /// Seconds since 1970.
    package var expiresAt: Int64?

    package init(kind: SecretKind, secret: SecretBytes, expiresAt: Int64? = nil) {
        self.kind = kind
        self.secret = secret
        self.expiresAt = expiresAt
    }
}

/// The grant of a site as it lies in the vault, of whatever method.
package struct StoredGrant: Sendable {
    /// The key of the Jira user whose it is.
    package var account: String
    package var secrets: [GrantSecret]

    /// The secret of a kind, or nil.
    package subscript(kind: SecretKind) -> GrantSecret? { secrets.first { $0.kind == kind } }
}

extension SecretKind {
    /// What a new grant replaces, whoever's it was.
    ///
    /// Keys of the application link and the proxy's password stay.
    static let ofGrants: Set<SecretKind> = [
        .accessToken, .sessionHandle, .refreshToken, .personalAccessToken, .password, .pendingRequestToken,
    ]
}

extension Vault {
    /// Stores a grant in place of whatever the site had, and marks it active.
    ///
    /// Consumer key and private key belong to the site; they are written only where they differ.
    package func save(_ grant: OAuthGrant, site: SiteID) throws(VaultError) {
        let token = SecretFields.pack([grant.accessToken, grant.accessTokenSecret])
        var secrets = [GrantSecret(kind: .accessToken, secret: token, expiresAt: grant.expiresAt)]
        if let handle = grant.sessionHandle {
            secrets.append(
                GrantSecret(kind: .sessionHandle, secret: handle, expiresAt: grant.sessionExpiresAt))
        }
        try write { session in
            try session.replaceIfDifferent(grant.consumerKey, site: site, kind: .consumerKey)
            try session.replaceIfDifferent(grant.privateKey, site: site, kind: .rsaPrivateKey)
            try session.replaceGrant(site: site, account: grant.account, secrets: secrets)
        }
    }

    /// Stores the secrets of another method (OAuth 2.0, personal access token, password) in place of whatever grant the
    /// site had, and marks it active.
    package func replaceGrant(site: SiteID, account: String, with secrets: [GrantSecret]) throws(VaultError) {
        try write { session in try session.replaceGrant(site: site, account: account, secrets: secrets) }
    }

    /// The OAuth 1.0a grant of a site.
    ///
    /// - Throws: ``VaultError/noGrant`` when any part of it is missing.
    package func grant(site: SiteID) throws(VaultError) -> OAuthGrant {
        try write { session in
            guard
                let token = session.contents.records.first(where: {
                    $0.metadata.site == site && $0.metadata.kind == .accessToken
                }),
                let consumerKey = session.contents.newest(site, "", .consumerKey),
                let privateKey = session.contents.newest(site, "", .rsaPrivateKey)
            else { throw VaultError.noGrant }
            let account = token.metadata.account
            guard let parts = SecretFields.unpack(try session.open(token), count: 2) else {
                throw VaultError.damaged(path: path, detail: "the access token is not OAuth 1.0a's")
            }
            let handle = session.contents.newest(site, account, .sessionHandle)
            let grant = OAuthGrant(
                account: account, consumerKey: try session.open(consumerKey),
                privateKey: try session.open(privateKey),
                accessToken: parts[0], accessTokenSecret: parts[1], expiresAt: token.metadata.expiresAt,
                sessionHandle: try handle.map { try session.open($0) },
                sessionExpiresAt: handle?.metadata.expiresAt)
            try session.log("use grant", token.metadata)
            return grant
        }
    }

    /// The grant of a site, of whatever method.
    ///
    /// - Throws: ``VaultError/noGrant`` when there is none.
    package func storedGrant(site: SiteID) throws(VaultError) -> StoredGrant {
        try write { session in
            let rows = session.contents.records.filter {
                $0.metadata.site == site && SecretKind.ofGrants.contains($0.metadata.kind)
                    && $0.metadata.kind != .pendingRequestToken
            }
            guard let account = rows.first?.metadata.account else { throw VaultError.noGrant }
            let secrets = try rows.filter { $0.metadata.account == account }.map { row in
                try session.log("use grant", row.metadata)
                return GrantSecret(
                    kind: row.metadata.kind, secret: try session.open(row),
                    expiresAt: row.metadata.expiresAt)
            }
            return StoredGrant(account: account, secrets: secrets)
        }
    }

    /// What is known of the grant; nil when there is none.
    package func grantState(site: SiteID, account: String) throws(VaultError) -> GrantState? {
        try read { session in
            session.contents.grants.first { $0.site == site && $0.account == account }?.state
        }
    }

    /// Notes what became of a grant.
    package func setGrantState(_ state: GrantState, site: SiteID, account: String) throws(VaultError) {
        try write { session in
            try session.setState(state, site: site, account: account)
            try session.log("grant state", site: site, account: account, result: state.column)
        }
    }
}

extension VaultSession {
    fileprivate mutating func replaceIfDifferent(_ secret: SecretBytes, site: SiteID, kind: SecretKind) throws
    {
        if let row = contents.newest(site, "", kind), try open(row) == secret { return }
        let metadata = try put(secret, site: site, account: "", kind: kind, expiresAt: nil)
        try log("put", metadata)
    }

    fileprivate mutating func replaceGrant(site: SiteID, account: String, secrets: [GrantSecret]) throws {
        let new = Set(secrets.map(\.kind))
        guard new.isSubset(of: SecretKind.ofGrants), new.count == secrets.count else {
            throw VaultError.refused("these secrets are not one grant")
        }
        for secret in secrets {
            let metadata = try put(
                secret.secret, site: site, account: account, kind: secret.kind, expiresAt: secret.expiresAt)
            try log("put", metadata)
        }
        try remove { record in
            record.site == site && SecretKind.ofGrants.contains(record.kind)
                && !(record.account == account && new.contains(record.kind))
        }
        for grant in contents.grants where grant.site == site && grant.account != account {
            try setState(nil, site: site, account: grant.account)
        }
        try setState(.active, site: site, account: account)
    }
}
