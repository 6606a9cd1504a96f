import Foundation
import GRDB
import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("The zone in which days are counted")
struct ZoneTests {
    private func days(_ lab: Laboratory) throws -> (zone: String?, wrong: Int) {
        let database = try DatabaseQueue(path: lab.mirror.path)
        return try database.read { db in
            let zone = try String.fetchOne(db, sql: "SELECT report_time_zone FROM site")
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.dateFormat = "yyyy-MM-dd"
            formatter.timeZone = TimeZone(identifier: zone ?? "UTC")
            let parser = ISO8601DateFormatter()
            parser.formatOptions = [.withInternetDateTime, .withFractionalSeconds]
            var wrong = 0
            for row in try Row.fetchAll(db, sql: "SELECT created_at, created_on FROM issues") {
                let instant = parser.date(from: row["created_at"]) ?? .distantPast
                if formatter.string(from: instant) != row["created_on"] as String { wrong += 1 }
            }
            return (zone, wrong)
        }
    }

    @Test("is the account's in Jira, unless the configuration names one; a change recounts every day")
    func accountZone() async throws {
        let lab = try await Laboratory(issues: 150)
        _ = try await lab.sync()
        let first = try days(lab)
        #expect(first.zone == "Europe/Berlin" && first.wrong == 0)
        _ = try await lab.sync { $0.reportTimeZone = "Pacific/Kiritimati" }
        let second = try days(lab)
        #expect(second.zone == "Pacific/Kiritimati" && second.wrong == 0)
        await lab.stop()
    }
}
