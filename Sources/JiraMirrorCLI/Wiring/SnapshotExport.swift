import Glibc
import MirrorStore

/// `export --snapshot`: the mirror as one file, which appears whole or not at all.
struct SnapshotExport {
    private let mirror: Configuration.Mirror

    /// - Throws: ``CommandError/noMirror(path:)`` before the first sync.
    init(_ dependencies: Dependencies) throws {
        mirror = dependencies.configuration.mirror
        guard FileMode.exists(mirror.path) else { throw CommandError.noMirror(path: mirror.path) }
    }

    /// Writes the snapshot with the mirror's mode and group.
    ///
    /// - Throws: ``FileError/cannotCreate(path:reason:)`` where there is anything else than an older snapshot,
    ///   `StoreError`, and `CancellationError` after a signal; nothing has changed then.
    func write(_ path: String) async throws {
        if FileMode.exists(path) {
            guard !isMirror(path) else {
                throw FileError.cannotCreate(path: path, reason: "it is the mirror itself")
            }
            if OutputPlace(path) == .file, let obstacle = MirrorSnapshot.obstacle(toReplacing: path) {
                throw FileError.cannotCreate(path: path, reason: obstacle)
            }
        }
        let snapshot = try MirrorSnapshot(of: mirror.path)
        try await withTaskCancellationHandler {
            try AtomicFile.fill(path, mode: mirror.mode, group: mirror.group) { file in
                do {
                    try snapshot.write(to: file)
                } catch {
                    // What SQLite says of an interruption is no error of the mirror's.
                    try Task.checkCancellation()
                    throw error
                }
            }
        } onCancel: {
            snapshot.interrupt()
        }
    }

    /// By identity: another name, a link.
    private func isMirror(_ path: String) -> Bool {
        var here = stat()
        var there = stat()
        return stat(mirror.path, &here) == 0 && stat(path, &there) == 0 && here.st_dev == there.st_dev
            && here.st_ino == there.st_ino
    }
}
