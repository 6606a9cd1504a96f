/// Fetches pages of issues at the size that server and network bear, and takes a page apart that cannot
/// be had whole: halved down to two issues, then each on its own, so that one poisonous issue costs
/// itself and nothing else.
struct PageReader: Sendable {
    let context: RunContext

    /// One page as fetched: usually one answer, several where the page had to be taken apart.
    struct Fetched: Sendable {
        /// What to store, in the order of the walk.
        var pages: [IssuePage]
        /// The rows in the server's order; those that could not be read are known from a lighter listing.
        var rows: [KeysetWalk.Row]
        /// (id, updated) of each row.
        var versions: [IssueVersion]
        /// Ids of those that the answer held in a form that cannot be read.
        var unreadable: Set<Int64>
        /// How many issues the page held, unreadable ones included.
        var count: Int
        /// The server's effective page size.
        var pageSize: Int
        var total: Int64
    }

    struct IssueVersion: Hashable, Sendable {
        var id: Int64
        var updatedAt: Instant
    }

    /// - Parameters:
    ///   - atMost: no more issues than this, whatever the server bears.
    ///   - query: made anew for each try, because relative bounds depend on the time of sending.
    func fetch(
        atMost: Int? = nil, _ query: @Sendable () -> IssueQuery
    ) async throws(SyncFailure) -> Fetched {
        while true {
            try context.checkpointTime()
            let limit = min(await context.state.pageSize.current, atMost ?? .max)
            do {
                let page = try await context.source.issues(query(), limit: limit, content: .full)
                await context.state.learn(asked: limit, page: page)
                return Self.fetched(page)
            } catch {
                switch error {
                case .pageTooHeavy, .undecodable:
                    if limit <= PageSize.smallest { return try await takeApart(query()) }
                    await context.state.halve(from: limit)
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
        }
    }

    private static func fetched(_ page: IssuePage) -> Fetched {
        Fetched(
            pages: [page], rows: rows(page.batch),
            versions: page.batch.issues.map { IssueVersion(id: $0.id, updatedAt: $0.updatedAt) },
            unreadable: Set(page.rejected.compactMap { Int64($0.record) }),
            count: page.batch.issues.count + page.rejected.count, pageSize: Int(page.maxResults),
            total: page.total)
    }

    private static func rows(_ batch: IssueBatch) -> [KeysetWalk.Row] {
        batch.issues.map { .init(id: $0.id, key: $0.key.string, number: $0.number, projectID: $0.projectID) }
    }

    /// Lists two issues without their contents and fetches each alone. The listing also proves that the
    /// server is well and the contents are to blame: where it fails, the run ends as for any other fault.
    func takeApart(_ query: IssueQuery) async throws(SyncFailure) -> Fetched {
        let listing = try await context.ask { () throws(SourceError) in
            try await context.source.issues(query, limit: PageSize.smallest, content: .census)
        }
        var result = Self.fetched(listing)
        result.pages = []
        if !listing.rejected.isEmpty {
            var page = listing
            page.batch.issues = []
            result.pages.append(page)
        }
        for issue in listing.batch.issues {
            try context.checkpointTime()
            do {
                if let page = try await context.source.issue(String(issue.id)) { result.pages.append(page) }
            } catch {
                switch error {
                case .pageTooHeavy(let reason), .undecodable(let reason), .tryLater(let reason):
                    var page = listing
                    page.batch.issues = []
                    page.rejected = [
                        RejectedRecord(record: String(issue.id), reason: reason, raw: [])
                    ]
                    result.pages.append(page)
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
        }
        return result
    }
}
