import Synchronization

/// The model of a Jira site behind one lock: readers get rendered JSON of one consistent moment while
/// mutations go on.
///
/// `as user` is a person's key or username; nil is anonymous, as are unknown, deactivated and deleted people.
/// Hold the *key* in sessions and grants: usernames change.
package final class SimulatedSite: Sendable {
    private let state: Mutex<SiteState>

    /// Keys of seeded people that are always there: one who may see and do everything, one who reads.
    package static let administratorKey = "admin"
    package static let serviceAccountKey = "mirror"

    /// Seeds the site; the same options and clock give the same bytes.
    package init(_ options: SiteOptions) {
        state = Mutex(SiteState(options))
    }

    /// Shown in `self` URLs; set it once the port is known.
    package var baseURL: String {
        get { state.withLock { $0.options.baseURL } }
        set {
            state.withLock {
                $0.options.baseURL = newValue
                $0.blocks = nil
            }
        }
    }

    /// The simulated clock, epoch milliseconds.
    package var now: Int64 { state.withLock { $0.now } }

    /// Name of the node that answers what is read on this thread or task; nil is a server without a cluster.
    @TaskLocal package static var node: String?

    /// The nodes as they are now.
    package var nodes: [NodeOptions] { state.withLock { $0.options.nodes } }

    /// A consistent copy for one reader, who then needs the lock no more: the answering node's view.
    func read() -> SiteState {
        state.withLock { state in
            if state.blocks == nil { state.blocks = RenderedBlocks(state) }
            state.reads &+= 1
            guard let name = Self.node else { return state }
            var copy = state
            copy.answering = state.options.nodes.first { $0.name == name }
            return copy
        }
    }

    /// Grows with every change that was asked for.
    var revision: Int { state.withLock { $0.revision } }

    // MARK: People for the HTTP half

    /// The present username of an active person named by key or username, for `X-AUSERNAME`; nil where there
    /// is none.
    package func activeUsername(_ user: String) -> String? {
        state.withLock { state in
            guard let index = state.find(user: user), state.users[Int(index)].active else { return nil }
            return state.users[Int(index)].name
        }
    }

    /// The key of a person named by key or username, active or not.
    package func userKey(_ user: String) -> String? {
        state.withLock { state in state.find(user: user).map { state.users[Int($0)].key } }
    }

    // MARK: Changes and truth

    /// Applies a change; what it cannot apply it leaves alone and says so in the result.
    @discardableResult
    package func apply(_ mutation: Mutation) -> MutationResult {
        state.withLock {
            $0.revision += 1
            return $0.apply(mutation)
        }
    }

    /// What a mirror of `user` should hold now.
    package func snapshot(as user: String?) -> SiteSnapshot {
        let state = read()
        return SiteSnapshot(state: state, viewer: state.viewer(user))
    }

    // MARK: Worklog feed

    /// `/worklog/updated` or `/worklog/deleted`: up to 1000 rows, nothing of the last minute.
    ///
    /// `user` leaves out changes in issues that the person does not see; without one everything is told.
    package func worklogFeed(deleted: Bool, since: Int64, as user: String? = nil) -> [UInt8] {
        if !deleted {
            state.withLock { state in
                if state.seedFeed == nil { state.seedFeed = WorklogFeed.seeded(state.context) }
            }
        }
        let state = read()
        return WorklogFeed.render(
            state, deleted: deleted, since: since, to: user.map { state.viewer($0) })
    }
}
