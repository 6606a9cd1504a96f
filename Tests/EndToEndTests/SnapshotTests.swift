import Foundation
import GRDB
import Testing

/// `export --snapshot` on a real mirror: one file of one moment, for backups.
@Suite("A snapshot of the mirror", .serialized)
struct SnapshotTests {
    private func issues(_ file: URL) throws -> Int {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: file.path, configuration: configuration).read {
            #expect(try String.fetchAll($0, sql: "PRAGMA integrity_check") == ["ok"])
            #expect(try String.fetchOne($0, sql: "PRAGMA journal_mode") == "delete")
            return try Int.fetchOne($0, sql: "SELECT count(*) FROM issues") ?? -1
        }
    }

    private func mode(_ file: URL) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        return try #require(attributes[.posixPermissions] as? Int)
    }

    @Test("holds everything, has the mirror's mode, replaces an older one, and becomes the mirror again")
    func backupAndRestore() async throws {
        let site = try await Site.authorized(issues: 120)
        let backup = site.home.appendingPathComponent("backup.sqlite")
        let early = try await site.command.run("export", "--snapshot", backup.path)
        #expect(early.status == 78, "there is no mirror yet\n\(early)")
        try #require(try await site.sync().status == 0)
        var shared = site.command
        shared.environment["JIRA_MIRROR_MIRROR_MODE"] = "0640"
        for _ in 1...2 {
            let run = try await shared.run("export", "--snapshot", "backup.sqlite")
            #expect(run.status == 0 && run.output.isEmpty && run.errors.isEmpty, "\(run)")
        }
        #expect(try issues(backup) == 120)
        #expect(try mode(backup) == 0o640)
        let left = try FileManager.default.contentsOfDirectory(atPath: site.home.path)
        #expect(!left.contains { $0.hasPrefix(".backup") || $0.hasPrefix("backup.sqlite-") }, "\(left)")

        // Restored in the place of a mirror that is lost: nothing is filled again.
        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: site.mirror.path + suffix)
        }
        try FileManager.default.copyItem(at: backup, to: site.mirror)
        let next = try await site.sync()
        #expect(next.status == 0, "\(next)")
        let run = try await site.command.run(
            "query", "--json", "SELECT issues_read, issues_written FROM sync_runs ORDER BY id DESC LIMIT 1")
        #expect(!run.output.contains("\"issues_read\": 120"), "\(run)")
        let verdict = try await site.command.run("verify", "--all")
        #expect(verdict.status == 0, "\(verdict)")
        await site.stop()
    }

    @Test("is never written over anything else")
    func refusals() async throws {
        let site = try await Site.authorized(issues: 20)
        try #require(try await site.sync().status == 0)
        let text = site.home.appendingPathComponent("notes.txt")
        try Data("precious".utf8).write(to: text)
        let foreign = site.home.appendingPathComponent("foreign.sqlite")
        try await DatabaseQueue(path: foreign.path).write { try $0.execute(sql: "CREATE TABLE t (x)") }
        let empty = site.home.appendingPathComponent("empty")
        try Data().write(to: empty)
        try FileManager.default.createSymbolicLink(
            at: site.home.appendingPathComponent("link"), withDestinationURL: site.mirror)
        for (target, reason) in [
            ("notes.txt", "no snapshot"), ("foreign.sqlite", "another program's database"),
            ("empty", "it is empty"), ("mirror.sqlite", "the mirror itself"), ("link", "the mirror itself"),
            ("reports-that-are-not-there/x.sqlite", "no such file"), (".", "directory"),
            ("/dev/null", "no file"),
        ] {
            let run = try await site.command.run("export", "--snapshot", target)
            #expect(run.status == 73 && run.errors.contains(reason), "\(target)\n\(run)")
        }
        #expect(try String(contentsOf: text, encoding: .utf8) == "precious")
        #expect(try count(site.mirror) == 20)
        let both = try await site.command.run("export", "--snapshot", "a", "--output", "b")
        #expect(both.status == 64, "\(both)")
        await site.stop()
    }

    private func count(_ file: URL) throws -> Int {
        try DatabaseQueue(path: file.path).read {
            try Int.fetchOne($0, sql: "SELECT count(*) FROM issues") ?? -1
        }
    }
}
