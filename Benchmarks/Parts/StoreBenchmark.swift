import Foundation
import JiraAPI
import MirrorStore
import SyncCore

/// Storing: decoded pages to a mirror with all its indexes, beside a plain append of the same rows to the same tables,
/// without the indexes that a fill builds at its end: in the order in which pages bring them, and in the order of the
/// tables' keys, which is the fastest for SQLite and nobody's who gets them page by page.
struct StoreBenchmark {
    let pages: Pages

    func run(passes: Int) throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "bench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("mirror.sqlite").path
        let plain = folder.appendingPathComponent("plain.sqlite").path
        var whole = Samples(issues: pages.issueCount, bytes: pages.byteCount)
        var load = Samples(issues: pages.issueCount)
        var index = Samples(issues: pages.issueCount)
        var again = Samples(issues: pages.issueCount)
        var append = Samples(issues: pages.issueCount)
        var arrival = Samples(issues: pages.issueCount)
        let order = try orderOfArrival()
        for pass in 0..<passes {
            try remove(path)
            let store = try MirrorDatabase(options: MirrorOptions(path: path)) { Instant(milliseconds: 0) }
            try whole.measure {
                // As a run begins: it notes by which zone and categories is computed what follows from the rows.
                try store.updateSite(SiteRecord())
                try store.prepareBulkLoad()
                try load.measure { try fill(store, at: 0) }
                try index.measure {
                    try store.buildMissingIndexes()
                    try store.refreshDerived()
                }
            }
            try again.measure { try fill(store, at: 1) }
            try store.close()
            let rows = try TableRows(of: path)
            let (byKey, asTheyCome) = (
                rows.inOrderOfKeys(batches: pages.bodies.count), rows.inOrderOfArrival(order)
            )
            // In turns: the second of them finds memory that the first one used.
            for isByKey in pass.isMultiple(of: 2) ? [true, false] : [false, true] {
                try remove(plain)
                if isByKey {
                    try append.measure { try rows.append(byKey, to: plain) }
                } else {
                    try arrival.measure { try rows.append(asTheyCome, to: plain) }
                }
            }
        }
        let asPagesBringThem = (name: "append as pages bring them", samples: arrival)
        return [
            append.figure("plain append in the order of keys"),
            arrival.figure("plain append as pages bring them", ceiling: ("append by key", append)),
            whole.figure("decode, store, index", ceiling: asPagesBringThem),
            whole.figure("  the same", ceiling: ("append by key", append)),
            load.figure("  of it decode and store", ceiling: asPagesBringThem),
            index.figure("  of it indexes and what is derived"),
            again.figure("the same pages again, unchanged"),
        ]
    }

    private func fill(_ store: MirrorDatabase, at second: Int64) throws {
        let decoder = IssuePageDecoder(.full)
        let now = Instant(milliseconds: second * 1000)
        for body in pages.bodies {
            _ = try store.apply(
                try decoder.page(from: body, requestedAt: now, receivedAt: now), checkpoints: [])
        }
    }

    /// The ids of issues, by page.
    private func orderOfArrival() throws -> [[Int64]] {
        let decoder = IssuePageDecoder(.full)
        let now = Instant(milliseconds: 0)
        return try pages.bodies.map { body in
            try decoder.page(from: body, requestedAt: now, receivedAt: now).batch.issues.map(\.id)
        }
    }

    private func remove(_ path: String) throws {
        for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + ending) {
            try FileManager.default.removeItem(atPath: path + ending)
        }
    }
}
