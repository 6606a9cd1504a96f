/// The pace that a server without `X-RateLimit` headers bears, learnt from its refusals (429).
///
/// Between two refusals a bucket has given out exactly what flowed into it, so the answers since the first refusal by
/// the time since then are its rate; the longer, the more exactly. Requests then go one after the other at a little
/// less than that. Faster ones are tried ever more rarely, so refusals become ever rarer.
package struct LearnedPace: Sendable, Equatable {
    /// Requests go at this share of what was measured.
    private static let margin = 0.98
    /// In as long as it took to measure, the pace grows by this share.
    private static let growth = 0.05

    private var firstRefusal: Double?
    private var lastRefusal = 0.0
    /// Answers since the first refusal.
    private var served = 0.0
    /// Requests a second; nil is as fast as may be.
    private var rate: Double?
    private var nextAt = 0.0

    package init() {}

    /// Takes a place for a request, or gives the seconds after which to ask again.
    ///
    /// - Parameter now: seconds on a clock that only goes forward.
    package mutating func take(now: Double) -> Double? {
        guard firstRefusal != nil else { return nil }
        guard now >= nextAt else { return nextAt - now }
        if let pace = pace(at: now) { nextAt = max(nextAt, now - 1 / pace) + 1 / pace }
        return nil
    }

    package mutating func answered() { if firstRefusal != nil { served += 1 } }

    /// - Parameter retryAfter: the seconds that the server asks for; nil is a second.
    package mutating func refused(now: Double, retryAfter: Double?) {
        // Nobody asks before: not those either that were not refused themselves.
        nextAt = max(nextAt, now + max(retryAfter ?? 1, 0.1))
        guard let first = firstRefusal else {
            firstRefusal = now
            lastRefusal = now
            return
        }
        // Others that were under way at the same time tell nothing new.
        guard now - lastRefusal > 0.5, served > 0 else { return }
        lastRefusal = now
        rate = served / (now - first) * Self.margin
    }

    private func pace(at now: Double) -> Double? {
        guard let rate, let first = firstRefusal else { return nil }
        return rate * (1 + Self.growth * (now - lastRefusal) / max(1, lastRefusal - first))
    }
}
