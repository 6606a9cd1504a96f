import Reporting
import SyncCore
import Testing

@testable import MirrorStore

/// Many issues with random histories, against a walk through each hour of the sprint that knows no rule but
/// "in the sprint, done, estimate, at this hour".
@Suite struct PlanRandomTests {
    /// What happens to an issue, at whole hours.
    private struct Course {
        var stays: [(id: Int64, from: Double, to: Double?)] = []
        var statuses: [(status: Int64, from: Double)] = []
        var points: [(value: Double?, from: Double)] = []

        init(_ random: inout SplitMix64) {
            /// Ascending hours from -20 to 120, none twice.
            func hours(_ random: inout SplitMix64, _ most: Int) -> [Double] {
                Set((0..<random.index(below: most + 1)).map { _ in Double(random.index(below: 141) - 20) })
                    .sorted()
            }
            let turns = hours(&random, 5)
            for place in stride(from: 0, to: turns.count, by: 2) {
                stays.append((1, turns[place], place + 1 < turns.count ? turns[place + 1] : nil))
            }
            statuses = [(10, -1000)]
            for hour in hours(&random, 5) {
                let next = ([10, 11, 12, 13, 14] as [Int64]).filter { $0 != statuses.last?.status }
                statuses.append((next[random.index(below: next.count)], hour))
            }
            let values: [Double?] = [nil, 0.5, 1, 2, 3, 5, 8]
            points = [(values[random.index(below: 7)], -1000)]
            for hour in hours(&random, 3) { points.append((values[random.index(below: 7)], hour)) }
        }

        /// At the end of an hour's first moment; the last hour counts as before the close.
        func remaining(at hour: Double, end: Double) -> Double {
            isIn(min(hour, end - 0.001)) && !isDone(hour) ? estimate(hour) : 0
        }

        func isIn(_ hour: Double) -> Bool {
            stays.contains { $0.from <= hour && ($0.to ?? .infinity) > hour }
        }
        func isDone(_ hour: Double) -> Bool { statuses.last { $0.from <= hour }?.status == 13 }
        func estimate(_ hour: Double) -> Double { points.last { $0.from <= hour }?.value ?? 0 }
    }

    @Test("remaining work equals the hourly walk, and all groups add up", arguments: [1, 2, 3] as [UInt64])
    func walk(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let fixture = try ReportFixture()
        try fixture.pointsField()
        try fixture.board(1, "Team")
        try fixture.sprint(1, "S", start: 0, closed: 100)
        let courses = (0..<240).map { _ in Course(&random) }
        for (index, course) in courses.enumerated() {
            try fixture.member(
                Int64(index + 1), sprints: course.stays, statuses: course.statuses, points: course.points)
        }
        let burndown = try rows(fixture.run("burndown").table())
        let base = ReportFixture.instant(ReportFixture.at(0)).milliseconds
        var steps: [(hour: Double, value: Double)] = []
        for row in burndown {
            let cells = row.split(separator: "|")
            let at = ReportFixture.instant(String(cells[0])).milliseconds - base
            steps.append((Double(at) / Double(ReportFixture.hour), Double(cells[7]) ?? .nan))
        }
        for hour in stride(from: 0.0, through: 100, by: 1) {
            let expected = courses.reduce(0) { $0 + $1.remaining(at: hour, end: 100) }
            #expect(steps.last { $0.hour <= hour }?.value == expected, "hour \(hour)")
        }
        let cells = try #require(try rows(fixture.run("velocity").table()).first).split(separator: "|")
        let work = [4, 5, 7, 8, 9, 10, 11].map { Double(cells[$0]) ?? .nan }
        let (committed, completed, added, removed) = (work[0], work[1], work[2], work[3])
        #expect(committed == courses.reduce(0) { $0 + ($1.isIn(0) ? $1.estimate(0) : 0) })
        // What is left is what was not completed.
        #expect(work[5] == steps.last?.value)
        #expect(committed + added + work[4] - removed == completed + work[5] + work[6])
        #expect(
            completed + work[6]
                == courses.reduce(0) { $0 + ($1.isIn(99.999) && $1.isDone(100) ? $1.estimate(100) : 0) })
        // The random histories do make each group.
        #expect(work.allSatisfy { $0 != 0 })
    }
}
