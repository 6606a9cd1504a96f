/// How many issues to ask for at once. Starts small, grows while answers stay light, halves when they
/// are too heavy for the server or for us.
package struct PageSize: Sendable, Equatable {
    package private(set) var current: Int
    private var cap: Int

    /// An answer should stay below this many bytes after decompression …
    package private(set) var heavyBytes: Int
    /// … and below this many seconds.
    static let heavySeconds = 5.0
    /// Below this a page is taken apart issue by issue: one row of it is the proof of the walk.
    package static let smallest = 2

    package init(first: Int = 100, largest: Int = 1000, heavyBytes: Int = 8 << 20) {
        self.heavyBytes = heavyBytes
        cap = max(largest, Self.smallest)
        current = min(max(first, Self.smallest), cap)
    }

    /// Learns from an answer.
    ///
    /// - Parameters:
    ///   - asked: the page size of that request; answers to older sizes teach nothing new.
    ///   - granted: the server's effective `maxResults`: it cuts without a word.
    package mutating func learn(asked: Int, granted: Int, count: Int, bytes: Int, seconds: Double) {
        if granted < asked { cap = max(granted, Self.smallest) }
        defer { current = min(current, cap) }
        guard count > 0, asked >= current || granted < asked else { return }
        let byBytes = Double(heavyBytes) * 0.9 / (Double(max(bytes, 1)) / Double(count))
        let byTime = Self.heavySeconds * 0.9 / (max(seconds, 0.001) / Double(count))
        let fitting = Int(min(byBytes, byTime, Double(cap)))
        if bytes > heavyBytes || seconds > Self.heavySeconds {
            current = max(Self.smallest, min(fitting, current / 2))
        } else if count >= min(asked, granted) {
            current = max(current, min(fitting, current * 4))
        }
    }

    /// From now on answers may weigh this much.
    package mutating func permit(bytes: Int) { heavyBytes = bytes }

    /// The server could not deliver a page of this size.
    package mutating func halve(from failed: Int) {
        guard failed <= current else { return }
        current = max(Self.smallest, failed / 2)
    }
}
