import ArgumentParser
import Foundation
import MirrorStore
import Testing

@testable import JiraMirrorCLI

@Suite("A user's own reports") struct UserReportTests {
    private func bench(_ files: [String: String]) throws -> Bench {
        let bench = try Bench()
        try bench.configure("report: {time_zone: Europe/Berlin}\n")
        try Dependencies(GlobalOptions.parse([]), in: bench.context).store().close()
        let folder = bench.directory.path + "/home/reports"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
        }
        return bench
    }

    @Test("a broken one is named and left out; the others go on")
    func broken() async throws {
        let bench = try bench([
            "fine.sql": "-- title: Fine\nSELECT 1 AS one\n", "broken.sql": "-- chart: pie a b\nSELECT 1\n",
            "empty.sql": "", ".hidden.sql": "no", "notes.txt": "no",
        ])
        try Data([0xFF, 0xFE]).write(
            to: URL(fileURLWithPath: bench.directory.path + "/home/reports/binary.sql"))
        #expect(await bench.run("export", "--list", "--json") == .done)
        let list = try #require(
            JSONSerialization.jsonObject(with: Data(bench.output.utf8)) as? [[String: Any]])
        func report(_ name: String) -> [String: Any]? { list.first { $0["name"] as? String == name } }
        #expect(report("fine")?["title"] as? String == "Fine" && report("fine")?["problem"] == nil)
        #expect((report("fine")?["file"] as? String)?.hasSuffix("/reports/fine.sql") == true)
        #expect(report("issues") != nil && report("issues")?["file"] == nil)
        #expect((report("broken")?["problem"] as? String)?.contains("line 1: ") == true)
        #expect(report("hidden") == nil && report(".hidden") == nil && report("notes") == nil)
        for name in ["broken", "empty", "binary"] {
            #expect(bench.talk.contains("jira-mirror: \(name) is left out: "), "\(bench.talk)")
            #expect(await bench.run("export", name) == .usage)
        }
        #expect(bench.talk.contains("it is not UTF-8 text"))
        #expect(await bench.run("export", "fine", "--csv") == .done)
        #expect(bench.output.hasSuffix("one\n1\n"))
    }

    @Test("an export that is configured for a broken report is refused with the reason")
    func configured() async throws {
        let bench = try bench(["broken.sql": "-- chart: pie a b\nSELECT 1\n"])
        try bench.configure("exports: [{report: broken, path: a.csv, params: {a: 1}}]\n")
        #expect(await bench.run("config", "check") == .configuration)
        #expect(bench.talk.contains("broken.sql', line 1: "))
        #expect(!bench.talk.contains("no parameter"))
    }

    @Test("parameters have defaults and kinds, and are refused in words")
    func parameters() async throws {
        let bench = try bench([
            "ages.sql": """
            -- title: Ages
            -- parameter: age integer = 30 : days
            -- parameter: since day = 2026-01-01
            -- parameter: mode choice(a|b) = a
            SELECT :age AS age, typeof(:age) AS type, :since AS since, :mode AS mode
            """
        ])
        #expect(await bench.run("export", "ages", "--csv") == .done)
        #expect(bench.output == "age,type,since,mode\n30,integer,2026-01-01,a\n")
        #expect(await bench.run("export", "ages", "--csv", "--param", "age=7", "--param", "mode=b") == .done)
        #expect(bench.output.hasSuffix("7,integer,2026-01-01,b\n"))
        #expect(await bench.run("export", "ages", "--param", "age=x", "--param", "mod=b") == .usage)
        #expect(bench.talk.contains("'age' cannot be 'x'") && bench.talk.contains("did you mean 'mode'?"))
    }

    @Test("a directory that is configured and not there is named, and is no directory without reports")
    func missing() async throws {
        let bench = try bench([:])
        let folder = bench.directory.path + "/away"
        try bench.configure("report: {path: \(folder)}\nexports: [{report: issues, path: a.csv}]\n")
        for arguments in [
            ["export", "issues"], ["export", "--list"], ["export", "--configured"], ["config", "check"],
        ] {
            let before = bench.talk.count
            #expect(await Program.run(arguments, in: bench.context) == .configuration)
            #expect(
                bench.talk.dropFirst(before).contains(
                    "cannot read \(folder): report.path names it, and it is not there"), "\(arguments)")
        }
        #expect(bench.output.isEmpty)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(await bench.run("export", "issues", "--csv") == .done)
        // The usual one need not be there.
        try FileManager.default.removeItem(atPath: bench.directory.path + "/home/reports")
        try bench.configure("report: {time_zone: Europe/Berlin}\n")
        #expect(await bench.run("export", "issues", "--csv") == .done)
    }

    @Test("a signal stops the configured exports that are left")
    func interrupted() async throws {
        let bench = try bench([:])
        try bench.configure(
            "exports: [{report: issues, path: out/a.csv}, {report: users, path: out/b.csv}]\n")
        let status = await Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await bench.run("export", "--configured")
        }.value
        #expect(status == .tryLater)
        #expect(!FileManager.default.fileExists(atPath: bench.directory.path + "/home/out/a.csv"))
        #expect(bench.talk.contains("export of 'issues'") && !bench.talk.contains("export of 'users'"))
        #expect(await bench.run("export", "--configured") == .done)
        #expect(FileManager.default.fileExists(atPath: bench.directory.path + "/home/out/b.csv"))
    }
}
