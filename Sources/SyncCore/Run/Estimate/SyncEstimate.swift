/// What a run would cost: `sync --dry-run`.
package struct SyncEstimate: Sendable, Equatable {
    /// Requests of one kind.
    package struct Part: Sendable, Equatable {
        /// What they are for: `boards and sprints`.
        package var name: String
        package var requests: Int64
        /// Whether that many are certain, unless somebody changes something meanwhile.
        package var isExact: Bool
    }

    /// Projects whose first fill is still to be done, and the issues Jira counts in them.
    package var projectsToFill = 0
    package var issuesToFill: Int64 = 0
    /// Issues in the incremental window.
    package var issuesToRefresh: Int64 = 0
    /// The directory of people has more pages than were looked at, and Jira does not tell how many.
    package var peopleGoOn = false
    /// What another selection than the last run's would do.
    package var notices: [String] = []
    /// In the order of the run.
    package var parts: [Part] = []
    /// Of Jira's answers, several at once where the run asks so.
    package var seconds = 0.0
    /// Bytes of JSON after decompression.
    package var bytes: Int64 = 0
    /// Bytes on disk.
    package var diskBytes: Int64 = 0

    package var requests: Int64 { parts.reduce(0) { $0 + $1.requests } }
    package var exactRequests: Int64 { parts.reduce(0) { $0 + ($1.isExact ? $1.requests : 0) } }

    /// Parts that need no request are left out.
    mutating func add(_ name: String, _ requests: Int64, exact: Bool) {
        guard requests > 0 else { return }
        if let index = parts.firstIndex(where: { $0.name == name && $0.isExact == exact }) {
            parts[index].requests += requests
        } else {
            parts.append(Part(name: name, requests: requests, isExact: exact))
        }
    }
}
