import Foundation
import JiraAPI
import MirrorStore
import SyncCore

/// Storing: decoded pages to a mirror with all its indexes, beside a plain append of the same rows to the same tables,
/// without the indexes that a fill builds at its end.
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
        for _ in 0..<passes {
            try remove(path)
            try remove(plain)
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
            try append.measure {
                try rows.append(to: plain, pageIssues: Pages.size, issues: pages.issueCount)
            }
        }
        return [
            append.figure("plain append of the same rows"),
            whole.figure("decode, store, index", ceiling: ("plain append", append)),
            load.figure("  of it decode and store", ceiling: ("plain append", append)),
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

    private func remove(_ path: String) throws {
        for ending in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: path + ending) {
            try FileManager.default.removeItem(atPath: path + ending)
        }
    }
}
