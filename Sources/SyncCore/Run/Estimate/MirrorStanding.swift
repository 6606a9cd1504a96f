/// What the mirror knows before a run, as far as an estimate needs it. Empty for a new mirror.
package struct MirrorStanding: Sendable {
    /// States by stream and scope.
    package var checkpoints: [String: [String: String]] = [:]
    /// Keys of the mirrored projects, and issues that the mirror holds of each.
    package var projectKeys: [Int64: String] = [:]
    package var issuesByProject: [Int64: Int64] = [:]
    /// Those that searches show.
    package var issues: Int64 = 0
    package var securityLevels: Int64 = 0
    package var quarantinedIssues: Int64 = 0
    /// Archived issues that are to be asked for by id.
    package var staleIssues: Int64 = 0
    /// Issues that wait for the worklogs that answers left out.
    package var incompleteWorklogs: Int64 = 0
    package var hasBackfills = false
    /// `updated` of those of these issues that the mirror holds.
    package var updated: @Sendable ([Int64]) throws(StoreError) -> [Int64: Instant] = { (_) in [:] }

    package init() {}

    func state<State: Decodable>(_ type: State.Type, _ stream: String, _ scope: String) -> State? {
        checkpoints[stream]?[scope].flatMap { CheckpointCoding.decode(type, from: $0) }
    }
}
