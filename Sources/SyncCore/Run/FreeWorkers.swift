import Synchronization

/// Workers of a fill that have no walk left, while the last walks go on: they may do something else until all are over.
final class FreeWorkers: Sendable {
    private let isOver = Atomic(false)
    private let (stream, continuation) = AsyncStream<Void>.makeStream()

    /// One element for each worker that has become free; ends with the walks.
    var arrivals: AsyncStream<Void> { stream }

    /// Whether all walks have ended, or failed.
    var areWalksOver: Bool { isOver.load(ordering: .relaxed) }

    func release() { continuation.yield() }

    func end() {
        isOver.store(true, ordering: .relaxed)
        continuation.finish()
    }
}
