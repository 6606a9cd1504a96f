import Foundation
import GRDB
import SyncCore
import Testing

@testable import MirrorStore

/// Analysts read as other users, from a directory that only the job may write.
///
/// As root nothing is read-only, so the reader runs as `nobody` in a child process; the `sqlite3` shell
/// stands for any tool.
struct ReadOnlyDirectoryTests {
    private static var canChangeUser: Bool {
        geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/sqlite3")
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")
    }

    private func asNobody(_ path: String, _ sql: String) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
        process.arguments = [
            "--reuid=65534", "--regid=65534", "--clear-groups", "/usr/bin/sqlite3", "-readonly", path, sql,
        ]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    private func sharedMirror() throws -> Mirror {
        let mirror = try Mirror {
            $0.mode = 0o640
            $0.group = "65534"
        }
        // The group may enter and list, not write.
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750, .groupOwnerAccountID: 65534], ofItemAtPath: mirror.directory.path)
        try mirror.apply { $0.add(1, "ABC-1") }
        return mirror
    }

    @Test(
        "another user reads before, during and after a write from a directory that it cannot write",
        .enabled(if: canChangeUser))
    func readsAsAnotherUser() throws {
        let mirror = try sharedMirror()
        let count = "SELECT count(*) FROM issues"
        #expect(try asNobody(mirror.path, count) == (0, "1\n"))
        try mirror.store.write { db in
            try db.execute(sql: "DELETE FROM issue_labels")
            #expect(try asNobody(mirror.path, count) == (0, "1\n"))
        }
        try mirror.apply { $0.add(2, "ABC-2") }
        try mirror.store.checkpointWAL()
        #expect(try asNobody(mirror.path, count) == (0, "2\n"))
        try mirror.store.close()
        #expect(try asNobody(mirror.path, count) == (0, "2\n"))
        // It really is not allowed to write there.
        let attempt = try asNobody(mirror.path, "DELETE FROM issues")
        #expect(attempt.status != 0)
    }

    @Test("a writer that may not write the directory says so", .enabled(if: geteuid() != 0))
    func writerWithoutRights() throws {
        let directory = try Mirror.makeDirectory()
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
            try? FileManager.default.removeItem(at: directory)
        }
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        let options = MirrorOptions(path: directory.appendingPathComponent("mirror.sqlite").path)
        #expect(storeError { try MirrorDatabase(options: options) { .day0 } }?.kind == "cannotWrite")
    }

    @Test("a copy without its companions is read where it lies, and nothing is written beside it")
    func copyOnReadOnlyMedium() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(1, "ABC-1") }
        try mirror.store.checkpointWAL()
        let directory = try Mirror.makeDirectory()
        let copy = directory.appendingPathComponent("copy.sqlite").path
        try FileManager.default.copyItem(atPath: mirror.path, toPath: copy)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: directory.path)
        defer {
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory.path)
            try? FileManager.default.removeItem(at: directory)
        }
        let reader = try MirrorReader(path: copy)
        #expect(try reader.all(sql: "SELECT key FROM issues") == [[.text("ABC-1")]])
        if geteuid() != 0 {
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["copy.sqlite"])
        }
    }
}
