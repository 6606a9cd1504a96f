import Testing

@testable import SyncCore

@Suite("The forecast of pages")
struct PageForecastTests {
    private func forecast(first: Int = 10, largest: Int = 10, cap: Int = 1000, bytes: Double = 1000)
        -> PageForecast
    {
        PageForecast(
            size: PageSize(first: first, largest: largest), cap: cap, bytesPerIssue: bytes, secondsPerIssue: 0
        )
    }

    @Test(
        "a walk ends on a short page, and each page but the first repeats an issue",
        arguments: [(0, 1), (9, 1), (10, 2), (18, 2), (19, 3), (100, 12)])
    func walk(issues: Int64, pages: Int64) {
        var forecast = forecast()
        #expect(forecast.pages(of: [.init(issues: issues)], concurrency: 1) == pages)
    }

    @Test("it agrees with the judge of walks", arguments: 0...60)
    func judge(issues: Int) {
        var forecast = forecast()
        var walk = KeysetWalk(project: 1, last: nil, endNumber: nil)
        var pages: Int64 = 0
        while true {
            pages += 1
            let from = Int(walk.last?.number ?? 1)
            let rows = (from..<max(from, issues + 1)).prefix(10).map {
                KeysetWalk.Row(id: Int64($0), key: "A-\($0)", number: Int64($0), projectID: 1)
            }
            guard case .advanced(let to, let finished) = walk.judge(rows, count: rows.count, pageSize: 10)
            else {
                Issue.record("page \(pages) is not good")
                return
            }
            if finished { break }
            walk.last = to
        }
        #expect(forecast.pages(of: [.init(issues: Int64(issues))], concurrency: 1) == pages)
    }

    @Test("pages grow as in a run, up to what the server gives and what weighs 8 MB")
    func growth() {
        // 100, then 399 new ones, then 499 of 500, then the rest.
        var capped = forecast(first: 100, largest: 1000, cap: 500)
        #expect(capped.pages(of: [.init(issues: 1100)], concurrency: 1) == 4)
        var heavy = forecast(first: 100, largest: 1000, bytes: 80_000)
        #expect(heavy.pages(of: [.init(issues: 1000)], concurrency: 1) == 11)
    }

    @Test("a window of young issues ends with a full page, one of old issues does not")
    func window() {
        var young = forecast()
        #expect(young.windowPages(issues: 30, unsettled: 30) == (1, true))
        var old = forecast()
        #expect(old.windowPages(issues: 28, unsettled: 0) == (4, false))
        var few = forecast()
        #expect(few.windowPages(issues: 9, unsettled: 9) == (1, false))
    }
}
