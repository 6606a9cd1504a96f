import Foundation
import GRDB
import JiraSimulator
import TestSupport
import Testing

/// Every exit status of the contract, provoked in the built program, with what its message must say: what happened, what
/// was kept, what to do.
@Suite("Every exit status", .serialized)
struct ExitStatusTests {
    /// A way to a status.
    private struct Case: Sendable {
        var status: Int32
        var situation: String
        /// Words of the message's first line, then of the lines below it.
        var says: [String]
        var below: [String] = []
        var act: @Sendable (Site) async throws -> Command.Result
    }

    private static func fault(_ site: Site, _ rule: FaultRule) async throws -> Command.Result {
        let fault = site.jira.faults.add(rule)
        defer { site.jira.faults.clear() }
        let end = try await site.sync()
        #expect(fault.fired > 0)
        return end
    }

    private static func sync(
        _ site: Site, with variable: String, _ value: String
    ) async throws -> Command.Result {
        var command = site.command
        command.environment[variable] = value
        return try await command.run("sync")
    }

    private static func change(_ site: Site, _ sql: String) throws {
        let database = try DatabaseQueue(path: site.mirror.path)
        try database.writeWithoutTransaction { try $0.execute(sql: sql) }
        try database.close()
    }

    /// As a turned bit would: in the text of the schema alone.
    private static func renameColumn(_ site: Site, _ old: String, to new: String) throws {
        try change(
            site,
            """
            PRAGMA writable_schema = ON;
            UPDATE sqlite_schema SET sql = replace(sql, '\(old)', '\(new)') WHERE name = 'issues'
            """)
    }

