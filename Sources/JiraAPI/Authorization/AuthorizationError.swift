package import HTTPCore

/// Why the dance did not end in a grant.
///
/// Each case asks for another remedy. None carries a token, a verifier, a signature or a body: some of
/// Jira's error bodies echo the signature base string.
package enum AuthorizationError: Error, Sendable, Equatable {
    /// Jira has no application link with this consumer key, or has blocked it.
    case consumerUnknown(problem: String)
    case signatureInvalid
    /// No `oauth_callback_confirmed=true`: the server speaks OAuth 1.0, which is open to session fixation.
    case callbackNotConfirmed
    case callbackRefused
    /// The user pressed Deny.
    case denied
    /// The ten minutes of the request token are over.
    case expired
    /// The reply names another request token than ours: it belongs to another authorization.
    case tokenMismatch
    case verifierMissing
    /// Jira does not take the verifier, or the request token with it.
    case verifierRefused(problem: String)
    /// The exchange came before the user had decided.
    case notYetDecided
    /// This request token was exchanged, or replaced by a newer one, before.
    case alreadyUsed
    /// A parameter that may stand once stands twice in the reply.
    case duplicateParameter(String)
    /// The reply is not a form-encoded query.
    case malformedReply
    /// What was pasted is no reply.
    case pastedText(PastedReply.Problem)
    /// Nothing answers as OAuth 1.0a at the servlet; `evidence` says what did answer.
    case oauthSwitchedOff(evidence: String)
    /// OAuth 2.0: the code is older than ten seconds, or not this client's; or the redirect URI is another.
    case codeRefused
    /// OAuth 2.0: no client with this id, or another secret.
    case clientUnknown(problem: String)
    /// Nothing answers as OAuth 2.0's token endpoint.
    case oauth2SwitchedOff(evidence: String)
    /// Still refused after the clock was corrected. Seconds by which the server is ahead, if it told.
    case timestampRefused(skewSeconds: Int64?)
    /// The session is over or was revoked: only a new authorization helps.
    case renewalRefused(problem: String)
    case notJira(String)
    /// The server is busy or in maintenance (429, 5xx): later may do.
    case unavailable(status: Int)
    case transport(TransportError)
    /// A problem that the provider names and that has no case here.
    case unexpected(problem: String)
    /// An answer of the token servlet that lacks what it must hold.
    case malformedAnswer(String)
    /// The request could not be signed.
    case signing(String)
    /// The pending request token could not be kept or fetched.
    case storage(String)
}

extension AuthorizationError: CustomStringConvertible {
    /// What happened, and how to mend it.
    package var description: String {
        switch self {
        case .consumerUnknown(let problem):
            "Jira does not know the consumer key (\(problem)): compare it with the application link's incoming "
                + "authentication"
        case .signatureInvalid:
            "Jira finds the signature wrong: the public key of the application link must be this vault's, and "
                + "the URL must be Jira's own base URL (scheme, host, port and path)"
        case .callbackNotConfirmed:
            "the server did not confirm the callback: it does not speak OAuth 1.0a, and going on would be unsafe"
        case .callbackRefused: "Jira refuses the callback address; try again with --callback oob"
        case .denied: "access was denied in Jira; run authorize again and press Allow"
        case .expired:
            "the authorization took longer than the ten minutes that Jira gives; run authorize again"
        case .tokenMismatch: "the reply belongs to another authorization and was not used"
        case .verifierMissing: "the reply holds no verification code"
        case .verifierRefused(let problem):
            "Jira does not take the verification code (\(problem)); run authorize again and copy it exactly"
        case .notYetDecided:
            "nobody has pressed Allow in Jira for this authorization; run authorize again and decide before you go on"
        case .alreadyUsed: "this authorization was completed or replaced before; run authorize again"
        case .duplicateParameter(let name): "the reply holds \(name) more than once and was not used"
        case .malformedReply: "the reply is not readable and was not used"
        case .pastedText(let problem): problem.description
        case .oauthSwitchedOff(let evidence):
            "Jira's OAuth 1.0a servlet does not answer (\(evidence)): newer versions come without it, or the "
                + "base URL lacks a context path such as /jira; other methods: authorize --method oauth2 or pat"
        case .codeRefused:
            "Jira does not take the code (invalid_grant): codes live for ten seconds, and the redirect URI must be "
                + "the registered one"
        case .clientUnknown(let problem):
            "Jira does not know the client id, or its secret is another (\(problem))"
        case .oauth2SwitchedOff(let evidence):
            "Jira's OAuth 2.0 does not answer (\(evidence)): it comes with Data Center 8.22 and needs a base URL "
                + "with https"
        case .timestampRefused(let skew):
            "Jira refuses the time of the request"
                + (skew.map { ", its clock is \($0) s ahead of this machine's" } ?? "")
                + ": set both clocks by NTP"
        case .renewalRefused(let problem):
            "Jira does not renew the grant (\(problem)); run authorize again"
        case .notJira(let what): "not an answer of Jira: \(what)"
        case .unavailable(let status): "Jira is not available now (status \(status)); try later"
        case .transport(let error): Self.text(error)
        case .unexpected(let problem): "Jira refuses with the problem \(problem)"
        case .malformedAnswer(let what): "Jira's answer cannot be used: \(what)"
        case .signing(let why): "the request could not be signed: \(why)"
        case .storage(let why): "the pending authorization could not be kept: \(why)"
        }
    }

    /// Whether trying again later, without anybody's help, may do.
    package var isTransient: Bool {
        switch self {
        case .unavailable: true
        case .transport(let error): error.isTransient
        default: false
        }
    }

    private static func text(_ error: TransportError) -> String {
        switch error {
        case .refusedURL(let why): "the address may not be dialled: \(why)"
        case .couldNotResolve(let why): "the host's name was not found: \(why)"
        case .couldNotConnect(let why): "no connection: \(why)"
        case .tls(let why):
            "the encrypted connection was refused: \(why); a private authority is set by --ca-file"
        case .proxy(let why): "the proxy failed: \(why)"
        case .timedOut(let phase): "no answer in time (\(phase))"
        case .incomplete(let why): "the connection ended too early: \(why)"
        case .bodyTooLarge, .headersTooLarge: "the answer is too large to be one of Jira's token servlet"
        case .cancelled: "cancelled"
        case .other(let code, let why): "the transfer failed (\(code)): \(why)"
        }
    }
}
