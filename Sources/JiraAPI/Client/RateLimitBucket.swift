package import HTTPCore

/// What Jira's rate limit headers say of the token bucket we draw from, and how long to wait so that no
/// request ever meets an empty one. Jira keeps one bucket per user and node.
///
/// Atlassian's pages say both: a batch of tokens each interval (`_RateLimiting_HTTPheaders`), and one token each part
/// of it. So only this is relied on: within any interval the whole fill arrives. It is counted when it must
/// have come, once each interval: late, but never lost, so the full rate is used.
package struct RateLimitBucket: Sendable, Equatable {
    private struct Answer: Equatable {
        var remaining: Double
        /// Served at some moment between these.
        var sentAt: Double
        var at: Double
    }

    private struct Bucket: Equatable {
        /// What the server has at least, requests under way not subtracted.
        var tokens: Double
        var limit: Double
        var fill: Double
        /// Seconds.
        var interval: Double
        /// By when the first fill that is not in `tokens` has come for certain.
        var fillBy: Double
        /// The latest, the oldest first.
        var answers: [Answer]

        static let mostAnswers = 32

        mutating func roll(to now: Double) {
            guard now >= fillBy else { return }
            let fills = ((now - fillBy) / interval).rounded(.down) + 1
            tokens = min(limit, tokens + fills * fill)
            fillBy += fills * interval
        }

        mutating func learn(_ answer: Answer) {
            roll(to: answer.at)
            tokens -= 1
            // A full bucket loses a fill. Where one may have been lost before this request was served, the next is
            // an interval away.
            let before = answers.lazy.filter { $0.at <= answer.sentAt }.map(\.sentAt).max() ?? answer.sentAt
            if answer.remaining >= limit - 1, before + interval <= answer.at {
                fillBy = max(fillBy, answer.at + interval)
            }
            if answers.count == Self.mostAnswers { answers.removeFirst() }
            answers.append(answer)
            // One of those that came after the last was sent was served last: what it left is there.
            let lastSent = answers.lazy.map(\.sentAt).max() ?? answer.sentAt
            let least = answers.lazy.filter { $0.at > lastSent }.map(\.remaining).min() ?? 0
            if least > tokens {
                // A fill has come that was due later, so the next one is at most an interval away.
                tokens = least
                fillBy = answer.at + interval
            } else if answer.sentAt >= fillBy - interval {
                // It saw all the fills that are counted; where less is left, others draw from the bucket too.
                tokens = min(tokens, answer.remaining)
            }
        }
    }

    /// By node.
    private var buckets: [String: Bucket] = [:]
    /// Requests that took a token and have no answer yet.
    private var underWay = 0
    private var lastTakenAt = -Double.infinity

    package init() {}

    /// Whether any answer announced a limit.
    package var isLimited: Bool { !buckets.isEmpty }

    /// Takes a token for a request, or gives the seconds after which to ask again: the node that answers next is
    /// not known, so the poorest bucket counts.
    ///
    /// What is beyond one fill goes at once, the rest evenly: where all of a fill went at once, the bucket would be full
    /// when the next one comes, and how much of it was lost nobody could tell. Who got a token calls
    /// ``learn(_:sentAt:now:)`` or ``lose(now:)`` in the end.
    ///
    /// - Parameter now: seconds on a clock that only goes forward.
    package mutating func take(now: Double) -> Double? {
        var wait: Double?
        for node in buckets.keys {
            buckets[node]?.roll(to: now)
            guard let bucket = buckets[node] else { continue }
            let tokens = bucket.tokens - Double(underWay)
            let until =
                tokens < 1
                ? bucket.fillBy : tokens > bucket.fill ? now : lastTakenAt + bucket.interval / bucket.fill
            if until > now { wait = max(wait ?? 0, until - now) }
        }
        if wait == nil {
            underWay += 1
            lastTakenAt = now
        }
        return wait
    }

    /// Learns from the headers of the answer to a request that took a token. `-1` and Long.MAX mean no limit; nonsense is
    /// ignored.
    package mutating func learn(_ headers: HTTPHeaders, sentAt: Double, now: Double) {
        underWay = max(0, underWay - 1)
        let node = headers["X-ANODEID"] ?? ""
        guard let remaining = headers["X-RateLimit-Remaining"].flatMap(Double.init),
            let fill = headers["X-RateLimit-FillRate"].flatMap(Double.init),
            let interval = headers["X-RateLimit-Interval-Seconds"].flatMap(Double.init)
        else { return spend(node, now) }
        let limit = headers["X-RateLimit-Limit"].flatMap(Double.init) ?? remaining
        guard limit >= 0, limit < 1e9, remaining < 1e9, fill > 0, interval > 0 else {
            buckets[node] = nil
            return
        }
        let answer = Answer(remaining: max(0, remaining), sentAt: sentAt, at: now)
        if let known = buckets[node], known.interval == interval {
            buckets[node]?.limit = limit
            buckets[node]?.fill = fill
            buckets[node]?.learn(answer)
        } else {
            buckets[node] = Bucket(
                tokens: answer.remaining, limit: limit, fill: fill, interval: interval,
                fillBy: now + interval,
                answers: [answer])
        }
    }

    /// A request that took a token failed without an answer: the server may have counted it all the same.
    package mutating func lose(now: Double) {
        underWay = max(0, underWay - 1)
        for node in buckets.keys { spend(node, now) }
    }

    private mutating func spend(_ node: String, _ now: Double) {
        buckets[node]?.roll(to: now)
        buckets[node]?.tokens -= 1
    }
}
