import JiraAPI
import Testing

@Suite("The pace that refusals teach")
struct LearnedPaceTests {
    @Test("nothing waits before the first refusal")
    func unlimited() {
        var pace = LearnedPace()
        for _ in 0..<1000 {
            #expect(pace.take(now: 5) == nil)
            pace.answered()
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
        for _ in 0..<100 { pace.answered() }
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
        for _ in 0..<5 { pace.answered() }
        pace.refused(now: 1, retryAfter: 1)
        var other = pace
        other.refused(now: 1.1, retryAfter: 0.9)
        #expect(pace.take(now: 2) == nil && other.take(now: 2) == nil)
        #expect(pace.take(now: 2) == other.take(now: 2))
    }
}
