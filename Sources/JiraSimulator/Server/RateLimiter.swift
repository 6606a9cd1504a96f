import Synchronization

/// Jira Data Center's rate limit: a token bucket for each person on each node.
package struct RateLimitOptions: Sendable, Codable, Equatable {
    /// What a 429 says in `Retry-After`.
    package enum RetryAfterForm: String, Sendable, Codable {
        case seconds, date, absent, rubbish
        /// `9223372036854775807`, as "block all requests" says it.
        case longMax
    }

    /// Size of the bucket; 0 blocks all requests.
    package var limit: Int
    /// Tokens added in each interval.
    package var fillRate: Int
    package var intervalSeconds: Int
    /// Usernames without a limit.
    package var exempt: [String]
    package var retryAfter: RetryAfterForm

    /// Only `limit` and `fillRate` must be there.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            limit: try values.decode(Int.self, forKey: .limit),
            fillRate: try values.decode(Int.self, forKey: .fillRate),
            intervalSeconds: try values.decodeIfPresent(Int.self, forKey: .intervalSeconds) ?? 1,
            exempt: try values.decodeIfPresent([String].self, forKey: .exempt) ?? [],
            retryAfter: try values.decodeIfPresent(RetryAfterForm.self, forKey: .retryAfter) ?? .seconds)
    }

    package init(
        limit: Int, fillRate: Int, intervalSeconds: Int = 1, exempt: [String] = [],
        retryAfter: RetryAfterForm = .seconds
    ) {
        self.limit = limit
        self.fillRate = fillRate
        self.intervalSeconds = max(1, intervalSeconds)
        self.exempt = exempt
        self.retryAfter = retryAfter
    }
}

/// Counts the tokens.
///
/// Buckets fill in whole intervals of real time, because clients wait in real time.
final class RateLimiter: Sendable {
    struct Verdict {
        var isAllowed: Bool
        var headers: [(String, String)]
        /// Seconds until a token is there.
        var wait: Int
    }

    private struct Bucket {
        var tokens: Int
        var filledAt: Double
    }

    private struct State {
        var options: RateLimitOptions?
        var buckets: [String: Bucket] = [:]
    }

    private let state: Mutex<State>
    private let seconds: @Sendable () -> Double

    init(_ options: RateLimitOptions?, seconds: @escaping @Sendable () -> Double) {
        state = Mutex(State(options: options))
        self.seconds = seconds
    }

    var options: RateLimitOptions? {
        get { state.withLock { $0.options } }
        set {
            state.withLock {
                $0.options = newValue
                $0.buckets = [:]
            }
        }
    }

    /// Takes a token for a request; nil where no limit is set.
    func take(user: String, node: String?) -> Verdict? {
        let now = seconds()
        return state.withLock { state in
            guard let options = state.options else { return nil }
            if options.exempt.contains(user) {
                return Verdict(
                    isAllowed: true, headers: Self.headers("-1", "9223372036854775807", "-1", "1"), wait: 0)
            }
            let key = "\(node ?? "")\n\(user)"
            var bucket = state.buckets[key] ?? Bucket(tokens: options.limit, filledAt: now)
            let interval = Double(options.intervalSeconds)
            let intervals = ((now - bucket.filledAt) / interval).rounded(.down)
            if intervals > 0 {
                let gained = min(intervals * Double(options.fillRate), Double(options.limit))
                bucket.tokens = min(options.limit, bucket.tokens + Int(gained))
                bucket.filledAt += intervals * interval
            }
            let isAllowed = bucket.tokens > 0
            if isAllowed { bucket.tokens -= 1 }
            state.buckets[key] = bucket
            let untilFill = Int((bucket.filledAt + interval - now).rounded(.up))
            return Verdict(
                isAllowed: isAllowed,
                headers: Self.headers(
                    String(options.limit), String(bucket.tokens), String(options.fillRate),
                    String(options.intervalSeconds)), wait: bucket.tokens > 0 ? 0 : max(1, untilFill))
        }
    }

    private static func headers(
        _ limit: String, _ remaining: String, _ fillRate: String, _ interval: String
    ) -> [(String, String)] {
        [
            ("X-RateLimit-Limit", limit), ("X-RateLimit-Remaining", remaining),
            ("X-RateLimit-FillRate", fillRate), ("X-RateLimit-Interval-Seconds", interval),
        ]
    }
}
