#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The pace that a server without `X-RateLimit` headers bears, learnt from its refusals (429).
///
/// Between two refusals a bucket has given out exactly what flowed into it, so the answers since the first refusal by
/// the time since then are its rate; the longer, the more exactly. Requests then go one after the other at a little
/// less than that. Faster ones are tried ever more rarely, so refusals become ever rarer.
///
/// A measurement can be too low: a bucket that was full lost what flowed in, and a refusal without a reason ends a
/// time in which the server would have given more. So one that rests on few answers, or on a time that went mostly by
/// obeying `Retry-After`, is doubted: the pace then doubles until the server refuses again. And a time in which
/// nobody asked is none of the measurement.
package struct LearnedPace: Sendable, Equatable {
    /// Requests go at this share of what was measured.
    private static let margin = 0.98
    /// Within as many answers as were measured, the pace grows by this share at least.
    private static let leastGrowth = 0.05
    /// So many answers a measurement may be off, as buckets fill in whole intervals.
    private static let grain = 5.0
    /// Fewer answers than this between two refusals are doubted.
    private static let fewest = 10.0
    /// A pace that was reached by small steps is not given up further than to this share of it.
    private static let mostLost = 0.85
    /// From so many answers on, those since the last refusal count alone where they came faster: earlier refusals cost
    /// time that the bucket was full in.
    private static let enough = 20.0
    /// Above this share of waiting, a measurement says more of us than of the server.
    private static let mostWaiting = 0.5
    /// Seconds without a request after which a bucket may have been full for long.
    private static let longestIdle = 5.0

    /// What happened since some refusal.
    private struct Record: Equatable {
        var began: Double
        var served = 0.0
        /// Seconds in which nobody was to ask.
        var waited = 0.0

        func rate(at now: Double) -> Double { served / (now - began) }
    }

    private var sinceFirst: Record?
    private var sinceLast = Record(began: 0)
    /// Until when somebody asked, waited to ask or was answered.
    private var lastSign = 0.0
    private var wasIdle = false
    /// Requests a second; nil is as fast as may be.
    private var rate: Double?
    /// The share by which the pace grows, and within how many answers.
    private var growth = 0.0
    private var growthAnswers = 1.0
    private var nextAt = 0.0

    package init() {}

    /// Takes a place for a request, or gives the seconds after which to ask again.
    ///
    /// - Parameter now: seconds on a clock that only goes forward.
    package mutating func take(now: Double) -> Double? {
        guard sinceFirst != nil else { return nil }
        if now - lastSign > Self.longestIdle { wasIdle = true }
        lastSign = max(now, nextAt)
        guard now >= nextAt else { return nextAt - now }
        if let pace { nextAt = max(nextAt, now - 1 / pace) + 1 / pace }
        return nil
    }

    package mutating func answered(now: Double) {
        guard sinceFirst != nil else { return }
        lastSign = max(lastSign, now)
        sinceFirst?.served += 1
        sinceLast.served += 1
    }

    /// - Parameter retryAfter: the seconds that the server asks for; nil is a second.
    package mutating func refused(now: Double, retryAfter: Double?) {
        learn(now)
        // Nobody asks before: not those either that were not refused themselves.
        let resumed = max(nextAt, now + max(retryAfter ?? 1, 0.1))
        let pause = resumed - max(nextAt, now)
        nextAt = resumed
        sinceFirst?.waited += pause
        sinceLast.waited += pause
        lastSign = max(lastSign, resumed)
    }

    private mutating func learn(_ now: Double) {
        guard let first = sinceFirst, !wasIdle else {
            // The bucket is empty: what it gives from here on tells its rate. What was learnt before holds until then.
            sinceFirst = Record(began: now)
            sinceLast = Record(began: now)
            wasIdle = false
            return
        }
        // Others that were under way at the same time tell nothing new.
        guard now - sinceLast.began > 0.5, sinceLast.served > 0 else { return }
        let isLastAlone = sinceLast.served >= Self.enough && sinceLast.rate(at: now) > first.rate(at: now)
        let record = isLastAlone ? sinceLast : first
        let isDoubted =
            sinceLast.served < Self.fewest || record.waited > (now - record.began) * Self.mostWaiting
        // What the bucket lost while it was full is not in the measurement, but the steps went past its rate just now.
        let reached = isDoubted || growth >= 1 ? 0 : pace ?? 0
        rate = max(record.rate(at: now) * Self.margin, reached * Self.mostLost)
        growthAnswers = max(record.served, Self.grain)
        growth = isDoubted ? 1 : max(Self.leastGrowth, Self.grain / growthAnswers)
        sinceLast = Record(began: now)
    }

    /// Grows with the answers, not with the time: who does not ask learns nothing.
    private var pace: Double? {
        rate.map { $0 * exp(log1p(growth) * sinceLast.served / growthAnswers) }
    }
}
