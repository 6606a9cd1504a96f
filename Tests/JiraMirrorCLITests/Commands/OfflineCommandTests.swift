import ArgumentParser
import Foundation
import MirrorStore
import SyncCore
import Testing

@testable import JiraMirrorCLI

@Suite("Offline commands") struct OfflineCommandTests {
    /// A bench with an empty mirror and no site.
    private func bench(input: String = "") throws -> Bench {
        let bench = try Bench(input: input)
        try bench.configure("report: {time_zone: Europe/Berlin}\n")
        let dependencies = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        try dependencies.store().close()
        return bench
    }

    @Test func aQueryPrintsInEveryFormatAsked() async throws {
        let bench = try bench(input: "SELECT 2 AS two")
        #expect(await bench.run("query", "SELECT 1 AS one, NULL AS none, 'a,b' AS text") == .done)
        #expect(bench.output == "one,none,text\n1,,\"a,b\"\n")
        #expect(await bench.run("query", "--json", "-") == .done)
        #expect(bench.output.hasSuffix("[\n{\"two\":2}\n]\n") || bench.output.contains("\"two\":2"))
        #expect(await bench.run("query", "--json", "--csv", "SELECT 1") == .usage)
        #expect(bench.talk.contains("one format only"))
    }

    @Test(
        arguments: [
            "SELECT * FROM nowhere", "DELETE FROM issues", "ATTACH '/tmp/x' AS x", "SELECT 1; SELECT 2",
            "PRAGMA journal_mode = DELETE", "",
        ])
    func aQueryThatIsWrongOrWritesIs64(_ sql: String) async throws {
        let bench = try bench()
        #expect(await bench.run("query", sql) == .usage)
        #expect(bench.output.isEmpty)
        #expect(bench.talk.hasPrefix("jira-mirror: "))
    }

    @Test func withoutAMirrorTheOfflineCommandsSaySo() async throws {
        let bench = try Bench()
        #expect(await bench.run("query", "SELECT 1") == .configuration)
        #expect(await bench.run("export", "issues") == .configuration)
        #expect(bench.talk.contains("there is no mirror yet"))
        #expect(await bench.run("status") == .done)
    }

