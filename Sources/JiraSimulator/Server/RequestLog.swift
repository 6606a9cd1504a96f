import Synchronization

/// Counters of what was asked and answered.
package struct RequestCounters: Sendable, Codable, Equatable {
    package var requests = 0
    /// Bytes handed to the network.
    package var bytes = 0
    /// From the moments requests were read to those when their answers were ready: delays, rendering, compression.
    package var seconds = 0.0
    /// By ``RequestRecord/route``.
    package var byRoute: [String: Int] = [:]
    package var byStatus: [String: Int] = [:]
    package var byScheme: [String: Int] = [:]
    /// `oauth_nonce` and timestamp pairs that came more than once.
    package var repeatedNonces = 0
}

/// Every request since the start or the last reset: the latest in full, all of them in counters.
package final class RequestLog: Sendable {
    private struct State {
        var records: [RequestRecord] = []
        var counters = RequestCounters()
        var nonces: Set<String> = []
        var number = 0
    }

    /// How many records are kept in full.
    package static let capacity = 50_000

    private let state = Mutex(State())

    package init() {}

    /// The latest requests that were answered, oldest first.
    package var records: [RequestRecord] { state.withLock { $0.records } }

    package var counters: RequestCounters { state.withLock { $0.counters } }

    /// Requests whose path contains the text.
    package func records(path: String) -> [RequestRecord] { records.filter { $0.path.contains(path) } }

    /// Forgets records and counters.
    package func reset() {
        state.withLock {
            $0.records = []
            $0.counters = RequestCounters()
            $0.nonces = []
        }
    }

    func nextNumber() -> Int {
        state.withLock {
            $0.number += 1
            return $0.number
        }
    }

    /// Tells what an answer took on the wire, once it is sent.
    func setBytes(_ bytes: Int, of number: Int) {
        state.withLock { state in
            state.counters.bytes += bytes
            let index = state.records.lastIndex { $0.number == number }
            if let index { state.records[index].bytes = bytes }
        }
    }

    func add(_ record: RequestRecord) {
        state.withLock {
            if $0.records.count >= Self.capacity { $0.records.removeFirst(Self.capacity / 5) }
            $0.records.append(record)
            $0.counters.requests += 1
            $0.counters.seconds += record.seconds
            $0.counters.byRoute["\(record.method) \(record.route)", default: 0] += 1
            $0.counters.byStatus[String(record.status), default: 0] += 1
            $0.counters.byScheme[record.scheme, default: 0] += 1
            if let nonce = record.oauthNonce, let timestamp = record.oauthTimestamp,
                !$0.nonces.insert("\(timestamp) \(nonce)").inserted
            {
                $0.counters.repeatedNonces += 1
            }
        }
    }
}
