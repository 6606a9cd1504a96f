package import OpenSSLCrypto

/// Temporary credentials that wait for the user's decision.
package struct PendingRequest: Sendable {
    package var token: SecretBytes
    package var secret: SecretBytes
    /// The random part of the callback's path.
    package var callbackNonce: SecretBytes
    /// Seconds since 1970.
    package var expiresAt: Int64

    package init(token: SecretBytes, secret: SecretBytes, callbackNonce: SecretBytes, expiresAt: Int64) {
        self.token = token
        self.secret = secret
        self.callbackNonce = callbackNonce
        self.expiresAt = expiresAt
    }
}

/// What came of a callback.
package enum PendingOutcome: Sendable {
    /// It was waiting, and now it is gone: the caller alone may exchange it.
    case taken(PendingRequest)
    /// Nothing waits: it was taken already, or there was no request.
    case none
    /// Token or nonce are not those of the waiting request, which goes on waiting.
    case mismatch
    /// It waited too long, and is gone.
    case expired
}

extension Vault {
    /// Keeps a request until its callback comes; one that waits already is replaced.
    package func savePending(_ pending: PendingRequest, site: SiteID) throws(VaultError) {
        let packed = SecretFields.pack([pending.token, pending.secret, pending.callbackNonce])
        try put(packed, site: site, kind: .pendingRequestToken, expiresAt: pending.expiresAt)
    }

    /// Takes the waiting request, once: of any number of callers, in any number of processes, one gets it.
    ///
    /// - Parameters:
    ///   - token: the `oauth_token` of the callback; compared in constant time.
    ///   - callbackNonce: the random part of the callback's path; nil where a person typed the verifier (`oob`).
    package func takePending(
        site: SiteID, token: SecretBytes, callbackNonce: SecretBytes?
    ) throws(VaultError) -> PendingOutcome {
        try write { session in
            guard let row = session.contents.newest(site, "", .pendingRequestToken) else {
                try session.log("take", site: site, kind: .pendingRequestToken, result: "absent")
                return .none
            }
            guard let parts = SecretFields.unpack(try session.open(row), count: 3),
                let expiresAt = row.metadata.expiresAt
            else { throw VaultError.damaged(path: path, detail: "the pending request") }
            let fits = [parts[0] == token, callbackNonce == nil || parts[2] == callbackNonce]
            guard expiresAt > session.now, !fits.contains(false) else {
                let isOver = expiresAt <= session.now
                if isOver { try session.removePending(site) }
                try session.log(
                    "take", site: site, kind: .pendingRequestToken, result: isOver ? "expired" : "mismatch")
                return isOver ? .expired : .mismatch
            }
            try session.removePending(site)
            try session.log("take", row.metadata)
            return .taken(
                PendingRequest(
                    token: parts[0], secret: parts[1], callbackNonce: parts[2], expiresAt: expiresAt))
        }
    }
}

extension VaultSession {
    fileprivate mutating func removePending(_ site: SiteID) throws {
        try remove { $0.site == site && $0.kind == .pendingRequestToken }
    }
}
