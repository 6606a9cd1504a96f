import OpenSSLCrypto
import Synchronization

/// The state of Jira's OAuth 2.0 provider: links, codes, access tokens, and refresh tokens that rotate.
package final class OAuth2Provider: Sendable {
    struct Code: Sendable {
        let clientID: String
        let redirectURI: String
        let scope: String
        let challenge: String?
        let method: String
        let user: String
        let created: Int64
    }

    /// All that came from one consent: it dies as a whole.
    struct Family: Sendable {
        let clientID: String
        let redirectURI: String
        let scope: String
        let user: String
        var access = ""
        var accessCreated: Int64 = 0
        /// The one refresh token that is good.
        var refresh = ""
        var refreshCreated: Int64 = 0
    }

    struct State {
        var options: OAuth2Options
        var links: [String: OAuth2Link] = [:]
        var codes: [String: Code] = [:]
        var families: [Int: Family] = [:]
        var lastFamily = 0
        /// Every refresh token ever given, to know one that comes a second time.
        var refreshTokens: [String: Int] = [:]
        var renewals = 0
    }

    let state: Mutex<State>
    let site: SimulatedSite

    init(site: SimulatedSite, options: OAuth2Options) {
        self.site = site
        state = Mutex(State(options: options))
    }

    /// The behaviour; may be changed while the server runs.
    package var options: OAuth2Options {
        get { state.withLock { $0.options } }
        set { state.withLock { $0.options = newValue } }
    }

    /// How often a refresh token was exchanged.
    package var renewals: Int { state.withLock { $0.renewals } }

    /// Makes the application link.
    package func register(_ link: OAuth2Link) { state.withLock { $0.links[link.clientID] = link } }

    /// Revokes every grant; gives how many there were.
    @discardableResult
    package func revokeAll() -> Int {
        state.withLock { state in
            defer { state.families = [:] }
            return state.families.count
        }
    }

    /// Key of whose access token it is, while it lives.
    func owner(of token: String, now: Int64) -> String? {
        state.withLock { state in
            guard let family = state.families.values.first(where: { $0.access == token }),
                now - family.accessCreated < state.options.accessTokenLife
            else { return nil }
            return family.user
        }
    }

    // MARK: Codes

    func issueCode(_ code: Code) -> String {
        let value = TokenText.make(40)
        state.withLock { $0.codes[value] = code }
        return value
    }

    // MARK: The token endpoint

    /// The JSON answer of `token`.
    func token(_ form: [String: String], now: Int64) throws(OAuth2Problem) -> [UInt8] {
        let link = state.withLock { $0.links[form["client_id"] ?? ""] }
        guard let link, ConstantTime.equal(link.clientSecret, form["client_secret"] ?? "") else {
            throw .client
        }
        // Also for a renewal, where the standard does not ask for it.
        guard form["redirect_uri"] == link.redirectURI else { throw .grant() }
        switch form["grant_type"] {
        case "authorization_code": return try exchange(form, link, now: now)
        case "refresh_token": return try renew(form, link, now: now)
        default: throw OAuth2Problem(error: "unsupported_grant_type")
        }
    }

    private func exchange(
        _ form: [String: String], _ link: OAuth2Link, now: Int64
    ) throws(OAuth2Problem) -> [UInt8] {
        // A code is good once, whatever becomes of it.
        let (code, life) = state.withLock {
            ($0.codes.removeValue(forKey: form["code"] ?? ""), $0.options.codeLife)
        }
        guard let code, code.clientID == link.clientID, code.redirectURI == form["redirect_uri"],
            now - code.created <= life
        else { throw .grant() }
        guard Self.proves(form["code_verifier"], code) else { throw .grant("code_verifier") }
        let family = Family(
            clientID: link.clientID, redirectURI: code.redirectURI, scope: code.scope, user: code.user)
        return state.withLock { state in
            state.lastFamily += 1
            return Self.issue(&state, family, number: state.lastFamily, now: now)
        }
    }

    /// RFC 7636, section 4.6.
    private static func proves(_ verifier: String?, _ code: Code) -> Bool {
        guard let challenge = code.challenge else { return verifier == nil }
        guard let verifier, (43...128).contains(verifier.utf8.count) else { return false }
        guard code.method == "S256" else { return verifier == challenge }
        guard let digest = try? SHA256.hash(Array(verifier.utf8)) else { return false }
        return Base64.encodeURLSafe(digest) == challenge
    }

    private func renew(
        _ form: [String: String], _ link: OAuth2Link, now: Int64
    ) throws(OAuth2Problem) -> [UInt8] {
        let token = form["refresh_token"] ?? ""
        let answer = state.withLock { state -> [UInt8]? in
            guard let number = state.refreshTokens[token], let family = state.families[number],
                family.clientID == link.clientID
            else { return nil }
            guard family.refresh == token else {
                // One that was exchanged before comes again: somebody has stolen it, so all of it dies.
                state.families[number] = nil
                return nil
            }
            guard now - family.refreshCreated < state.options.refreshTokenLife else { return nil }
            state.renewals += 1
            return Self.issue(&state, family, number: number, now: now)
        }
        guard let answer else { throw .grant() }
        return answer
    }

    /// New tokens in place of the family's.
    private static func issue(_ state: inout State, _ family: Family, number: Int, now: Int64) -> [UInt8] {
        var family = family
        family.access = TokenText.make(48)
        family.accessCreated = now
        family.refresh = TokenText.make(48)
        family.refreshCreated = now
        state.families[number] = family
        state.refreshTokens[family.refresh] = number
        var out = JSONBuffer()
        out.raw("{\"access_token\":")
        out.string(family.access)
        out.raw(",\"refresh_token\":")
        out.string(family.refresh)
        out.raw(",\"scope\":")
        out.string(family.scope)
        out.raw(",\"token_type\":\"bearer\",\"expires_in\":")
        out.integer(state.options.accessTokenLife / 1000)
        out.raw(",\"created_at\":")
        out.integer(now / 1000)
        out.raw("}")
        return out.bytes
    }
}
