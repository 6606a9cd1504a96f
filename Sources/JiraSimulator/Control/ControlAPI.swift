import Foundation
import OpenSSLCrypto

/// `/__control/…`: lets shell scripts and the demo drive the simulator, JSON in and JSON out.
///
/// It listens on loopback only, and a web page cannot use it: a request with an `Origin`, or for another
/// host name, is refused.
struct ControlAPI {
    let pipeline: RequestPipeline

    func answer(_ request: IncomingRequest) -> OutgoingResponse {
        let host = request.headers["Host"] ?? ""
        let isLocal = ["127.0.0.1", "localhost", "[::1]"].contains { host == $0 || host.hasPrefix($0 + ":") }
        guard request.headers["Origin"] == nil, isLocal else {
            return Self.failure(403, "The control API answers only to local programs.")
        }
        let name = request.path.split(separator: "/").dropFirst().joined(separator: "/")
        do {
            return try answer(name, request)
        } catch let error as DecodingError {
            return Self.failure(400, Self.explain(error))
        } catch {
            return Self.failure(400, "\(error)")
        }
    }

    private func answer(_ name: String, _ request: IncomingRequest) throws -> OutgoingResponse {
        switch (request.method, name) {
        case ("GET", "stats"): return try Self.success(stats())
        case ("GET", "log"): return try Self.success(pipeline.log.records)
        case ("POST", "reset"):
            pipeline.log.reset()
            pipeline.faults.clear()
            return try Self.success(stats())
        case ("POST", "mutations"):
            let mutations: [Mutation] = try Self.oneOrMany(request)
            return try Self.success(mutations.map { pipeline.site.apply($0) })
        case ("POST", "faults"):
            let rules: [FaultRule] = try Self.oneOrMany(request)
            return try Self.success(rules.map { FaultStats(pipeline.faults.add($0)) })
        case ("GET", "faults"): return try Self.success(pipeline.faults.faults.map(FaultStats.init))
        case ("DELETE", "faults"):
            pipeline.faults.clear()
            return try Self.success([FaultStats]())
        case ("POST", "consumers"):
            let consumer: ConsumerOrder = try Self.decode(request)
            try pipeline.oauth.register(
                consumerKey: consumer.key, publicKeyPEM: consumer.publicKey,
                name: consumer.name ?? consumer.key, callback: consumer.callback)
            return try Self.success(["consumer": consumer.key])
        case ("POST", "consumers/remove"):
            let removal: ConsumerRemoval = try Self.decode(request)
            pipeline.oauth.removeConsumer(removal.key, andTokens: removal.andTokens ?? false)
            return try Self.success(["consumer": removal.key])
        case ("POST", "revoke"):
            let order: Selection = try Self.decode(request)
            return try Self.success([
                "revoked": pipeline.oauth.revokeTokens(user: order.user, consumerKey: order.consumer)
            ])
        case ("POST", "expire"):
            let order: Expiry = try Self.decode(request)
            pipeline.oauth.expireTokens(sessions: order.sessions ?? false)
            return try Self.success(pipeline.oauth.grants)
        case ("GET", "grants"): return try Self.success(pipeline.oauth.grants)
        case ("POST", "grants"):
            let order: GrantOrder = try Self.decode(request)
            let grant = pipeline.oauth.grantToken(consumerKey: order.consumer, user: order.user)
            return try Self.success([
                "token": grant.token, "secret": grant.secret, "sessionHandle": grant.sessionHandle,
            ])
        case ("POST", "bearer"):
            let order: BearerOrder = try Self.decode(request)
            let tokens = pipeline.authenticator.tokens
            if let user = order.user {
                tokens.add(order.token, user: user, name: order.name ?? "token", days: order.days)
            } else {
                tokens.revoke(order.token)
            }
            return try Self.success(["user": order.user ?? ""])
        case ("POST", "oauth2-links"):
            let link: OAuth2Link = try Self.decode(request)
            pipeline.oauth2.register(link)
            return try Self.success(["client": link.clientID])
        case ("POST", "oauth2-revoke"):
            return try Self.success(["revoked": pipeline.oauth2.revokeAll()])
        case ("POST", "auto-approve"):
            let order: Selection = try Self.decode(request)
            pipeline.oauth.options.autoApproveUser = order.user
            return try Self.success(["user": order.user ?? ""])
        case ("POST", "clock"):
            let order: ClockOrder = try Self.decode(request)
            _ = pipeline.site.apply(.advanceClock(milliseconds: order.advance))
            return try Self.success(["now": pipeline.site.now])
        case ("GET", "clock"): return try Self.success(["now": pipeline.site.now])
        case ("POST", "state"):
            let order: StateOrder = try Self.decode(request)
            pipeline.applicationState = order.state
            return try Self.success(["state": order.state])
        case ("POST", "rate-limit"):
            // An empty body or `null` lifts the limit.
            let text = String(decoding: request.body, as: UTF8.self).trimmingBlanks
            pipeline.limiter.options =
                text.isEmpty || text == "null" ? nil : try Self.decode(request) as RateLimitOptions
            return try Self.success(["limited": pipeline.limiter.options != nil])
        default: return Self.failure(404, "There is no \(request.method) /__control/\(name).")
        }
    }

    private func stats() -> ControlStats {
        ControlStats(
            counters: pipeline.log.counters, connections: pipeline.connectionsOpened,
            faults: pipeline.faults.faults.map(FaultStats.init), grants: pipeline.oauth.grants,
            now: pipeline.site.now)
    }

    private static func decode<Order: Decodable>(_ request: IncomingRequest) throws -> Order {
        try JSONDecoder().decode(
            Order.self, from: Data(request.body.isEmpty ? Array("{}".utf8) : request.body))
    }

    private static func oneOrMany<Order: Decodable>(_ request: IncomingRequest) throws -> [Order] {
        let isArray = request.body.first { $0 > 0x20 } == UInt8(ascii: "[")
        return isArray ? try decode(request) : [try decode(request)]
    }

    private static func success(_ value: some Encodable) throws -> OutgoingResponse {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return .json(200, Array(try encoder.encode(value)) + [10])
    }

    private static func failure(_ status: Int, _ message: String) -> OutgoingResponse {
        let body = (try? JSONEncoder().encode(["error": message])) ?? Data()
        return .json(status, Array(body) + [10])
    }

    private static func explain(_ error: DecodingError) -> String {
        switch error {
        case .keyNotFound(let key, _): "\"\(key.stringValue)\" is missing."
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            "\(context.codingPath.map(\.stringValue).joined(separator: ".")): \(context.debugDescription)"
        @unknown default: "\(error)"
        }
    }
}
