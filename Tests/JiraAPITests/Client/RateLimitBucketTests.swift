import HTTPCore
import JiraAPI
import Testing

@Suite("Pacing ahead of the rate limit")
struct RateLimitBucketTests {
    private static func limit(_ remaining: String, fill: String = "5", limit: String = "5") -> HTTPHeaders {
        [
            "X-RateLimit-Limit": limit, "X-RateLimit-Remaining": remaining, "X-RateLimit-FillRate": fill,
            "X-RateLimit-Interval-Seconds": "1",
        ]
    }

    @Test("a known bucket is never drawn below zero, and fills within an interval")
    func bucket() {
        var bucket = RateLimitBucket()
        #expect(bucket.take(now: 0) == nil)
        bucket.learn(Self.limit("2"), sentAt: 0, now: 0)
        #expect(bucket.take(now: 0.25) == nil)
        #expect(bucket.take(now: 0.5) == nil)
        #expect(bucket.take(now: 0.75) == 0.25)
        for place in 0..<3 { #expect(bucket.take(now: 1 + Double(place) * 0.25) == nil) }
        // Five came, and two were under way.
        #expect(bucket.take(now: 1.75) == 0.25)
    }

    @Test("what is beyond one fill goes at once, the rest evenly")
    func even() {
        var bucket = RateLimitBucket()
        #expect(bucket.take(now: 0) == nil)
        bucket.learn(Self.limit("7", limit: "8"), sentAt: 0, now: 0)
        #expect(bucket.take(now: 0) == nil)
        #expect(bucket.take(now: 0) == nil)
        #expect(bucket.take(now: 0) == 0.2)
        #expect(bucket.take(now: 0.2) == nil)
        #expect(bucket.take(now: 0.25) == 0.2 + 0.2 - 0.25)
    }

    @Test("exempt users and nonsense are no limit")
    func exempt() {
        var bucket = RateLimitBucket()
        #expect(bucket.take(now: 0) == nil)
        bucket.learn(Self.limit("9223372036854775807", fill: "-1", limit: "-1"), sentAt: 0, now: 0)
        #expect(bucket.take(now: 0) == nil)
        bucket.learn(Self.limit("many"), sentAt: 0, now: 0)
        #expect(!bucket.isLimited)
        for _ in 0..<1000 { #expect(bucket.take(now: 0) == nil) }
    }

    @Test("each node has a bucket, and the poorest counts")
    func nodes() {
        var bucket = RateLimitBucket()
        for (node, remaining) in [("a", "5"), ("b", "0")] {
            #expect(bucket.take(now: node == "a" ? 0 : 0.25) == nil)
            var headers = Self.limit(remaining)
            headers.set("X-ANODEID", node)
            bucket.learn(headers, sentAt: 0.25, now: 0.25)
        }
        #expect(bucket.take(now: 0.5) == 0.75)
    }

    @Test("a request without an answer may have cost a token")
    func lost() {
        var bucket = RateLimitBucket()
        #expect(bucket.take(now: 0) == nil)
        bucket.learn(Self.limit("1"), sentAt: 0, now: 0)
        #expect(bucket.take(now: 0.25) == nil)
        bucket.lose(now: 0.5)
        #expect(bucket.take(now: 0.5) == 0.5)
    }

    /// How a server fills its bucket: nobody documents it.
    enum Filling { case atOnce, dropByDrop }

    @Test(
        "in a bucket of five a second nobody is ever refused, and nearly all of it is used",
        arguments: [(Filling.atOnce, 0.95), (.dropByDrop, 0.93)], [1, 2, 4, 8])
    func steadyState(_ filling: (kind: Filling, share: Double), clients: Int) {
        for seed in 0..<20 as Range<UInt64> {
            var world = World(filling.kind, seed: seed)
            let seconds = world.run(requests: 1000, clients: clients)
            #expect(world.refused == 0, "seed \(seed)")
            #expect(1000 / seconds >= filling.share * 5, "seed \(seed): \(1000 / seconds) requests a second")
        }
    }
}

/// A server with a bucket and clients that share one ``RateLimitBucket``, on a clock of events.
private struct World {
    private static let limit = 5.0
    private let filling: RateLimitBucketTests.Filling
    private var random: SplitMix
    private var bucket = RateLimitBucket()
    private var tokens = World.limit
    private var filledAt: Double
    private(set) var refused = 0

    private enum Step {
        case begin
        case serve(sentAt: Double)
        case answer(remaining: Int, sentAt: Double)
    }

    init(_ filling: RateLimitBucketTests.Filling, seed: UInt64) {
        self.filling = filling
        random = SplitMix(seed: seed)
        // The server's intervals begin when they like.
        filledAt = -random.unit()
    }

    /// Seconds until so many requests were answered.
    mutating func run(requests: Int, clients: Int) -> Double {
        // The first request of a run goes alone: nothing is known of the bucket before its answer.
        var events = [(at: 0.0, step: Step.begin)]
        var answered = 0
        var now = 0.0
        while answered < requests {
            guard let next = events.indices.min(by: { events[$0].at < events[$1].at }) else { break }
            let event = events.remove(at: next)
            now = event.at
            switch event.step {
            case .begin:
                if let wait = bucket.take(now: now) {
                    events.append((now + wait, .begin))
                    continue
                }
                events.append((now + random.unit() * 0.05, .serve(sentAt: now)))
            case .serve(let sentAt):
                fill(to: now)
                if tokens < 1 { refused += 1 } else { tokens -= 1 }
                events.append((now + random.unit() * 0.05, .answer(remaining: Int(tokens), sentAt: sentAt)))
            case .answer(let remaining, let sentAt):
                bucket.learn(
                    [
                        "X-RateLimit-Limit": "5", "X-RateLimit-Remaining": String(remaining),
                        "X-RateLimit-FillRate": "5", "X-RateLimit-Interval-Seconds": "1",
                    ], sentAt: sentAt, now: now)
                let more = answered == 0 ? clients : 1
                answered += 1
                for _ in 0..<more { events.append((now, .begin)) }
            }
        }
        return now
    }

    private mutating func fill(to now: Double) {
        switch filling {
        case .dropByDrop:
            tokens = min(Self.limit, tokens + (now - filledAt) * 5)
            filledAt = now
        case .atOnce:
            let intervals = (now - filledAt).rounded(.down)
            tokens = min(Self.limit, tokens + intervals * 5)
            filledAt += intervals
        }
    }
}

/// SplitMix64, so that a failing seed fails again.
private struct SplitMix {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// 0..<1.
    mutating func unit() -> Double {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Double((value ^ (value >> 31)) >> 11) / Double(UInt64(1) << 53)
    }
}
