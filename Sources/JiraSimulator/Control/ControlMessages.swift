/// Bodies of the control API.

/// `GET /__control/stats`.
struct ControlStats: Encodable {
    var counters: RequestCounters
    var connections: Int
    var faults: [FaultStats]
    var grants: [OAuthGrantSummary]
    /// The simulated clock in milliseconds.
    var now: Int64
}

/// A fault rule and what became of it.
struct FaultStats: Encodable {
    var id: Int
    var action: String
    var path: String?
    var matched: Int
    var fired: Int

    init(_ fault: Fault) {
        id = fault.id
        action = fault.rule.action.name
        path = fault.rule.path
        matched = fault.matched
        fired = fault.fired
    }
}

/// `POST /__control/consumers`: an application link; `publicKey` is PEM.
struct ConsumerOrder: Decodable {
    var key: String
    var publicKey: String
    var name: String?
    var callback: String?
}

/// `POST /__control/consumers/remove`.
struct ConsumerRemoval: Decodable {
    var key: String
    var andTokens: Bool?
}

/// People and consumers; what is left out means all (or, for auto-approve, nobody).
struct Selection: Decodable {
    var user: String?
    var consumer: String?
}

/// `POST /__control/expire`.
struct Expiry: Decodable {
    var sessions: Bool?
}

/// `POST /__control/grants`: a token without the dance.
struct GrantOrder: Decodable {
    var consumer: String
    var user: String
}

/// `POST /__control/bearer`: a personal access token; without a user it is revoked.
struct BearerOrder: Decodable {
    var token: String
    var user: String?
    /// In its owner's list.
    var name: String?
    /// How long it lives; for ever where it is left out.
    var days: Int64?
}

/// `POST /__control/clock`: milliseconds, negative goes back.
struct ClockOrder: Decodable {
    var advance: Int64
}

/// `POST /__control/state`: what `/status` says.
struct StateOrder: Decodable {
    var state: String
}