    @Test("a mirror of one site is never opened for the runs of another")
    func otherSite() throws {
        let bench = try Bench()
        try bench.configure("site: {url: \"https://one.example\"}\n")
        let one = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        let store = try one.store()
        var site = SiteRecord()
        site.baseURL = "https://one.example"
        try store.updateSite(site)
        try store.close()
        try one.store().close()
        try bench.configure("site: {url: \"https://two.example\"}\n")
        let two = try Dependencies(GlobalOptions.parse([]), in: bench.context)
        #expect {
            try two.store()
        } throws: { error in
            guard case CommandError.mirrorOfOtherSite("https://one.example", "https://two.example", _) = error
            else { return false }
            return true
        }
    }

    @Test func aReportIsWrittenToAFileWithThePersonsUmask() async throws {
        let bench = try bench()
        #expect(await bench.run("export", "issues", "--output", "out.json") == .done)
        #expect(try TemporaryDirectory.mode(of: bench.directory.path + "/out.json") == 0o600)
        #expect(try bench.directory.text("out.json").hasPrefix("["))
        #expect(bench.output.isEmpty && bench.talk.isEmpty)
        #expect(await bench.run("export", "isues") == .usage)
        #expect(bench.talk.contains("did you mean 'issues'?"))
        #expect(await bench.run("export", "issues", "--param", "x") == .usage)
        #expect(await bench.run("export", "issues", "--output", "no/such/out.csv") == .cannotCreate)
    }

    @Test func theListOfReportsHasTheDocumentedKeys() async throws {
        let bench = try bench()
        #expect(await bench.run("export", "--list", "--format", "json") == .done)
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [[String: Any]])
        #expect(list.contains { $0["name"] as? String == "created-vs-resolved" })
        for report in list { #expect(Set(["name", "title", "parameters"]).isSubset(of: report.keys)) }
    }

    @Test func aReportOfOnesOwnIsFound() async throws {
        let bench = try bench()
        try FileManager.default.createDirectory(
            atPath: bench.directory.path + "/home/reports", withIntermediateDirectories: true)
        try "-- title: How many\nSELECT count(*) AS issues FROM issues\n".write(
            toFile: bench.directory.path + "/home/reports/how-many.sql", atomically: true, encoding: .utf8)
        #expect(await bench.run("export", "how-many", "--csv") == .done)
        #expect(bench.output == "issues\n0\n")
    }

    @Test func configuredExportsAreCheckedAndWritten() async throws {
        let bench = try bench()
        try bench.configure(
            """
            report: {time_zone: Europe/Berlin}
            mirror: {mode: "0640"}
            exports:
              - {report: issues, path: ../issues.csv}
            """)
        #expect(await bench.run("config", "check") == .done)
        #expect(await bench.run("export", "--configured") == .done)
        #expect(try TemporaryDirectory.mode(of: bench.directory.path + "/issues.csv") == 0o640)
        try bench.configure(
            "exports: [{report: isues, path: a.csv}, {report: issues, path: b.csv, params: {zz: 1}}]")
        #expect(await bench.run("config", "check") == .configuration)
        #expect(bench.talk.contains("did you mean 'issues'?") && bench.talk.contains("no parameter 'zz'"))
    }

    @Test func oneFailedExportDoesNotStopTheOthers() async throws {
        let bench = try bench()
        try bench.configure(
            "exports: [{report: issues, path: /proc/no/a.csv}, {report: issues, path: ../b.csv}]")
        #expect(await bench.run("export", "--configured") == .cannotCreate)
        #expect(bench.talk.contains("export of 'issues' to /proc/no/a.csv: cannot write"))
        #expect(FileManager.default.fileExists(atPath: bench.directory.path + "/b.csv"))
    }

    @Test(
        "each failed export is told once, and the worst of them gives the status", arguments: [true, false])
    func everyFailedExportIsTold(worstFirst: Bool) async throws {
        let bench = try bench()
        let exports = [
            "{report: issues, path: /proc/no/a.csv}",
            "{report: issues, path: ../b.csv, params: {project: NOPE}}", "{report: users, path: ../c.csv}",
        ]
        let order = worstFirst ? exports : exports.reversed()
        try bench.configure("exports: [\(order.joined(separator: ", "))]")
        #expect(await bench.run("export", "--configured") == .cannotCreate)
        for told in ["to /proc/no/a.csv: cannot write", "b.csv: "] {
            #expect(bench.talk.components(separatedBy: told).count == 2, "\(bench.talk)")
        }
        #expect(bench.talk.contains("NOPE"))
        #expect(FileManager.default.fileExists(atPath: bench.directory.path + "/c.csv"))
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path + "/b.csv"))
    }

    @Test func theStatusOfAnEmptyMirrorIsADocument() async throws {
        let bench = try bench()
        #expect(await bench.run("status", "--json") == .done)
        let status = try #require(
            JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [String: Any])
        #expect((status["grant"] as? [String: Any])?["state"] as? String == "none")
        #expect((status["mirror"] as? [String: Any])?["schema_version"] as? Int ?? 0 >= 1)
    }

    @Test func theConfigurationIsShownWithItsSources() async throws {
        let bench = try Bench(environment: ["JIRA_MIRROR_SYNC_CONCURRENCY": "2"])
        try bench.configure("sync:\n  overlap_minutes: 5\n")
        #expect(await bench.run("config", "show") == .done)
        let lines = bench.output.split(separator: "\n").map(String.init)
        #expect(
            lines.contains(
                "sync.overlap_minutes,5,\(bench.directory.path)/home/config.yaml:2,JIRA_MIRROR_SYNC_OVERLAP_MINUTES"
            ))
        #expect(
            lines.contains("sync.concurrency,2,JIRA_MIRROR_SYNC_CONCURRENCY,JIRA_MIRROR_SYNC_CONCURRENCY"))
        #expect(lines.contains { $0.hasPrefix("consumer_key,jira-mirror,default,") })
        #expect(lines.count == Settings.all.count + 1)
    }

    @Test(arguments: [
        (0.0, "0 seconds"), (61, "61 seconds"), (7300, "2 hours"), (300, "5 minutes"), (400_000, "4 days"),
    ])
    func agesAreReadable(_ seconds: Double, _ text: String) {
        #expect(StatusText.age(seconds) == text)
    }
}
