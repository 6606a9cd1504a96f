import Synchronization

/// The token that this process uses, to notice that another process has stored a newer one.
final class LastUsed: Sendable {
    private let token: Mutex<String>

    init(_ token: String) { self.token = Mutex(token) }

    /// Takes the token over; true where it is another one.
    func replace(by next: String) -> Bool {
        token.withLock { token in
            defer { token = next }
            return token != next
        }
    }
}
