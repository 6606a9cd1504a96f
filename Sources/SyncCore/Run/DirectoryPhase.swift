/// The user directory: `/user/list` where the site has it, else `/user/search`; then those that it lists no
/// more.
struct DirectoryPhase: Sendable {
    let context: RunContext

    static let quarantineStream = "users"
    /// Issues of vanished people that are read again at once; more are left to a backfill.
    static let immediateRereads = 1000

    /// Gives the keys of those that vanished; what names them is for ``reread(naming:)``.
    func run() async throws(SyncFailure) -> [String] {
        var seen: Set<String> = []
        var rejected = 0
        guard let isWhole = try await read(into: &seen, rejected: &rejected) else { return [] }
        if rejected == 0 { try await releaseQuarantine() }
        guard isWhole, rejected == 0 else { return [] }
        let keys = seen
        return try await context.writer.write { store throws(StoreError) in
            try store.closeDirectory(seen: keys)
        }
    }

    /// Whether the directory was read to its end; nil where it is not for this account.
    private func read(
        into seen: inout Set<String>, rejected: inout Int
    ) async throws(SyncFailure) -> Bool? {
        var cursor: String?
        var cursors: Set<String> = []
        while true {
            try context.checkpointTime()
            let current = cursor
            let answer = try await context.ask { () throws(SourceError) in
                try await context.source.userList(cursor: current)
            }
            guard let answer else {
                return cursor == nil ? try await search(into: &seen, rejected: &rejected) : false
            }
            rejected += answer.page.rejected.count
            _ = try await store(answer.page, seen: &seen)
            guard let next = answer.nextCursor else { return true }
            // A cursor that comes again leads round in a circle.
            guard cursors.insert(next).inserted else { return false }
            cursor = next
        }
    }

    /// Page after page; one without a new key ends it, for Jira 10 may repeat itself.
    private func search(
        into seen: inout Set<String>, rejected: inout Int
    ) async throws(SyncFailure) -> Bool? {
        var startAt = 0
        var lastCount = 0
        while true {
            try context.checkpointTime()
            let offset = startAt
            let page: UserPage
            do {
                page = try await context.ask { () throws(SourceError) in
                    try await context.source.users(startAt: offset, limit: 1000)
                }
            } catch {
                guard case .source(.forbidden(let why)) = error else { throw error }
                await context.state.update {
                    $0.warnings.append("the user directory is not visible to this account: \(why)")
                }
                return nil
            }
            rejected += page.rejected.count
            let new = try await store(page, seen: &seen)
            let count = page.users.count + page.rejected.count
            if new == 0 {
                // Jira 10 cuts at 100 and may not go on behind them: an end at a round number proves nothing.
                return count == 0 && lastCount % 100 != 0
            }
            lastCount = count
            startAt += count
        }
    }

    private func store(_ page: UserPage, seen: inout Set<String>) async throws(SyncFailure) -> Int {
        try await PageWriter(context: context).quarantine(page.rejected, stream: Self.quarantineStream)
        let new = page.users.filter { seen.insert($0.key).inserted }
        guard !new.isEmpty else { return 0 }
        var data = ReferenceData()
        data.users = new
        let users = data
        let at = context.now()
        _ = try await context.writer.write { store throws(StoreError) in try store.apply(users, at: at) }
        return new.count
    }

    /// The directory was read without a fault: what was put aside is gone or mended.
    private func releaseQuarantine() async throws(SyncFailure) {
        try await context.writer.write { store throws(StoreError) in
            let waiting = try store.quarantined(stream: Self.quarantineStream)
            if !waiting.isEmpty {
                try store.releaseQuarantine(waiting, stream: Self.quarantineStream)
            }
        }
    }

    /// Anonymizing gives people another key everywhere without touching any issue: what names a key that
    /// vanished is read again.
    func reread(naming keys: [String]) async throws(SyncFailure) {
        guard !keys.isEmpty else { return }
        let issues = try await context.writer.write { store throws(StoreError) in
            try store.issues(naming: keys, limit: Self.immediateRereads + 1)
        }
        guard issues.count > Self.immediateRereads else {
            try await Settlement(context: context).fetch(issues)
            return
        }
        let at = context.now()
        try await context.writer.write { store throws(StoreError) in
            try store.requestBackfill("users that left the directory", at: at)
        }
    }
}
