import Foundation
import Synchronization

/// A clock on which long waits are short: what of a sleep is cut off has gone by all the same. Client and simulator go
/// by the same one, so paces and limits keep their meaning.
final class HurriedClock: Sendable {
    /// The longest real wait, in seconds.
    private static let longest = 0.05
    private let skipped = Mutex(0.0)

    /// Seconds; only goes forward.
    var now: Double { skipped.withLock { ProcessInfo.processInfo.systemUptime + $0 } }

    /// Throws when the task is cancelled.
    func sleep(_ seconds: Double) async throws {
        let end = now + seconds
        try await Task.sleep(for: .seconds(min(seconds, Self.longest)))
        // Of several who wait side by side the first one moves the clock for all.
        let uptime = ProcessInfo.processInfo.systemUptime
        skipped.withLock { $0 = max($0, end - uptime) }
    }
}
