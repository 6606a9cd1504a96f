import JiraAPI
import Testing

@Suite("The pace that refusals teach")
struct LearnedPaceTests {
    @Test("nothing waits before the first refusal")
    func unlimited() {
        var pace = LearnedPace()
        for _ in 0..<1000 {
            #expect(pace.take(now: 5) == nil)
            pace.answered(now: 5)
        }
    }

    @Test("after a refusal nobody asks before the server's time is over")
    func refused() {
        var pace = LearnedPace()
        #expect(pace.take(now: 10) == nil)
        pace.refused(now: 10, retryAfter: 2)
        #expect(pace.take(now: 10.5) == 1.5)
        #expect(pace.take(now: 12) == nil)
        pace.refused(now: 12.5, retryAfter: nil)
        #expect(pace.take(now: 13) == 0.5)
    }

    @Test("the second refusal tells the rate, and requests go at a little less")
    func rate() {
        var pace = LearnedPace()
        pace.refused(now: 0, retryAfter: 1)
        for index in 0..<100 { pace.answered(now: Double(index) / 5) }
        pace.refused(now: 20, retryAfter: 1)
        var now = 21.0
        var sent = 0
        while now < 31 {
            if let delay = pace.take(now: now) {
                #expect(delay > 0)
                now += delay
            } else {
                sent += 1
            }
        }
        // 5 a second, of them 98 %, and up to 5 % more within the next 20 seconds.
        #expect((48...52).contains(sent))
    }

    @Test("several refused at the same time count once")
    func together() {
        var pace = LearnedPace()
        pace.refused(now: 0, retryAfter: 1)
        for _ in 0..<5 { pace.answered(now: 0.5) }
        pace.refused(now: 1, retryAfter: 1)
        var other = pace
        other.refused(now: 1.1, retryAfter: 0.9)
        #expect(pace.take(now: 2) == nil && other.take(now: 2) == nil)
        #expect(pace.take(now: 2) == other.take(now: 2))
    }

    // MARK: Refusals that say nothing of the rate

    /// What refusals ask for (nothing said is a second), and when they come.
    struct Blow: Sendable, CustomTestStringConvertible {
        var retryAfter: Double?
        var at: [Double]

        var testDescription: String { "\(at), Retry-After: \(retryAfter.map { "\($0)" } ?? "none")" }
    }

    static let blows = [
        // Three within a second, and each right after the pause that the one before brought.
        Blow(retryAfter: 0, at: [10, 10.55, 10.95]), Blow(retryAfter: nil, at: [10, 11, 12]),
        Blow(retryAfter: 2, at: [10, 12.4]), Blow(retryAfter: nil, at: [10, 11.5]),
    ]

    @Test(
        "100 answers after refusals without a reason nine tenths of the throughput are back",
        arguments: [1, 4, 8], blows)
    func spurious(_ workers: Int, _ blow: Blow) throws {
        var jira = PacedJira(workers: workers, latency: Double(workers) / 50, retryAfter: blow.retryAfter)
        jira.refusals = blow.at
        jira.run(until: 60)
        #expect(jira.refused.count == blow.at.count, "\(jira.refused)")
        let last = try #require(jira.refused.last)
        let after = jira.served.filter { $0 > last }.dropFirst(100)
        let share = Double(after.count) / (60 - (try #require(after.first))) / 50
        #expect(share >= 0.9, "\(share) of 50 a second")
    }

    @Test("a time in which nobody asked is none of the server's pace", arguments: [1, 4, 8])
    func idle(_ workers: Int) {
        var jira = PacedJira(workers: workers, latency: Double(workers) / 50, retryAfter: nil)
        // Between the two the client is busy with something else for ten minutes.
        jira.refusals = [10, 613]
        jira.idle = 12..<612
        jira.run(until: 640)
        #expect(jira.refused.count == 2)
        #expect(jira.served.count { $0 >= 620 } >= 900)
    }

    @Test(
        "a real limit is kept to and used up, whatever its rate and burst", arguments: [1, 4, 8],
        [PacedJira.Bucket(rate: 5, limit: 5), .init(rate: 5, limit: 60), .init(rate: 0.5, limit: 5)])
    func limited(_ workers: Int, _ bucket: PacedJira.Bucket) {
        var jira = PacedJira(workers: workers, latency: 0.1, retryAfter: 1, bucket: bucket)
        let end = 1000 / bucket.rate
        jira.run(until: end)
        let late = Double(jira.served.count { $0 >= end / 2 })
        #expect(late / (bucket.rate * end / 2) >= 0.9, "\(late)")
        let refusals = jira.refused.count { $0 >= end / 2 }
        #expect(refusals * 50 <= Int(late), "\(refusals) of \(late), all: \(jira.refused)")
    }
}

/// Workers that ask a server one after the other, each waiting for its answer, in virtual time.
struct PacedJira {
    struct Bucket: Sendable {
        /// Tokens a second, given out in whole seconds (slow ones: every other token's time).
        var rate: Double
        var limit: Double

        var interval: Double { max(1, 2 / rate) }
    }

    /// When the next request from then on is refused whatever the bucket holds.
    var refusals: [Double] = []
    /// When nobody asks.
    var idle = 0.0..<0.0
    private(set) var served: [Double] = []
    private(set) var refused: [Double] = []

    private let latency: Double
    private let retryAfter: Double?
    private let bucket: Bucket?
    private var pace = LearnedPace()
    /// When each worker looks again, and whether what it then gets is an answer or a refusal.
    private var workers: [(at: Double, answer: Bool?)]
    private var tokens: Double
    private var filledAt = 0.0

    init(workers: Int, latency: Double, retryAfter: Double?, bucket: Bucket? = nil) {
        (self.latency, self.retryAfter, self.bucket) = (latency, retryAfter, bucket)
        self.workers = (0..<workers).map { (Double($0) / 100, nil) }
        tokens = bucket?.limit ?? 0
    }

    mutating func run(until end: Double) {
        while let next = workers.indices.min(by: { workers[$0].at < workers[$1].at }), workers[next].at < end
        {
            step(next)
        }
    }

    private mutating func step(_ index: Int) {
        let now = workers[index].at
        if let answer = workers[index].answer {
            workers[index].answer = nil
            if answer {
                pace.answered(now: now)
                served.append(now)
            } else {
                pace.refused(now: now, retryAfter: retryAfter)
                refused.append(now)
                workers[index].at = now + max(retryAfter ?? 1, 0.1)
            }
        } else if idle.contains(now) {
            workers[index].at = idle.upperBound
        } else if let delay = pace.take(now: now) {
            workers[index].at = now + delay
        } else {
            workers[index] = (now + latency, isServed(at: now))
        }
    }

    private mutating func isServed(at now: Double) -> Bool {
        if let due = refusals.first, now >= due {
            refusals.removeFirst()
            return false
        }
        guard let bucket else { return true }
        let fills = ((now - filledAt) / bucket.interval).rounded(.down)
        tokens = min(bucket.limit, tokens + fills * bucket.rate * bucket.interval)
        filledAt += fills * bucket.interval
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
