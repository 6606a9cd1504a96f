import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// Many issues with random histories, against a walk through each hour that knows no rule but "this status, with
/// or without a flag, at this hour".
@Suite struct FlowRandomTests {
    /// Hour 0 is 1 February 2026, 0:00 UTC; Berlin is an hour ahead until the 29th of March.
    private static let start = ReportFixture.instant("2026-02-01T00:00:00.000Z").milliseconds
    private static let hours = 56 * 24
    /// What the reports are asked for: 10 February to 20 March, as hours of UTC.
    private static let window = ["from": ["2026-02-10"], "to": ["2026-03-20"], "by": ["day"]]
    private static let days = 9..<48
    private static func hours(ofDay day: Int) -> Range<Int> { day * 24 - 1..<day * 24 + 23 }

    private static let stage: [Int64: Int] = [10: 0, 11: 1, 12: 1, 13: 2, 14: 2]

    /// What happens to an issue, at whole hours.
    private struct Course {
        var moves: [(status: Int64, at: Int)]
        /// Hours at which the flag is set, taken off, set …
        var flags: [Int]

        init(_ random: inout SplitMix64) {
            func hours(_ most: Int) -> [Int] {
                Set(
                    (0..<random.index(below: most) + 1).map { _ in random.index(below: FlowRandomTests.hours)
                    }
                )
                .sorted()
            }
            var moves: [(status: Int64, at: Int)] = []
            for hour in hours(7) {
                let next = ([10, 11, 12, 13, 14] as [Int64]).filter { $0 != moves.last?.status }
                moves.append((next[random.index(below: next.count)], hour))
            }
            let created = moves[0].at
            flags = hours(4).filter { $0 > created }
            self.moves = moves
        }

        /// 0 to do, 1 in progress, 2 done; nil before the creation.
        func stage(_ hour: Int) -> Int? { status(hour).flatMap { FlowRandomTests.stage[$0] } }
        func status(_ hour: Int) -> Int64? { moves.last { $0.at <= hour }?.status }
        func isFlagged(_ hour: Int) -> Bool { !flags.filter { $0 <= hour }.count.isMultiple(of: 2) }

        var started: Int? { moves.first { FlowRandomTests.stage[$0.status] == 1 }?.at }
        /// The first hour of the last stretch, if that is done.
        var done: Int? {
            let open = moves.lastIndex { FlowRandomTests.stage[$0.status] != 2 }.map { $0 + 1 } ?? 0
            return open < moves.count ? moves[open].at : nil
        }
    }

    private static func instant(_ hour: Int) -> Instant {
        Instant(milliseconds: start + Int64(hour) * ReportFixture.hour)
    }

    private func fixture(_ seed: UInt64) throws -> (ReportFixture, [Course]) {
        var random = SplitMix64(seed: seed)
        let fixture = try ReportFixture()
        let courses = (0..<70).map { _ in Course(&random) }
        func text(_ hour: Int) -> String { String(Self.instant(hour).text.dropFirst(5).prefix(11)) }
        for (index, course) in courses.enumerated() {
            let id = Int64(index + 1)
            try fixture.walk(id, through: course.moves.map { ($0.status, text($0.at)) })
            for (place, hour) in course.flags.enumerated() {
                let isSet = place.isMultiple(of: 2)
                try fixture.flag(id, at: text(hour), from: isSet ? nil : "Yes", to: isSet ? "Yes" : nil)
            }
        }
        return (fixture, courses)
    }

    private func numbers(_ document: ReportDocument, _ columns: Range<Int>) throws -> [[Int]] {
        try rows(document.table(named: "periods")).map { row in
            row.split(separator: "|")[columns].compactMap { Int($0) }
        }
    }

