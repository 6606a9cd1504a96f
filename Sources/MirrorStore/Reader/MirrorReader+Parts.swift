import Dispatch
import Foundation
import Reporting
import Synchronization

extension MirrorReader {
    /// Reads a long pass part by part; in a ``pairedSnapshot(_:)`` two parts at a time, one on each connection.
    ///
    /// - Parameters:
    ///   - parts: what to read, in any order.
    ///   - read: reads a part on the connection that it is given, on one of two threads.
    ///   - take: takes what was read, one part at a time, in no order, on either thread.
    /// - Throws: what failed, of several parts the first one; no part is begun after a failure.
    func inParts<Part: Sendable, Block>(
        _ parts: [Part], read: @Sendable (MirrorReader, Part) throws(ReportError) -> Block,
        take: (Block) -> Void
    ) throws(ReportError) {
        guard parts.count > 1, let companion else {
            for part in parts { take(try read(self, part)) }
            return
        }
        let queue = PartQueue(count: parts.count)
        let taking = NSLock()
        func work(_ reader: MirrorReader) {
            while let next = queue.next() {
                do {
                    let block = try read(reader, parts[next])
                    taking.withLock { take(block) }
                } catch {
                    queue.fail(next, error)
                }
            }
        }
        withoutActuallyEscaping(work) { work in
            // Two threads use it, and none when this function returns: `take` only under the lock.
            nonisolated(unsafe) let work = work
            let group = DispatchGroup()
            DispatchQueue.global().async(group: group) { work(companion) }
            // This connection belongs to the thread that holds its snapshot.
            work(self)
            group.wait()
        }
        if let failure = queue.failure { throw failure }
    }
}

/// Which parts of a pass are not begun yet.
private final class PartQueue: Sendable {
    private let count: Int
    private let state = Mutex<(next: Int, failed: Int, failure: ReportError?)>((0, .max, nil))

    init(count: Int) { self.count = count }

    var failure: ReportError? { state.withLock { $0.failure } }

    /// Nil after the last one, and after a failure.
    func next() -> Int? {
        state.withLock { state in
            guard state.next < count, state.failure == nil else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    /// Of two failures the one of the earlier part stays: as if one connection had read all.
    func fail(_ part: Int, _ error: ReportError) {
        state.withLock { state in
            guard part < state.failed else { return }
            (state.failed, state.failure) = (part, error)
        }
    }
}
