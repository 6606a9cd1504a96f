import Logging
import SyncCore
import Synchronization

/// Tells the log when a run comes to another of its phases.
final class PhaseLog: Sendable {
    private let logger: Logger
    private let last = Mutex<SyncProgress.Phase?>(nil)

    /// Nil without a log.
    init?(_ logger: Logger?) {
        guard let logger else { return nil }
        self.logger = logger
    }

    func note(_ progress: SyncProgress) {
        let isNew = last.withLock { last in
            defer { last = progress.phase }
            return last != progress.phase
        }
        guard isNew else { return }
        var fields: Logger.Metadata = ["phase": "\(progress.phase.rawValue)"]
        if let expected = progress.expected { fields["expected"] = "\(expected)" }
        logger.info("phase", metadata: fields)
    }
}
