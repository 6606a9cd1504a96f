import MirrorStore
import SyncCore

/// A user's own views: made from the `.sql` files of one directory by each run.
struct UserViewPlan: Sendable {
    let dependencies: Dependencies
    let store: MirrorDatabase

    /// Applies the files and tells which are broken: when that is news, once a day, and whenever somebody watches.
    /// A broken view is left out and is no failure of the run.
    ///
    /// - Returns: why the views could not be looked after at all.
    func run(isWatched: Bool) -> [FailureReport] {
        do {
            try tell(try apply(), isWatched: isWatched)
            return []
        } catch {
            return [FailureReport(error, program: dependencies.program)]
        }
    }

    /// Makes the mirror's views equal to the files.
    ///
    /// - Returns: the files that give no view, and why. The views that can be made are made.
    /// - Throws: ``FileError`` for a directory that cannot be listed, or that is configured and not there (a file
    ///   system that is not mounted must not drop the views); `StoreError`.
    func apply() throws -> [UserViewProblem] {
        let directory = dependencies.configuration.reports.viewsDirectory
        if directory != dependencies.locations.viewsDirectory, !FileMode.exists(directory) {
            throw FileError.unreadable(
                path: directory, reason: "views.path names it, and it is not there; the views are kept")
        }
        var readable: [(name: String, sql: String)] = []
        var unreadable: [UserViewProblem] = []
        for file in try SQLFolder.files(in: directory) {
            switch file.text {
            case .success(let sql): readable.append((file.name, sql))
            case .failure(let error):
                unreadable.append(
                    UserViewProblem(file: file.name, reason: FailureReport(file: error).what))
            }
        }
        return try store.applyUserViews(readable, unreadable: unreadable)
    }

    private static let scope = "views"

    private func tell(_ problems: [UserViewProblem], isWatched: Bool) throws {
        let stored = try store.checkpoints(stream: SyncService.alertStream)[Self.scope]
        let memory = stored.flatMap { CheckpointCoding.decode(AlertPolicy.Memory.self, from: $0) }
        guard !problems.isEmpty else {
            if stored != nil { try remember(nil) }
            return
        }
        let directory = dependencies.configuration.reports.viewsDirectory
        let message = FailureReport(
            problems.count == 1
                ? "a view of yours is left out" : "\(problems.count) views of yours are left out",
            hints: problems.map { "\(directory)/\($0.file): \($0.reason)" }, status: .done
        ).text
        let at = dependencies.context.now()
        guard isWatched || !AlertPolicy.wasTold(.done, message, memory, at) else { return }
        dependencies.context.talk.say(message)
        try remember(
            AlertPolicy.Memory(status: ExitStatus.done.rawValue, message: message, toldAt: at.milliseconds))
    }

    private func remember(_ memory: AlertPolicy.Memory?) throws {
        try store.saveCheckpoints([
            CheckpointChange(
                stream: SyncService.alertStream, scope: Self.scope, state: memory.map(CheckpointCoding.encode)
            )
        ])
    }
}
