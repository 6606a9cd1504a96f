/// Lists ids and `updated` of a project's issues, or of those created in a range of days, by the same
/// proved walk as a fill but without contents.
struct CensusWalk: Sendable {
    let context: RunContext
    let project: Int64
    /// Days `yyyy-MM-dd` in the account's zone; nil is open.
    var from: String?
    var to: String?

    /// A server may claim any number.
    private static let mostReserved: Int64 = 500_000

    /// Nil where the project cannot be queried any more.
    func run() async throws(SyncFailure) -> [Int64: Instant]? {
        var shown: [Int64: Instant] = [:]
        var walk = KeysetWalk(project: project, last: nil, endNumber: nil)
        // Where the walk may step back to: the ends of its pages are too far apart when people move issues.
        var trail: [IssuePointer] = []
        var troubles = 0
        while true {
            try context.checkpointTime()
            let current = walk
            var page: IssuePage?
            do {
                page = try await context.source.issues(
                    query(from: current.last?.key), limit: context.options.largestPageSize, content: .census)
            } catch {
                switch error {
                // Jira refuses a comparison with a key that no longer exists.
                case .queryRefused: if walk.last == nil { return nil }
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
            let rows = (page?.batch.issues ?? []).map {
                KeysetWalk.Row(id: $0.id, key: $0.key.string, number: $0.number, projectID: $0.projectID)
            }
            let count = rows.count + (page?.rejected.count ?? 0)
            switch walk.judge(rows, count: count, pageSize: Int(page?.maxResults ?? 0)) {
            case .advanced(let to, let finished) where page != nil:
                // Growing step by step it would take three times the memory for a moment.
                if current.last == nil, let total = page?.total {
                    shown.reserveCapacity(Int(min(max(0, total), Self.mostReserved)))
                }
                for row in page?.batch.issues ?? [] where row.projectID == project {
                    shown[row.id] = row.updatedAt
                    trail.append(IssuePointer(id: row.id, key: row.key.string))
                }
                if finished { return shown }
                trail.removeFirst(max(0, trail.count - 1000))
                walk.last = to
            case .advanced, .lastVanished, .stuck, .disordered:
                troubles += 1
                guard troubles <= 1000 else {
                    throw .source(.tryLater("project \(project) changes faster than it can be listed"))
                }
                // What vanished is asked for by id later; the walk goes on from before it.
                if let last = walk.last { shown[last.id] = nil }
                trail.removeAll { $0.id == walk.last?.id }
                walk.last = trail.popLast()
            }
        }
    }

    private func query(from key: String?) -> IssueQuery {
        guard from != nil || to != nil else {
            return .projectWalk(project: project, from: key, updatedWithinMinutes: nil)
        }
        return .projectCreatedBetween(project: project, from: from, to: to, key: key)
    }
}
