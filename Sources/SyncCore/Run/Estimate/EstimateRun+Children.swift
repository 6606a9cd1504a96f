/// Worklogs and comments that answers leave out: who has them, no search tells, so issues are looked at without
/// the rest of their fields.
extension EstimateRun {
    /// What so many issues told of those children.
    private struct Census {
        var seen: Int64 = 0
        /// Issues that were asked about.
        var total: Int64 = 0
        /// Issues of which not all children were embedded.
        var cut: Int64 = 0
        var children: Int64 = 0
        var missing: Int64 = 0

        var isWhole: Bool { seen >= total }
        func scaled(_ number: Int64) -> Int64 {
            isWhole || seen == 0 ? number : Int64((Double(number) * Double(total) / Double(seen)).rounded())
        }
    }

    private static let pageSize = 500
    private static let projectsLookedAt = 10
    private static let commentSample = 100

    func addChildren(
        _ site: Site, _ window: Window, to estimate: inout SyncEstimate
    ) async throws(SyncFailure) {
        let single = Int64(WorklogCompletion.singleRequests)
        guard !site.pending.isEmpty else {
            let waiting = standing.incompleteWorklogs + window.cut
            // Of many, most hold theirs already.
            estimate.add(
                "worklogs", min(single, waiting), exact: window.isWhole && waiting <= single)
            return
        }
        let worklogs = try await worklogs(of: site.pending)
        let cut = worklogs.scaled(worklogs.cut)
        if cut <= single {
            estimate.add("worklogs", cut, exact: worklogs.isWhole)
        } else {
            // The feed of all worklogs of the site, and with each page those that are missing.
            let feed = max(1, (worklogs.scaled(worklogs.children) + 999) / 1000)
            // Each part but the last ends on a page that the next one has too.
            let shared = WorklogCompletion.partCount(pages: feed, workers: options.workers) - 1
            estimate.add(
                "worklogs", feed + shared + min(feed, worklogs.scaled(worklogs.missing)), exact: false)
        }
    }

    private func worklogs(of projects: [Int64]) async throws(SyncFailure) -> Census {
        do {
            return try await census(projects, .worklogs, limit: Self.pageSize) { .timeLogged(projects: $0) }
        } catch {
            // Without time tracking there is no such field to search.
            guard case .source(.queryRefused) = error else { throw error }
            return try await census(projects, .worklogs, limit: Self.pageSize) { .all(projects: $0) }
        }
    }

    /// Jira Server and Data Center embed all comments; where a site does not, each issue that is read takes a
    /// request more.
    func addComments(
        _ site: Site, _ window: Window, pageSize: Int, to estimate: inout SyncEstimate
    )
        async throws(SyncFailure)
    {
        let some = try await ask { () throws(SourceError) in
            try await source.issues(
                .all(projects: site.searched), limit: Self.commentSample, content: .comments)
        }
        var seen = Census(total: some.total)
        Self.add(some, to: &seen)
        guard seen.cut > 0 || window.cutComments > 0 else { return }
        if !site.pending.isEmpty {
            let census = try await census(site.pending, .comments, limit: Self.pageSize) {
                .all(projects: $0)
            }
            estimate.add("comments", census.scaled(census.cut), exact: census.isWhole)
        }
        estimate.add("comments", window.cutComments, exact: false)
        guard !isFilling(site), options.projects == nil else { return }
        estimate.add("comments", try await cutWhereReread(site, pageSize: pageSize), exact: false)
    }

    /// Issues with cut comments on the next pages of the rolling re-read, which goes on by project and key.
    private func cutWhereReread(_ site: Site, pageSize: Int) async throws(SyncFailure) -> Int64 {
        let round = standing.state(RereadPhase.Round.self, RereadPhase.stream, "")
        var place = round?.project
        var from = round?.last?.key
        var census = Census()
        var pages = options.rereadPages
        var limit = min(pageSize, options.rereadPageSize)
        while pages > 0 {
            guard let project = site.searched.first(where: { $0 >= place ?? 0 }) else {
                // The next round begins.
                if place == nil { break }
                place = nil
                continue
            }
            pages -= 1
            let size = limit
            let query = IssueQuery.projectWalk(project: project, from: from, updatedWithinMinutes: nil)
            let page = try await ask { () throws(SourceError) in
                try await source.issues(query, limit: size, content: .comments)
            }
            Self.add(page, to: &census)
            let isFull = page.batch.issues.count >= Int(page.maxResults)
            from = isFull ? page.batch.issues.last?.key.string : nil
            place = isFull ? project : project + 1
            // As the run does after a full page.
            if isFull { limit = min(limit * 4, options.rereadPageSize) }
        }
        return census.cut
    }

    /// One page where it holds all of them, else one of each of some projects.
    private func census(
        _ projects: [Int64], _ content: IssueContent, limit: Int, _ query: ([Int64]) -> IssueQuery
    ) async throws(SyncFailure) -> Census {
        let all = query(projects)
        var census = Census()
        let page = try await ask { () throws(SourceError) in
            try await source.issues(all, limit: limit, content: content)
        }
        census.total = page.total
        guard page.total > page.batch.issues.count + page.rejected.count else {
            Self.add(page, to: &census)
            census.seen = census.total
            return census
        }
        let looked = min(projects.count, Self.projectsLookedAt)
        for place in 0..<looked {
            let own = query([projects[place * projects.count / looked]])
            let page = try await ask { () throws(SourceError) in
                try await source.issues(own, limit: limit, content: content)
            }
            Self.add(page, to: &census)
        }
        return census
    }

    private static func add(_ page: IssuePage, to census: inout Census) {
        census.seen += Int64(page.batch.issues.count + page.rejected.count)
        for issue in page.batch.issues {
            let total = issue.worklogTotal ?? issue.commentTotal ?? 0
            let embedded = Int64(issue.worklogs.count + issue.comments.count)
            census.children += total
            census.missing += max(0, total - embedded)
            if total > embedded { census.cut += 1 }
        }
    }

    // MARK: Feeds

    /// Both feeds since the last run; of those that were logged since, the worklogs themselves.
    func addWorklogFeeds(_ site: Site, to estimate: inout SyncEstimate) async throws(SyncFailure) {
        estimate.add("worklog feeds", 2, exact: true)
        let mark = standing.state(
            WorklogPhase.Mark.self, WorklogPhase.stream, WorklogFeed.updated.rawValue)
        guard var since = mark?.since else { return }
        while true {
            let from = since
            let page = try await ask { () throws(SourceError) in
                try await source.worklogFeed(.updated, since: from)
            }
            estimate.add("worklog feeds", Int64(page.ids.count + 999) / 1000, exact: true)
            if page.isLast || page.until <= since { return }
            since = page.until
            estimate.add("worklog feeds", 1, exact: true)
        }
    }
}