    private static let cases: [Case] = [
        Case(status: 64, situation: "wrong SQL", says: ["nonsense"], below: ["SELECT nonsense"]) {
            try await $0.command.run("query", "SELECT nonsense FROM issues")
        },
        Case(
            status: 64, situation: "unknown report", says: ["cycle-tim", "cycle-time"],
            below: ["export --list"]
        ) {
            try await $0.command.run("export", "cycle-tim")
        },
        Case(
            status: 65, situation: "half of a project vanishes", says: ["BETA", "no longer visible"],
            below: ["kept", "--allow-mass-deletion"]
        ) { site in
            _ = site.jira.site.apply(.hideProject(project: "BETA", from: Site.account))
            defer { _ = site.jira.site.apply(.showProject(project: "BETA", to: Site.account)) }
            return try await site.sync("--reconcile")
        },
        Case(
            status: 65, situation: "damaged vault", says: ["vault", "damaged"],
            below: ["not touched", "backup"]
        ) { site in
            let vault = site.home.appendingPathComponent("vault.sqlite")
            let whole = try Data(contentsOf: vault)
            defer { try? whole.write(to: vault) }
            let database = try DatabaseQueue(path: vault.path)
            try await database.write {
                try $0.execute(sql: "DELETE FROM vault_rec WHERE kind = 'access_token'")
            }
            try database.close()
            return try await site.sync()
        },
        Case(
            status: 65, situation: "a turned bit in the mirror's schema",
            says: ["mirror is damaged", "mirror.sqlite", "time_spent_seconds", "table issues"],
            below: ["nothing was changed", "move the file away", "jira-mirror sync"]
        ) { site in
            try renameColumn(site, "time_spent_seconds", to: "time_spend_seconds")
            defer { try? renameColumn(site, "time_spend_seconds", to: "time_spent_seconds") }
            return try await site.sync()
        },
        Case(
            status: 69, situation: "no such host", says: ["jira.invalid", "does not exist"],
            below: ["host name"]
        ) {
            try await $0.command.run("--profile", "other", "init", "https://jira.invalid")
        },
        Case(
            status: 70, situation: "an error that is none of the known ones",
            says: ["unexpected", "not today"],
            below: ["kept", "bug of ours", "report"]
        ) { site in
            try change(
                site,
                "CREATE TRIGGER foreign_trigger BEFORE INSERT ON sync_runs BEGIN SELECT RAISE(ABORT, 'not today'); END"
            )
            defer { try? change(site, "DROP TRIGGER foreign_trigger") }
            return try await site.sync()
        },
        Case(
            status: 73, situation: "no folder for the output", says: ["/proc/nowhere/x.csv"],
            below: ["directory exists"]
        ) { try await $0.command.run("export", "issues", "--output", "/proc/nowhere/x.csv") },
        Case(
            status: 74, situation: "no room", says: ["no room for the mirror", "file-size limit"],
            below: ["kept", "make room", "LimitFSIZE="]
        ) { try $0.command.run(shell: "ulimit -f 300; exec \"$0\" sync --full") },
        Case(
            status: 75, situation: "out of time", says: ["stopped", "max-duration"],
            below: ["progress is kept"]
        ) { site in
            let fault = site.jira.faults.add(FaultRule(.delay(0.3), path: "/search"))
            defer { site.jira.faults.remove(fault) }
            // Below that time cron is told nothing: the next run mends it.
            var command = site.command
            command.environment["JIRA_MIRROR_ALERT_AFTER"] = "0s"
            return try await command.run("sync", "--full", "--max-duration", "1s")
        },
        Case(
            status: 76, situation: "a login page", says: ["not Jira's", "HTML"],
            below: ["kept", "login page"]
        ) { try await fault($0, FaultRule(.html200, path: "/search")) },
        Case(
            status: 77, situation: "token refused", says: ["not authorized", "token_rejected"],
            below: ["kept", "jira-mirror authorize", "without a request"]
        ) { site in
            site.jira.oauth.revokeTokens(user: Site.account)
            let end = try await site.sync()
            try await site.authorize()
            return end
        },
        Case(
            status: 78, situation: "an unknown setting", says: ["configuration"],
            below: ["pagesize", "page_size"]
        ) { site in
            let file = site.home.appendingPathComponent("config.yaml")
            let text = try String(contentsOf: file, encoding: .utf8)
            defer { try? text.write(to: file, atomically: true, encoding: .utf8) }
            try (text + "\nsync:\n  pagesize: 10\n").write(to: file, atomically: true, encoding: .utf8)
            return try await site.sync()
        },
        Case(
            status: 78, situation: "a selected project that nobody knows", says: ["does not see", "BETTA"],
            below: ["nothing was read", "did you mean BETA", "config show"]
        ) { site in
            try await sync(site, with: "JIRA_MIRROR_SYNC_PROJECTS", "BETTA")
        },
        Case(
            status: 78, situation: "a condition that Jira refuses", says: ["sync.jql", "colour"],
            below: ["nothing was read", "as the account of the mirror"]
        ) { site in
            try await sync(site, with: "JIRA_MIRROR_SYNC_JQL", "colour = Blue")
        },
        Case(
            status: 78, situation: "a field to keep out that nobody knows", says: ["no field", "Sumary"],
            below: ["nothing was read", "ummary' by 'Sumary'", "SELECT name, id FROM fields"]
        ) { site in
            try await sync(site, with: "JIRA_MIRROR_PRIVACY_DENY_FIELDS", "Sumary")
        },
        Case(
            status: 78, situation: "others may read the key", says: ["vault.key", "not safe"],
            below: ["chmod 600"]
        ) { site in
            let key = site.home.appendingPathComponent("vault.key").path
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            defer { try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key) }
            return try await site.sync()
        },
    ]

    @Test("says what happened, what was kept and what to do, and the next run mends it")
    func table() async throws {
        let site = try await Site.authorized(issues: 120)
        let good = try await site.sync()
        #expect(good.status == 0 && good.output.isEmpty && good.errors.isEmpty, "\(good)")
        for each in Self.cases {
            let end = try await each.act(site)
            #expect(end.status == each.status, "\(each.situation): \(end)")
            #expect(end.output.isEmpty, "\(each.situation): \(end)")
            let lines = end.errors.split(separator: "\n").map(String.init)
            #expect(lines.first?.hasPrefix("jira-mirror: ") == true, "\(each.situation): \(end)")
            for words in each.says {
                #expect(
                    lines.first?.contains(words) == true,
                    "\(each.situation): '\(words)' in: \(lines.first ?? "")")
            }
            for words in each.below {
                #expect(
                    lines.dropFirst().contains { $0.hasPrefix("    ") && $0.contains(words) },
                    "\(each.situation): '\(words)' in: \(end.errors)")
            }
            let next = try await site.sync()
            #expect(next.status == 0 && next.errors.isEmpty, "after '\(each.situation)': \(next)")
        }
        let comparison = try Comparison(mirror: site.mirror, site: site.jira.site, user: Site.account)
        #expect(comparison.differences == [])
        await site.stop()
    }

    @Test("of the contract has a case here")
    func coverage() async throws {
        let site = try await Site.fresh(issues: 1)
        let help = try await site.command.run("--help")
        let documented = help.output.matches(of: #/(?m)^ +([0-9]+)  \S/#).compactMap { Int32($0.output.1) }
        #expect(Set(documented) == Set(Self.cases.map(\.status)).union([0]))
        await site.stop()
    }
}
