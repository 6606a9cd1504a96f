import Foundation
import GRDBSQLite

/// Stops a statement that runs too long or that was interrupted: SQLite asks it every few thousand steps of
/// its virtual machine.
final class StatementWatch: @unchecked Sendable {
    private let lock = NSLock()
    private var deadline: ContinuousClock.Instant?
    private var limit = 0.0
    private var isInterrupted = false
    private var isExceeded = false

    /// Seconds that the last statement was allowed, where it used them up.
    var exceeded: Double? { lock.withLock { isExceeded ? limit : nil } }

    func install(on connection: OpaquePointer) {
        sqlite3_progress_handler(
            connection, 5000,
            { context in
                guard let context else { return 0 }
                return Unmanaged<StatementWatch>.fromOpaque(context).takeUnretainedValue().mustStop() ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    func begin(timeout: Double?) {
        lock.withLock {
            isInterrupted = false
            isExceeded = false
            limit = timeout ?? 0
            deadline = timeout.map { ContinuousClock.now + .seconds($0) }
        }
    }

    func interrupt() { lock.withLock { isInterrupted = true } }

    private func mustStop() -> Bool {
        lock.withLock {
            if let deadline, ContinuousClock.now >= deadline { isExceeded = true }
            return isExceeded || isInterrupted
        }
    }
}
