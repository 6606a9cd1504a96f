import HTTPCore
import OAuth1
import SyncCore

/// One of the servlets that hand out tokens (`jira-facts`: `{base}/plugins/servlet/oauth/…`): a signed POST
/// without a body, a short form as the answer.
struct TokenEndpoint {
    enum Name: String {
        case requestToken = "request-token"
        case accessToken = "access-token"
    }

    let site: JiraSite
    let name: Name
    let transport: any HTTPTransport
    let client: ClientCredentials
    let method: SignatureMethod
    let nonce: @Sendable () -> String
    let now: @Sendable () -> Instant

    /// The answer's form with the clock's correction, in seconds to add to ours.
    struct Answer {
        let form: FormEncoding
        let clockOffset: Int64
    }

    /// Room for the login page that may come instead of the form, so that it can be told what it is.
    private static let limits = TransportLimits(
        connectSeconds: 20, idleSeconds: 30, totalSeconds: 60, bodyBytes: 4 << 20)

    /// Sends the request; a used nonce and a refused time are mended once each, by signing anew.
    func post(
        token: TokenCredentials?, extra: [(String, String)], clockOffset: Int64
    ) async throws(AuthorizationError) -> Answer {
        var offset = clockOffset
        var hasNewNonce = false
        var hasNewTime = false
        while true {
            let response = try await send(token: token, extra: extra, clockOffset: offset)
            switch TokenAnswerVerdict(response, site: site) {
            case .form(let form): return Answer(form: form, clockOffset: offset)
            case .failed(let error): throw error
            case .problem(let problem) where problem.name == .nonceUsed && !hasNewNonce:
                hasNewNonce = true
            case .problem(let problem) where problem.name == .timestampRefused:
                let measured = skew(response, problem)
                guard !hasNewTime, let measured else { throw .timestampRefused(skewSeconds: measured) }
                hasNewTime = true
                offset = measured
            case .problem(let problem): throw error(problem)
            }
        }
    }

    private func send(
        token: TokenCredentials?, extra: [(String, String)], clockOffset: Int64
    ) async throws(AuthorizationError) -> HTTPResponse {
        let url = site.url("/plugins/servlet/oauth/" + name.rawValue)
        let now = now
        let signer = RequestSigner(
            client: client, token: token, method: method, nonce: nonce,
            timestamp: { now().milliseconds / 1000 + clockOffset })
        let header: String
        do {
            header = try signer.authorizationHeader(method: HTTPMethod.post.rawValue, url: url, extra: extra)
        } catch {
            throw .signing("\(error)")
        }
        var request = HTTPRequest(.post, url, limits: Self.limits)
        request.headers.set("Authorization", header)
        do {
            return try await transport.send(request)
        } catch {
            throw .transport(error)
        }
    }

    /// Seconds by which the server's clock is ahead: by its `Date`, else by the window it names.
    private func skew(_ response: HTTPResponse, _ problem: OAuthProblem) -> Int64? {
        let date = response.headers["Date"].flatMap(HTTPDate.parse).map { $0.milliseconds / 1000 }
        guard let server = date ?? problem.serverTimestamp else { return nil }
        let (skew, overflow) = server.subtractingReportingOverflow(now().milliseconds / 1000)
        // A clock a century away is no clock to sign by.
        return overflow || skew.magnitude > 3_200_000_000 ? nil : skew
    }

    private func error(_ problem: OAuthProblem) -> AuthorizationError {
        switch problem.name {
        case .consumerKeyUnknown, .consumerKeyRejected, .consumerKeyRefused:
            .consumerUnknown(problem: problem.name.rawValue)
        case .signatureInvalid, .signatureMethodRejected: .signatureInvalid
        case .tokenExpired: .expired
        case .permissionUnknown: .notYetDecided
        case .permissionDenied, .userRefused: .denied
        case .tokenRejected, .tokenUsed, .tokenRevoked: .verifierRefused(problem: problem.name.rawValue)
        case .parameterRejected where problem.rejectedParameters.contains("oauth_callback"): .callbackRefused
        default: .unexpected(problem: problem.name.rawValue)
        }
    }
}
