import Synchronization

/// Browser sessions: who logged in through the form, and the token that protects their forms.
final class WebSessions: Sendable {
    struct Session: Sendable {
        let id: String
        /// Key of the person.
        let user: String
        /// `atl_token`: a form without it is refused.
        let formToken: String
    }

    private let sessions = Mutex<[String: Session]>([:])

    /// A new session of a person.
    func open(user: String) -> Session {
        let session = Session(
            id: TokenText.make(32).uppercased(), user: user, formToken: TokenText.make(32))
        sessions.withLock { $0[session.id] = session }
        return session
    }

    /// The session of a cookie; what follows a dot is the node (`JSESSIONID=….node1`).
    func session(_ cookie: String?) -> Session? {
        guard let id = cookie?.prefix(while: { $0 != "." }) else { return nil }
        return sessions.withLock { $0[String(id)] }
    }

    func close(_ id: String) { _ = sessions.withLock { $0.removeValue(forKey: id) } }
}
