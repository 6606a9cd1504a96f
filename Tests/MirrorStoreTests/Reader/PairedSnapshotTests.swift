import Foundation
import Reporting
import Synchronization
import Testing

@testable import MirrorStore

/// Two connections that see one state, and long passes that both read.
@Suite struct PairedSnapshotTests {
    private static let count = "SELECT count(*) FROM issues"

    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        try mirror.apply { page in
            for id in 1...20 { page.add(Int64(id), "ABC-\(id)") }
        }
        return mirror
    }

    private func counts(_ reader: MirrorReader) throws -> [MirrorValue?] {
        try [reader, reader.companion].map { try $0?.all(sql: Self.count)[0][0] }
    }

    @Test("two connections see one state while a writer goes on")
    func oneState() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        try reader.pairedSnapshot {
            #expect(try counts(reader) == [.integer(20), .integer(20)])
            try mirror.apply { $0.add(99, "ABC-99") }
            try mirror.store.checkpointWAL()
            #expect(try counts(reader) == [.integer(20), .integer(20)])
        }
        #expect(try counts(reader) == [.integer(21), nil])
        try mirror.store.checkpointWAL()
        let wal = try FileManager.default.attributesOfItem(atPath: mirror.path + "-wal")[.size] as? NSNumber
        #expect(wal?.intValue == 0, "neither holds the WAL any more")
    }

    @Test("a commit between the beginnings of the two makes them begin again")
    func commitBetween() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        var commits = 0
        try reader.pairedSnapshot {
            guard commits < 3 else { return }
            commits += 1
            try mirror.apply { $0.add(Int64(100 + commits), "ABC-\(100 + commits)") }
        } _: {
            let both = try counts(reader)
            #expect(commits == 3)
            #expect(both == [.integer(23), .integer(23)])
        }
    }

    @Test("where each attempt meets a commit, one connection reads alone")
    func alone() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        var commits = 0
        try reader.pairedSnapshot {
            commits += 1
            try mirror.apply { $0.add(Int64(100 + commits), "ABC-\(100 + commits)") }
        } _: {
            #expect(commits == 8)
            #expect(try counts(reader) == [.integer(28), nil])
            try mirror.apply { $0.add(99, "ABC-99") }
            #expect(try counts(reader) == [.integer(28), nil])
        }
    }

    @Test("a failure between the beginnings leaves neither in a transaction")
    func failureBetween() throws {
        struct Failure: Error {}
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        #expect(throws: Failure.self) {
            try reader.pairedSnapshot {
                throw Failure()
            } _: {
                Issue.record("it never began")
            }
        }
        try mirror.apply { $0.add(99, "ABC-99") }
        #expect(try counts(reader) == [.integer(21), nil])
        let both = try reader.pairedSnapshot { try counts(reader) }
        #expect(both == [.integer(21), .integer(21)])
    }

    // MARK: Parts

    @Test("each part is read once, by both connections, and taken one at a time")
    func parts() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        // The first parts of both wait for each other: neither can read all alone.
        let arrived = Mutex(Set<ObjectIdentifier>())
        let bothAtWork = DispatchSemaphore(value: 0)
        var taken: [Int] = []
        try reader.pairedSnapshot {
            try reader.inParts(Array(1...20)) { (reader, part: Int) throws(ReportError) in
                let isLast = arrived.withLock {
                    $0.insert(ObjectIdentifier(reader)).inserted && $0.count == 2
                }
                if isLast {
                    bothAtWork.signal()
                } else if arrived.withLock({ $0.count }) == 1 {
                    guard bothAtWork.wait(timeout: .now() + 30) == .success else { return -1 }
                }
                var id = -1
                try reader.report(
                    "SELECT id FROM issues WHERE id = ?", .positional([.integer(Int64(part))])
                ) { id = Int($0.number(0)) }
                return id
            } take: { id in
                taken.append(id)
            }
        }
        #expect(arrived.withLock { $0.count } == 2)
        #expect(taken.sorted() == Array(1...20))
    }

    @Test("the first failure ends a pass: no part is begun after it")
    func failure() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let begun = Mutex(0)
        let error = #expect(throws: ReportError.self) {
            try reader.pairedSnapshot {
                try reader.inParts(Array(1...1000)) { (reader, part: Int) throws(ReportError) in
                    begun.withLock { $0 += 1 }
                    usleep(1000)
                    try reader.report("SELECT \(part == 3 ? "nothing" : "1")") { _ in }
                } take: { _ in
                }
            }
        }
        guard case .sql(let message) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(message.contains("nothing"))
        #expect(begun.withLock { $0 } < 1000)
        #expect(try counts(reader) == [.integer(20), nil], "the reader goes on")
    }

    @Test("of two failures the earlier part's is told, whichever came first", .timeLimit(.minutes(1)))
    func earlierFailure() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let laterFailed = DispatchSemaphore(value: 0)
        let waited = Mutex(false)
        let error = #expect(throws: ReportError.self) {
            try reader.pairedSnapshot {
                try reader.inParts(["earlier", "later"]) { (reader, part: String) throws(ReportError) in
                    if part == "earlier" {
                        let isSignalled = laterFailed.wait(timeout: .now() + 30) == .success
                        waited.withLock { $0 = isSignalled }
                    }
                    defer { if part == "later" { laterFailed.signal() } }
                    try reader.report("SELECT \(part)") { _ in }
                } take: { _ in
                }
            }
        }
        #expect(waited.withLock { $0 })
        guard case .sql(let message) = error, message.contains("earlier") else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("an interruption stops both connections", .timeLimit(.minutes(1)))
    func interruption() throws {
        let mirror = try filled()
        let reader = try MirrorReader(path: mirror.path)
        let endless =
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        let atWork = Mutex(0)
        let stopped = Mutex(0)
        let error = #expect(throws: ReportError.self) {
            try reader.pairedSnapshot {
                try reader.inParts([1, 2]) { (connection, _: Int) throws(ReportError) in
                    let isLast = atWork.withLock {
                        $0 += 1
                        return $0 == 2
                    }
                    if isLast {
                        // Interrupts that come before a statement are lost: one comes during each.
                        DispatchQueue.global().async {
                            while stopped.withLock({ $0 }) < 2 {
                                reader.interrupt()
                                usleep(1000)
                            }
                        }
                    }
                    defer { stopped.withLock { $0 += 1 } }
                    try connection.report(endless) { _ in }
                } take: { _ in
                    Issue.record("an endless statement ended")
                }
            }
        }
        #expect(atWork.withLock { $0 } == 2 && stopped.withLock { $0 } == 2)
        guard case .stopped = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
