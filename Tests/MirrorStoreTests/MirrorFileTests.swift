import Foundation
import GRDB
import Migrations
import SyncCore
import Testing

@testable import MirrorStore

struct MirrorFileTests {
    private func mode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }

    private func group(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.groupOwnerAccountID] as? NSNumber)?.intValue ?? -1
    }

    private func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    @Test("a new mirror is readable by nobody else, its companions and its new directory too")
    func defaultModes() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("a/b/mirror.sqlite").path
        let store = try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 }
        for name in [path, path + "-wal", path + "-shm"] { #expect(try mode(name) == 0o600) }
        #expect(try mode(directory.appendingPathComponent("a/b").path) == 0o700)
        #expect(try mode(directory.appendingPathComponent("a").path) == 0o700)
        try store.close()
    }

    @Test("mode and group hold for the file, -wal and -shm, and stay there after closing")
    func configuredModes() throws {
        // Only root may give files to any group.
        let group = geteuid() == 0 ? 12_345 : Int(getegid())
        let mirror = try Mirror {
            $0.mode = 0o640
            $0.group = String(group)
        }
        try mirror.apply { $0.add(10, "ABC-1") }
        try mirror.store.checkpointWAL()
        try mirror.store.close()
        for name in [mirror.path, mirror.path + "-wal", mirror.path + "-shm"] {
            #expect(try mode(name) == 0o640, "\(name)")
            #expect(try self.group(name) == group, "\(name)")
        }
    }

    @Test("the configured mode is given to an existing mirror")
    func changedMode() throws {
        let mirror = try Mirror()
        try mirror.store.close()
        var options = mirror.store.options
        options.mode = 0o644
        let store = try MirrorDatabase(options: options) { .day0 }
        #expect(try mode(mirror.path) == 0o644)
        #expect(try mode(mirror.path + "-wal") == 0o644)
        try store.close()
    }

    @Test("a group that does not exist is said by name")
    func unknownGroup() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let options = MirrorOptions(
            path: directory.appendingPathComponent("mirror.sqlite").path, group: "no-such-group-here")
        #expect(throws: StoreError.cannotWrite("there is no group no-such-group-here on this system")) {
            try MirrorDatabase(options: options) { .day0 }
        }
    }

    @Test("a mirror of a newer program is refused and left as it is, byte for byte")
    func newerSchema() throws {
        let mirror = try Mirror()
        try mirror.store.write { try $0.execute(sql: "PRAGMA user_version = 999") }
        try mirror.store.checkpointWAL()
        try mirror.store.close()
        let before = try bytes(mirror.path)
        let wal = try bytes(mirror.path + "-wal")
        #expect(throws: StoreError.newerSchema(found: 999, supported: MirrorMigrations.all.count)) {
            try MirrorDatabase(options: mirror.store.options) { .day0 }
        }
        #expect(throws: StoreError.newerSchema(found: 999, supported: MirrorMigrations.all.count)) {
            try MirrorReader(path: mirror.path)
        }
        #expect(try bytes(mirror.path) == before)
        #expect(try bytes(mirror.path + "-wal") == wal)
    }

    @Test("another program's database is refused and left as it is")
    func notAMirror() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("mirror.sqlite").path
        let other = try DatabaseQueue(path: path)
        try other.write { try $0.execute(sql: "CREATE TABLE addresses (name TEXT)") }
        try other.close()
        let before = try bytes(path)
        #expect(
            storeError { try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 } }?.kind
                == "notAMirror")
        #expect(try bytes(path) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["mirror.sqlite"])
    }

    @Test("a file that is no database is corrupt, and left as it is")
    func noDatabase() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("mirror.sqlite").path
        try Data(repeating: 0x41, count: 5000).write(to: URL(fileURLWithPath: path))
        #expect(
            storeError { try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 } }?.kind == "corrupt"
        )
        #expect(try bytes(path) == Data(repeating: 0x41, count: 5000))
    }

    @Test("a damaged page is reported as corrupt, by the writer and by a reader")
    func damagedPage() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            for id in 1...200 { page.add(Int64(id), "ABC-\(id)", comments: [(Int64(id), "text")]) }
        }
        let root = try #require(
            try mirror.value("SELECT rootpage FROM sqlite_schema WHERE name = 'comments'").flatMap(Int.init))
        try mirror.store.checkpointWAL()
        try mirror.store.close()
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: mirror.path))
        try handle.seek(toOffset: UInt64((root - 1) * 8192))
        try handle.write(contentsOf: Data(repeating: 0xFF, count: 8192))
        try handle.close()

        let store = try MirrorDatabase(options: mirror.store.options) { .day0 }
        var page = BatchBuilder()
        page.add(1, "ABC-1", summary: "new", updated: .day0 + 1, comments: [(1, "text")])
        #expect(
            storeError { try store.apply(page.page(requestedAt: .day0 + 900_000), checkpoints: []) }?.kind
                == "corrupt")
        let reader = try MirrorReader(path: mirror.path)
        let damaged = queryError { try reader.all(sql: "SELECT * FROM comments") }
        guard case .store(.corrupt) = damaged else {
            Issue.record("\(String(describing: damaged))")
            return
        }
        // The issue's own row was written before the comments: the transaction took it back.
        #expect(try reader.all(sql: "SELECT summary FROM issues WHERE id = 1") == [[.text("A summary")]])
        try store.close()
    }

    @Test("on a full disk the page is taken back, and the mirror goes on when there is room again")
    func fullDisk() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.add(1, "ABC-1") }
        let pages = try #require(try mirror.value("PRAGMA page_count").flatMap(Int.init))
        try mirror.store.withoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages + 2)")
        }
        let large = String(repeating: "x", count: 200_000)
        #expect(
            storeError { try mirror.apply { $0.add(2, "ABC-2", comments: [(1, large)]) } }?.kind == "full")
        #expect(try mirror.rows("SELECT id FROM issues") == ["1"])
        try mirror.store.withoutTransaction { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000")
        }
        try mirror.apply { $0.add(2, "ABC-2", comments: [(1, large)]) }
        #expect(try mirror.rows("SELECT count(*) FROM issues") == ["2"])
        #expect(try mirror.rows("PRAGMA integrity_check") == ["ok"])
    }

    @Test("another writer that does not let go is busy, after the timeout")
    func busy() throws {
        let mirror = try Mirror { $0.busyTimeoutSeconds = 0.05 }
        let other = try DatabaseQueue(path: mirror.path)
        try other.writeWithoutTransaction { db in
            try db.execute(sql: "BEGIN IMMEDIATE")
            #expect(storeError { try mirror.apply { $0.add(1, "ABC-1") } }?.kind == "busy")
            try db.execute(sql: "ROLLBACK")
        }
        try mirror.apply { $0.add(1, "ABC-1") }
        try other.close()
    }

    @Test("a directory that does not exist and cannot be made is said, with its path")
    func impossibleDirectory() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("file")
        try Data().write(to: file)
        let path = file.appendingPathComponent("sub/mirror.sqlite").path
        let error = storeError { try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 } }
        #expect(error?.kind == "cannotWrite")
        #expect("\(String(describing: error))".contains("file/sub"))
    }

    @Test("a kill between creation and first migration leaves a file that the next start completes")
    func emptyFile() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("mirror.sqlite").path
        try Data().write(to: URL(fileURLWithPath: path))
        var store = try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 }
        try store.close()
        // In WAL mode, but without any table: killed one step later.
        try FileManager.default.removeItem(atPath: path)
        for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) }
        let blank = try DatabaseQueue(path: path)
        try blank.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL")
        }
        try blank.close()
        store = try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 }
        #expect(try store.issueCount(project: nil) == 0)
        try store.close()
    }

    @Test("a mirror of an older schema is migrated step by step and keeps its rows")
    func olderSchema() throws {
        let directory = try Mirror.makeDirectory()
        defer { try? FileManager.default.removeItem(at: directory) }
        let path = directory.appendingPathComponent("mirror.sqlite").path
        let old = try DatabaseQueue(path: path)
        try old.write { db in
            try db.execute(sql: MirrorMigrations.all[0].sql)
            try db.execute(sql: "PRAGMA user_version = 1")
            try db.execute(sql: "INSERT INTO site (id, title, schema_version) VALUES (1, 'Ours', 1)")
        }
        try old.close()
        let error = storeError { try MirrorReader(path: path) }
        #expect(error?.kind == "notAMirror")
        #expect("\(String(describing: error))".contains("sync"))
        let store = try MirrorDatabase(options: MirrorOptions(path: path)) { .day0 }
        #expect(try store.site()?.title == "Ours")
        let version = try store.read { try Int.fetchOne($0, sql: "SELECT schema_version FROM site") }
        #expect(version == MirrorMigrations.all.count)
        try store.close()
    }
}
