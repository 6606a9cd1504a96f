import SyncCore
import Synchronization

extension KilledStore {
    /// Counts down to the kill.
    final class Fuse: Sendable {
        private let left: Mutex<Int>

        init(_ commits: Int) { left = Mutex(commits) }

        var isBurnt: Bool { left.withLock { $0 < 0 } }

        func burn() throws(StoreError) {
            let isOver = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isOver { throw .inputOutput("killed") }
        }
    }
}
