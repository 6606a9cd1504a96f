import Dispatch
import Glibc
import Synchronization

/// Turns SIGTERM, SIGINT and SIGHUP into the cancellation of the work, which then ends in good order.
///
/// A second signal of the same kind ends the process at once. SIGHUP stays ignored where it was (`nohup`).
package enum SignalWatch {
    private static let watched: [(signal: Int32, name: String)] = [
        (SIGTERM, "SIGTERM"), (SIGINT, "SIGINT"), (SIGHUP, "SIGHUP"),
    ]

    /// Does the work; on a signal its task is cancelled.
    ///
    /// - Throws: ``CommandError/interrupted(_:)`` when the work failed after a signal, else what it throws.
    package static func run<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        let received = Mutex<String?>(nil)
        let (signals, continuation) = AsyncStream<Void>.makeStream()
        let sources = watched.compactMap { watch in
            source(watch.signal) {
                received.withLock { $0 = watch.name }
                // The next one of this kind is not caught any more.
                signal(watch.signal, SIG_DFL)
                continuation.yield()
            }
        }
        defer { for source in sources { source.cancel() } }
        do {
            return try await withThrowingTaskGroup(of: Value?.self) { group in
                group.addTask { try await work() }
                group.addTask {
                    for await _ in signals { break }
                    return nil
                }
                // The first to end is the work, or the wait for a signal; then the work ends in its own time.
                while let ended = try await group.next() {
                    group.cancelAll()
                    if let ended { return ended }
                }
                throw CancellationError()
            }
        } catch {
            if let name = received.withLock({ $0 }) { throw CommandError.interrupted(name) }
            throw error
        }
    }

    private static func source(
        _ number: Int32, _ handler: @escaping @Sendable () -> Void
    ) -> (any DispatchSourceSignal)? {
        var current = sigaction()
        sigaction(number, nil, &current)
        let ignore = unsafeBitCast(SIG_IGN, to: Int.self)
        if unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self) == ignore { return nil }
        // Dispatch sees the signal by its own means; the default action must not come first.
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: handler)
        source.setCancelHandler { signal(number, SIG_DFL) }
        source.resume()
        return source
    }
}
