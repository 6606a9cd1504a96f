import Foundation
import GRDB
import JiraSimulator
import Testing

@Suite("verify, as people run it", .serialized)
struct VerifyTests {
    @Test("an equal mirror is 0 with an empty table, a forged cell is 65 and named")
    func forged() async throws {
        let site = try await Site.authorized(issues: 80)
        #expect(try await site.sync().status == 0)
        _ = site.jira.site.apply(.advanceClock(milliseconds: 600_000))
        #expect(try await site.sync().status == 0)
        let equal = try await site.command.run("verify", "--all", "--json")
        #expect(equal.status == 0, "\(equal)")
        #expect(equal.output.trimmingCharacters(in: .whitespacesAndNewlines) == "[]")
        #expect(equal.errors.contains("all equal"))

        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: site.mirror.path, configuration: configuration)
        let key = try await queue.write { db in
            let key = try String.fetchOne(db, sql: "SELECT key FROM issues ORDER BY id LIMIT 1") ?? ""
            try db.execute(
                sql: "UPDATE issues SET assignee_key = 'nobody-knows' WHERE key = ?", arguments: [key])
            return key
        }
        try queue.close()
        let forged = try await site.command.run("verify", "--all", "--csv")
        #expect(forged.status == 65, "\(forged)")
        let lines = forged.output.split(separator: "\n")
        #expect(lines.count == 2, "\(forged.output)")
        #expect(lines.last?.contains(",\(key),issues,") == true)
        #expect(lines.last?.contains("assignee_key,nobody-knows,") == true)
        #expect(forged.errors.contains("1 differ in 1 places"), "\(forged.errors)")
        await site.stop()
    }

    @Test("an index that does not hold what its table does is damage, which --all finds")
    func damagedIndex() async throws {
        let site = try await Site.authorized(issues: 20)
        #expect(try await site.sync().status == 0)
        let queue = try DatabaseQueue(path: site.mirror.path)
        try await queue.write { db in
            try db.execute(
                sql: """
                    PRAGMA writable_schema = ON;
                    UPDATE sqlite_schema SET sql = sql || ' WHERE entered_ms < 0'
                    WHERE name = 'status_intervals_by_project';
                    """)
            #expect(db.changesCount == 1)
        }
        try queue.close()
        let damaged = try await site.command.run("verify", "--all")
        #expect(damaged.status == 65, "\(damaged)")
        #expect(damaged.errors.contains("damaged"), "\(damaged)")
        #expect(damaged.errors.contains("status_intervals_by_project"), "\(damaged)")
        await site.stop()
    }

    @Test("a Jira that does not answer stops it, and it speaks of no progress")
    func unavailable() async throws {
        let site = try await Site.authorized(issues: 20)
        #expect(try await site.sync().status == 0)
        let fault = site.jira.faults.add(FaultRule(.status(503), path: "/search"))
        let stopped = try await site.command.run("verify")
        #expect(fault.fired > 0)
        #expect(stopped.status == 75 && stopped.output.isEmpty, "\(stopped)")
        #expect(stopped.errors.contains("nothing was changed; run it again later"), "\(stopped)")
        #expect(!stopped.errors.contains("progress"), "\(stopped)")
        await site.stop()
    }

    @Test("before the first sync, and for a project that nobody sees, it says what comes first")
    func tooEarly() async throws {
        let site = try await Site.authorized(issues: 20)
        let early = try await site.command.run("verify")
        #expect(early.status == 78)
        #expect(early.errors.contains("sync"))
        #expect(try await site.sync().status == 0)
        let unknown = try await site.command.run("verify", "--project", "NOSUCH")
        #expect(unknown.status == 64)
        #expect(unknown.errors.contains("NOSUCH"))
        let zero = try await site.command.run("verify", "--sample", "0")
        #expect(zero.status == 64)
        await site.stop()
    }
}
