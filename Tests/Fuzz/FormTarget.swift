import SyncCore

@testable import JiraAPI
@testable import OAuth1

/// Forms, pasted replies, URLs and answers of the token endpoints.
func fuzzForm(_ bytes: [UInt8]) {
    if let form = try? FormEncoding(decoding: bytes) {
        precondition(form.pairs.count <= FormEncoding.maximumPairCount, "more pairs than promised")
        let text = form.pairs
            .map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
            .joined(separator: "&")
        if let again = try? FormEncoding(decoding: Array(text.utf8)) {
            // An empty pair (`=`) is written as such and read again.
            precondition(again.pairs == form.pairs, "encoded and decoded, another form")
        } else {
            precondition(text.utf8.count > FormEncoding.maximumByteCount, "what we encode we cannot decode")
        }
        _ = try? TemporaryCredentials(answer: form)
        _ = try? TokenGrant(answer: form)
        _ = try? AuthorizationReply(parameters: form.pairs, pending: pending)
    }
    let text = String(decoding: bytes, as: UTF8.self)
    if let problem = OAuthProblem(authenticate: [text], body: bytes) {
        precondition(
            !problem.name.rawValue.unicodeScalars.contains { $0.value < 0x20 }, "a control character")
        _ = problem.serverTimestamp
    }
    if let uri = try? BaseStringURI(url: text) {
        precondition((try? BaseStringURI(url: uri.text))?.text == uri.text, "normalized twice, another URL")
    }
    if let site = try? JiraSite(text) {
        precondition((try? JiraSite(site.baseURL)) == site, "normalized twice, another site")
    }
    if let request = try? RequestParameters(query: text, formBody: nil, protocolParameters: []) {
        _ = request.normalized()
    }
    for pending in [pending, codePending] { _ = try? PastedReply.read(text, pending: pending, site: site) }
}

private let credentials = TemporaryCredentials(token: "hRequestToken", secret: "")
private let expiry = Instant(milliseconds: 4_000_000_000_000)
private let pending = PendingToken(
    credentials: credentials, callback: .loopback(url: "http://127.0.0.1:4711/cb/x/00"), expiresAt: expiry)
private let codePending = PendingToken(credentials: credentials, callback: .outOfBand, expiresAt: expiry)
private let site: JiraSite = {
    guard let site = try? JiraSite("https://jira.example.com/jira") else {
        preconditionFailure("a plain URL")
    }
    return site
}()
