package import SyncCore

/// The outside things a client needs besides the network; tests replace each.
package struct ClientEnvironment: Sendable {
    /// The local clock.
    package var now: @Sendable () -> Instant
    /// Seconds on a clock that only goes forward.
    package var monotonic: @Sendable () -> Double
    /// Suspends for these seconds; throws when the task is cancelled.
    package var sleep: @Sendable (Double) async throws -> Void
    /// Uniform in 0..<1.
    package var random: @Sendable () -> Double

    package init(
        now: @escaping @Sendable () -> Instant, monotonic: @escaping @Sendable () -> Double,
        sleep: @escaping @Sendable (Double) async throws -> Void, random: @escaping @Sendable () -> Double
    ) {
        self.now = now
        self.monotonic = monotonic
        self.sleep = sleep
        self.random = random
    }
}

/// Whose grant a client uses: every answer must be this account's.
package struct ExpectedAccount: Sendable, Equatable {
    /// The user's key, which survives a rename.
    package var key: String
    package var name: String

    package init(key: String, name: String) {
        self.key = key
        self.name = name
    }
}
