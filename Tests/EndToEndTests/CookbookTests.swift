import Foundation
import JiraSimulator
import Testing

@Suite("The SQL cookbook tells the truth", .serialized)
struct CookbookTests {
    @Test("every query runs on a real mirror and finds something there")
    func queries() async throws {
        let queries = try Documents.blocks("sql", in: Documents.text("docs/sql-cookbook.md"))
        let numbered = queries.filter { $0.heading.first?.isNumber == true }
        #expect(numbered.count >= 25)
        #expect(
            numbered.map { $0.heading.prefix { $0 != "." } } == (1...numbered.count).map { "\($0)"[...] },
            "the numbers have gaps")
        #expect(queries.count - numbered.count >= 6)
        #expect(Set(queries.map(\.text)).count == queries.count)

        let site = try await Site.authorized(issues: 500)
        try await fill(site)
        let epic = try await value(
            "SELECT epic_key AS v FROM issues WHERE epic_key IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC",
            site)
        let project = try await value("SELECT key AS v FROM projects ORDER BY id", site)
        let values = [
            "days": "60", "field": "Severity", "epic": epic, "project": project,
            "at": try await value("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days') AS v", site),
        ]
        var used: Set<String> = []
        for (heading, sql) in queries {
            var arguments = ["query", "--format", "ndjson", sql]
            for (name, value) in values where sql.contains(":\(name)") {
                used.insert(name)
                arguments += ["-p", "\(name)=\(value)"]
            }
            let result = try await run(arguments, site)
            #expect(result.status == 0, "\(heading)\n\(result)")
            #expect(result.output.contains("\n"), "\(heading) finds nothing")
        }
        #expect(used == Set(values.keys))
        await site.stop()
    }

    /// What not every site has: links between open issues, moved and deleted issues.
    private func fill(_ site: Site) async throws {
        let first = try await site.sync()
        try #require(first.status == 0, "\(first)")
        func keys(_ condition: String) async throws -> [String] {
            let sql =
                "SELECT group_concat(key, ' ') AS v FROM (SELECT key FROM issue_details WHERE \(condition) ORDER BY id LIMIT 4)"
            return try await value(sql, site).split(separator: " ").map(String.init)
        }
        let open = try await keys("status_category = 'new' AND is_subtask = 0 AND epic_id IS NULL")
        let done = try await keys("status_category = 'done' AND is_subtask = 0")
        try #require(open.count == 4 && done.count == 4)
        let other = try await value(
            "SELECT key AS v FROM projects WHERE key <> substr('\(done[1])', 1, instr('\(done[1])', '-') - 1)",
            site)
        for mutation in [
            Mutation.addLink(type: "Blocks", source: open[0], target: open[1]),
            .addLink(type: "Blocks", source: open[1], target: open[2]),
            .addLink(type: "Blocks", source: done[0], target: open[0]),
            .setWatches(issue: open[0], watches: 12), .moveIssue(issue: done[1], toProject: other),
            .deleteIssue(issue: done[2]), .advanceClock(milliseconds: 600_000),
        ] {
            let outcome = site.jira.site.apply(mutation)
            try #require(outcome.error == nil, "\(mutation): \(outcome)")
        }
        let second = try await site.sync("--full")
        try #require(second.status == 0, "\(second)")
    }

    private func run(_ arguments: [String], _ site: Site) async throws -> Command.Result {
        let running = try site.command.start(arguments)
        try running.input.fileHandleForWriting.close()
        return await running.wait()
    }

    /// The first row's column `v`.
    private func value(_ sql: String, _ site: Site) async throws -> String {
        let result = try await site.command.run("query", "--json", sql + " LIMIT 1")
        try #require(result.status == 0, "\(result)")
        let rows = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]]
        return try #require(rows?.first?["v"] as? String, "\(sql)\n\(result)")
    }
}