    @Test("cumulative flow equals a look at the last hour of each day", arguments: [1, 2, 3] as [UInt64])
    func cumulativeFlow(seed: UInt64) throws {
        let (fixture, courses) = try fixture(seed)
        let all = try fixture.run("cumulative-flow", Self.window.merging(["finished": ["all"]]) { $1 })
        let expected = Self.days.map { day in
            (0...2).map { stage in
                courses.count { $0.stage(Self.hours(ofDay: day).upperBound - 1) == stage }
            }
        }
        #expect(try numbers(all, 4..<7) == expected)
        // What was done when the window began and at all its hours since.
        let first = Self.hours(ofDay: Self.days.lowerBound).lowerBound
        let end = Self.hours(ofDay: Self.days.upperBound - 1).upperBound
        let before = courses.count { course in (first - 1..<end).allSatisfy { course.stage($0) == 2 } }
        let shown = try fixture.run("cumulative-flow", Self.window)
        #expect(try numbers(shown, 4..<7) == expected.map { [$0[0], $0[1], $0[2] - before] })
        #expect(shown.exclusions.first?.count == before)
        // Arrivals and departures are the changes of what is shown.
        let departures = try numbers(shown, 3..<4).map { $0[0] }
        #expect(
            departures.reduce(0, +) == expected[expected.count - 1][2]
                - courses.count { $0.stage(first - 1) == 2 })
    }

    @Test("net flow and throughput equal a count over all issues", arguments: [4, 5, 6] as [UInt64])
    func netFlow(seed: UInt64) throws {
        let (fixture, courses) = try fixture(seed)
        let document = try fixture.run("net-flow", Self.window)
        let expected = Self.days.map { day in
            let hours = Self.hours(ofDay: day)
            func count(_ moment: (Course) -> Int?) -> Int {
                courses.count { moment($0).map(hours.contains) ?? false }
            }
            let end = hours.upperBound
            let forward = courses.filter {
                $0.done == nil || $0.started == nil || ($0.started ?? 0) <= ($0.done ?? 0)
            }
            return [
                count { $0.moves[0].at }, count(\.started), count(\.done),
                courses.count { $0.started == nil && $0.done.map(hours.contains) ?? false },
                count(\.done) - count { $0.moves[0].at },
                courses.count { $0.moves[0].at < end && !($0.done.map { $0 < end } ?? false) },
                forward.count { course in
                    (course.started.map { $0 < end } ?? false) && !(course.done.map { $0 < end } ?? false)
                },
            ]
        }
        #expect(try numbers(document, 2..<9) == expected)
        let throughput = try fixture.run("throughput", Self.window)
        #expect(try numbers(throughput, 2..<4) == expected.map { [$0[2], $0[3]] })
    }

    @Test("blocked time equals a count of hours", arguments: [7, 8, 9] as [UInt64])
    func blocked(seed: UInt64) throws {
        let (fixture, courses) = try fixture(seed)
        let document = try fixture.run(
            "blocked-time", Self.window.merging(["status": ["In Review"]]) { $1 })
        func isBlocked(_ course: Course, _ hour: Int) -> Bool {
            guard let stage = course.stage(hour), stage != 2 else { return false }
            return course.isFlagged(hour) || course.status(hour) == 12
        }
        let expected = Self.days.map { day in
            let hours = Self.hours(ofDay: day)
            let blocked = courses.map { course in hours.count { isBlocked(course, $0) } }
            return
                "\(((Double(blocked.reduce(0, +)) / 24) * 10_000).rounded() / 10_000)|\(blocked.count { $0 > 0 })|\(courses.count { isBlocked($0, hours.upperBound - 1) })"
        }
        let days = try rows(document.table(named: "periods")).map { row in
            row.split(separator: "|")[2..<5].joined(separator: "|")
        }
        #expect(days == expected)
    }

    @Test("time in status equals a count of hours", arguments: [10, 11] as [UInt64])
    func timeInStatus(seed: UInt64) throws {
        let (fixture, courses) = try fixture(seed)
        let document = try fixture.run("time-in-status", ["to": ["2026-03-31"]])
        // To the data's moment, 31 March 10:00 UTC.
        let end = Int(
            (ReportFixture.instant(ReportFixture.asOf).milliseconds - Self.start) / ReportFixture.hour)
        let names = ["To Do", "In Progress", "In Review", "Done", "Closed"]
        let expected = names.enumerated().map { index, name in
            let hours = courses.map { course in (0..<end).count { course.status($0) == Int64(index + 10) } }
            let visits = courses.reduce(0) { $0 + $1.moves.count { $0.status == Int64(index + 10) } }
            return
                "\(name)|\(hours.count { $0 > 0 })|\(visits)|\((Double(hours.reduce(0, +)) / 24 * 10_000).rounded() / 10_000)"
        }
        let found = try rows(document.table()).map { row in
            let cells = row.split(separator: "|")
            return [cells[0], cells[2], cells[3], cells[5]].joined(separator: "|")
        }
        #expect(Set(found) == Set(expected))
    }
}
