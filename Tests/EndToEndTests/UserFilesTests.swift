import Foundation
import Testing

@Suite("A user's own reports and views", .serialized)
struct UserFilesTests {
    private static let document = (try? Documents.text("docs/writing-reports.md")) ?? ""

    private func write(_ text: String, _ path: String, _ site: Site) throws {
        let file = site.home.appendingPathComponent(path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
    }

    @Test("the documented report is listed beside the built-in ones and made in every form")
    func report() async throws {
        let site = try await Site.authorized(issues: 200)
        let first = try await site.sync()
        try #require(first.status == 0, "\(first)")
        let report = try #require(Documents.blocks("sql report", in: Self.document).first)
        try write(report.text, "reports/open-bugs.sql", site)
        try write("-- parameter: x nonsense\nSELECT 1", "reports/broken.sql", site)

        let list = try await site.command.run("export", "--list", "--format", "table")
        #expect(list.status == 0, "\(list)")
        for name in ["open-bugs", "created-vs-resolved", "broken"] { #expect(list.output.contains(name)) }
        #expect(list.errors.contains("broken is left out: ") && list.errors.contains("line 1: "))

        let html = try await site.command.run("export", "open-bugs", "--html", "--param", "age=7")
        #expect(html.status == 0 && html.output.contains("<svg"), "\(html.errors)")
        #expect(html.output.contains("Open bugs of each person"))
        let json = try await site.command.run("export", "open-bugs", "--json", "--param", "from=2000-01-01")
        let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect((rows ?? []).count > 1, "\(json)")
        let count = try await site.command.run(
            "query", "--csv",
            """
            SELECT count(DISTINCT ifnull(assignee_key, '')) AS n FROM issue_details
            WHERE issue_type = 'Bug' AND resolution IS NULL AND archived_at IS NULL
                AND created_on <= date('now', '-30 days')
            """)
        #expect(count.output == "n\n\(rows?.count ?? 0)\n")

        let wrong = try await site.command.run("export", "broken")
        #expect(wrong.status == 64 && wrong.errors.contains("broken.sql', line 1: "), "\(wrong)")
        let value = try await site.command.run("export", "open-bugs", "--param", "project=NOWHERE")
        #expect(value.status == 64 && value.errors.contains("the mirror holds no project 'NOWHERE'"))
        await site.stop()
    }

    @Test("views come with a run, broken ones are named and left out, and those whose file is gone go")
    func views() async throws {
        let site = try await Site.authorized(issues: 60)
        let view = try #require(Documents.blocks("sql view", in: Self.document).first)
        try write(view.text, "views.d/team_bugs.sql", site)
        try write("CREATE VIEW issues AS SELECT 1 AS one", "views.d/shadow.sql", site)
        try write("CREATE VIEW wrong AS\nSELECT kee FROM team_bugs", "views.d/wrong.sql", site)
        let first = try await site.sync()
        #expect(first.status == 0, "\(first)")
        #expect(first.errors.contains("jira-mirror: 2 views of yours are left out\n"), "\(first)")
        #expect(first.errors.contains("views.d/shadow.sql: 'issues' belongs to the mirror itself"))
        #expect(first.errors.contains("views.d/wrong.sql: line 2, column 8: no such column: kee"))

        let rows = try await site.command.run("query", "--csv", "SELECT count(*) > 0 AS found FROM team_bugs")
        #expect(rows.output == "found\n1\n", "\(rows)")
        let schema = try await site.command.run("query", "--schema", "team_bugs", "--csv")
        #expect(schema.output.contains("Days since it was made.") && schema.output.contains("The bug."))
        let status = try await site.command.run("status")
        #expect(status.output.contains("wrong.sql is left out: line 2, column 8: no such column: kee"))
        let document = try await site.command.run("status", "--json")
        #expect(document.output.contains("\"view\" : \"team_bugs\""), "\(document)")

        // Cron is told once, not every quarter of an hour.
        let silent = try await site.sync()
        #expect(silent.status == 0 && silent.errors.isEmpty, "\(silent)")

        try FileManager.default.removeItem(at: site.home.appendingPathComponent("views.d/team_bugs.sql"))
        try write("CREATE VIEW wrong AS SELECT key FROM issues", "views.d/wrong.sql", site)
        let third = try await site.sync()
        #expect(third.errors.contains("a view of yours is left out") && third.errors.contains("shadow.sql"))
        let gone = try await site.command.run("query", "SELECT * FROM team_bugs")
        #expect(gone.status == 64 && gone.errors.contains("no such table: team_bugs"), "\(gone)")
        let mended = try await site.command.run("query", "--csv", "SELECT count(*) AS n FROM wrong")
        #expect(mended.output == "n\n60\n", "\(mended)")
        await site.stop()
    }

    @Test("the directory of views is configured, and views wait for the columns of custom fields")
    func customFields() async throws {
        let site = try await Site.authorized(issues: 120)
        var command = site.command
        let folder = site.home.appendingPathComponent("elsewhere")
        command.environment["JIRA_MIRROR_VIEWS_PATH"] = folder.path
        // In the mirror only once an issue has a severity: within the first run.
        try write(
            "CREATE VIEW severe AS SELECT key, severity FROM issues JOIN issue_fields ON issue_id = id "
                + "WHERE severity IS NOT NULL", "elsewhere/severe.sql", site)
        let run = try await command.run("sync")
        #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
        let rows = try await command.run("query", "--csv", "SELECT count(*) > 0 AS found FROM severe")
        #expect(rows.output == "found\n1\n", "\(rows)")

        // A directory that is not mounted is no reason to drop what came from it.
        try FileManager.default.moveItem(at: folder, to: site.home.appendingPathComponent("away"))
        let missing = try await command.run("sync")
        #expect(missing.status == 78, "\(missing)")
        #expect(
            missing.errors.contains("cannot read \(folder.path): views.path names it, and it is not there"))
        let kept = try await command.run("query", "--csv", "SELECT count(*) > 0 AS found FROM severe")
        #expect(kept.output == "found\n1\n", "\(kept)")

        command.environment["JIRA_MIRROR_VIEWS_PATH"] = nil
        command.environment["JIRA_MIRROR_REPORT_PATH"] = folder.path
        let unused = try await command.run("sync")
        #expect(unused.status == 0, "\(unused)")
        let report = try await command.run("export", "issues")
        #expect(report.status == 78, "\(report)")
        #expect(
            report.errors.contains("cannot read \(folder.path): report.path names it, and it is not there"))
        await site.stop()
    }
}
