import Foundation

/// `/rest/pat/latest/tokens`: the account's own personal access tokens.
struct TokenRouter {
    let rest: RESTRouter

    private struct Order: Decodable {
        var name: String
        /// Days.
        var expirationDuration: Int64?
    }

    func answer(_ context: RequestContext) -> OutgoingResponse {
        let pipeline = rest.pipeline
        let segments = context.segments
        guard pipeline.options.hasPersonalTokens, segments.count > 3,
            ["latest", "1.0"].contains(segments[2]),
            segments[3] == "tokens"
        else { return rest.unknown(context) }
        guard let user = context.user else { return rest.send(.failure(.loginNeeded)) }
        let tokens = pipeline.authenticator.tokens
        switch (context.request.method, segments.count) {
        case ("GET", 4): return .json(200, Self.list(tokens.list(of: user)))
        case ("POST", 4):
            guard context.request.headers["X-Atlassian-Token"] == "no-check" else {
                return .html(403, "XSRF check failed")
            }
            guard let order = try? JSONDecoder().decode(Order.self, from: Data(context.request.body)),
                !order.name.isEmpty
            else { return rest.send(.failure(.badRequest("The token needs a name."))) }
            let token = TokenText.make(44)
            let entry = tokens.add(
                token, user: user, name: order.name, days: order.expirationDuration)
            return .json(201, Self.text(entry, rawToken: token))
        case ("DELETE", 5):
            guard let id = Int64(segments[4]), tokens.revoke(id: id, of: user) else {
                return rest.send(.failure(.messages(404, ["There is no such token."])))
            }
            return OutgoingResponse(204)
        default: return RESTRouter.wrongMethod("GET,HEAD,OPTIONS,POST,DELETE")
        }
    }

    private static func list(_ entries: [PersonalTokens.Entry]) -> [UInt8] {
        Array("[".utf8) + entries.map { text($0) }.joined(separator: Array(",".utf8)) + Array("]".utf8)
    }

    private static func text(_ entry: PersonalTokens.Entry, rawToken: String? = nil) -> [UInt8] {
        var out = JSONBuffer()
        out.raw("{\"id\":")
        out.integer(entry.id)
        out.raw(",\"name\":")
        out.string(entry.name)
        out.raw(",\"createdAt\":")
        out.date(entry.createdAt, offset: 0)
        if let end = entry.expiringAt {
            out.raw(",\"expiringAt\":")
            out.date(end, offset: 0)
        }
        if let rawToken {
            out.raw(",\"rawToken\":")
            out.string(rawToken)
        }
        out.raw("}")
        return out.bytes
    }
}
