package import HTTPCore

/// What Jira's rate limit headers say of the token bucket we draw from, and how long to wait so that no
/// request ever meets an empty one. Jira keeps one bucket per user and node.
package struct RateLimitBucket: Sendable, Equatable {
    private struct Bucket: Equatable {
        var tokens: Double
        var limit: Double
        var perSecond: Double
        var at: Double
    }

    private var buckets: [String: Bucket] = [:]

    package init() {}

    /// Whether any answer announced a limit.
    package var isLimited: Bool { !buckets.isEmpty }

    /// Learns from an answer's headers. `-1` and Long.MAX mean no limit; nonsense is ignored.
    ///
    /// - Parameter now: seconds on a clock that only goes forward.
    package mutating func learn(_ headers: HTTPHeaders, now: Double) {
        let node = headers["X-ANODEID"] ?? ""
        guard let remaining = headers["X-RateLimit-Remaining"].flatMap(Double.init),
            let fill = headers["X-RateLimit-FillRate"].flatMap(Double.init),
            let interval = headers["X-RateLimit-Interval-Seconds"].flatMap(Double.init)
        else { return }
        let limit = headers["X-RateLimit-Limit"].flatMap(Double.init) ?? remaining
        guard limit >= 0, limit < 1e9, remaining < 1e9, fill > 0, interval > 0 else {
            buckets[node] = nil
            return
        }
        let perSecond = fill / interval
        // Answers may overtake each other: what was reserved since stays reserved.
        let known = buckets[node].map { estimate($0, now) } ?? remaining
        buckets[node] = Bucket(
            tokens: min(max(0, remaining), max(known, 0) + 1), limit: limit, perSecond: perSecond, at: now)
    }

    /// Takes a token for a request and gives the seconds to wait before sending it: the node that answers
    /// next is not known, so the poorest bucket counts.
    package mutating func reserve(now: Double) -> Double {
        var wait = 0.0
        for (node, bucket) in buckets {
            var bucket = bucket
            bucket.tokens = estimate(bucket, now) - 1
            bucket.at = now
            if bucket.tokens < 0 { wait = max(wait, -bucket.tokens / bucket.perSecond) }
            buckets[node] = bucket
        }
        return wait
    }

    private func estimate(_ bucket: Bucket, _ now: Double) -> Double {
        min(bucket.limit, bucket.tokens + max(0, now - bucket.at) * bucket.perSecond)
    }
}
