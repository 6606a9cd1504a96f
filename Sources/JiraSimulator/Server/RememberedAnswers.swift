import Synchronization

/// Answers to searches, whole and compressed, as long as the site stays what it was: who measures a client on the
/// machine of the simulator does not want to measure how the simulator writes JSON.
///
/// A search whose conditions count from the present is answered as of the first time it was asked.
final class RememberedAnswers: Sendable {
    struct Key: Hashable {
        var node: String?
        var user: String?
        var method: String
        var query: String?
        var body: [UInt8]
    }

    private struct Memory {
        var revision = 0
        var answers: [Key: OutgoingResponse] = [:]
    }

    private let memory = Mutex(Memory())

    /// - Parameter revision: of the site as it is now.
    func answer(_ key: Key, at revision: Int) -> OutgoingResponse? {
        memory.withLock { $0.revision == revision ? $0.answers[key] : nil }
    }

    /// - Parameter revision: that the answer was made of; answers of others are forgotten.
    func remember(_ response: OutgoingResponse, of key: Key, at revision: Int) {
        memory.withLock { memory in
            if memory.revision != revision { memory = Memory(revision: revision) }
            memory.answers[key] = response
        }
    }
}

extension RememberedAnswers.Key {
    /// Nil for what is no search.
    init?(_ context: RequestContext) {
        guard context.path == "/rest/api/2/search" else { return nil }
        let request = context.request
        self.init(
            node: SimulatedSite.node, user: context.user, method: request.method, query: request.rawQuery,
            body: request.body)
    }
}
