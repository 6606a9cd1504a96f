/// Estimates a run by asking Jira some questions; writes nothing.
///
/// What Jira can count is counted, what only a sample tells is marked as an estimate.
package struct EstimateRun: Sendable {
    private(set) var source: any RecordSource
    /// The part of the site that is mirrored.
    private(set) var scope = MirrorScope.everything
    let options: SyncOptions
    private(set) var standing: MirrorStanding
    /// Fields that are not asked for.
    private(set) var denied = DeniedFields()
    let now: @Sendable () -> Instant

    package init(
        source: any RecordSource, options: SyncOptions, standing: MirrorStanding,
        now: @escaping @Sendable () -> Instant
    ) {
        self.source = source
        self.options = options
        self.standing = standing
        self.now = now
    }

    /// What the questions brought that several parts of the estimate need.
    struct Site {
        var identity: Identity
        var clock: Instant
        /// All that the account sees and the options choose.
        var projects: [ReferenceData.Project]
        /// Those that searches show, and of them those whose fill is not complete.
        var searched: [Int64]
        var pending: [Int64]
        /// Of the searched projects together.
        var issues: Int64
        var sample: Sample
    }

    /// The mean of some issues from all over the site.
    struct Sample {
        var issues = 0
        var bytes = 0
        var seconds = 0.0
        var securityLevels: Set<Int64> = []
        /// The server's own limit of a page.
        var cap: Int

        var bytesPerIssue: Double { Double(bytes) / Double(max(1, issues)) }
        var secondsPerIssue: Double { seconds / Double(max(1, issues)) }
    }

    package func run() async throws(SyncFailure) -> SyncEstimate {
        var estimate = SyncEstimate()
        let identity = try await ask { () throws(SourceError) in try await source.identity() }
        let visible = try await ask { () throws(SourceError) in try await source.projects() }
        estimate.add("identity and projects", identity.serverDate == nil ? 3 : 2, exact: true)
        var scoped = self
        try await scoped.keepOut(&estimate)
        let found = try await select(visible, &estimate)
        scoped.scope = found.scope
        if !found.scope.isEverything {
            scoped.source = ScopedSource(base: scoped.source, scope: found.scope, now: now)
        }
        let projects = try options.chosen(found.projects, among: visible)
        try await scoped.run(identity, projects, &estimate)
        return estimate
    }

    /// Takes what is kept out of the mirror out of the questions too, and tells what other rules than before do.
    private mutating func keepOut(_ estimate: inout SyncEstimate) async throws(SyncFailure) {
        let former =
            standing.state(PrivacyState.self, PrivacyState.stream, PrivacyState.scope) ?? PrivacyState()
        var fields: [ReferenceData.Field] = []
        if !options.privacy.isEmpty {
            estimate.add("fields to keep out", 1, exact: true)
            let all = source
            fields = try await ask { () throws(SourceError) in try await all.list(.fields).fields ?? [] }
        }
        let found = try PrivacyResolution(options.privacy, fields: fields, remembered: former)
        denied = found.redaction.denied
        if !denied.isEmpty { source = source.leavingOut(fields: denied.ids) }
        guard found.state != former else { return }
        let change = PrivacyChange(from: former, to: found.state)
        estimate.notices += change.notices
        // Every fill begins anew.
        if change.restoresPeople { standing.checkpoints[FillState.stream] = nil }
    }

    var readsWorklogs: Bool { options.includes(.worklogs) && !denied.contains(.worklog) }

    private func run(
        _ identity: Identity, _ projects: [ReferenceData.Project], _ estimate: inout SyncEstimate
    ) async throws(SyncFailure) {
        guard let site = try await look(identity, projects) else { return }
        try await addReference(site, to: &estimate)
        var forecast = PageForecast(
            size: options.pageSize,
            cap: site.sample.cap, bytesPerIssue: site.sample.bytesPerIssue,
            secondsPerIssue: site.sample.secondsPerIssue)
        if options.includes(.issues) {
            try await addIssues(site, &forecast, to: &estimate)
        }
        if readsWorklogs, options.projects == nil {
            try await addWorklogFeeds(site, to: &estimate)
        }
        let read = Double(estimate.issuesToFill + estimate.issuesToRefresh)
        estimate.bytes = Int64(read * site.sample.bytesPerIssue)
        estimate.diskBytes = Int64(
            Double(estimate.issuesToFill) * site.sample.bytesPerIssue * Self.diskShare)
        let workers = site.pending.isEmpty ? 1 : Double(options.concurrency)
        estimate.seconds = read * site.sample.secondsPerIssue / workers
    }

    /// Share of the JSON's size that the mirror takes on disk, indexes included.
    private static let diskShare = 0.5

    /// Nil where there is no project to read.
    private func look(
        _ identity: Identity, _ projects: [ReferenceData.Project]
    ) async throws(SyncFailure) -> Site? {
        // No search shows archived projects, and JQL has no empty list.
        let searched = projects.filter { !$0.archived }.map(\.id).sorted()
        guard !searched.isEmpty else { return nil }
        let pending = searched.filter {
            options.full
                || standing.state(FillState.Project.self, FillState.stream, FillState.scope($0))?.completed
                    != true
        }
        // What a page may hold, by a light one.
        let page = try await ask { () throws(SourceError) in
            try await source.issues(
                .all(projects: searched), limit: options.largestPageSize, content: .census)
        }
        var sample = Sample(cap: max(Int(page.maxResults), PageSize.smallest))
        let clock = identity.serverDate ?? now()
        try await measure(searched, until: clock, &sample)
        return Site(
            identity: identity, clock: clock, projects: projects, searched: searched, pending: pending,
            issues: page.total, sample: sample)
    }

    // MARK: The sample

    private static let places = 5
    private static let sampleSize = 20

    /// Reads a few issues of different projects and ages: old ones have longer histories.
    private func measure(
        _ projects: [Int64], until end: Instant, _ sample: inout Sample
    ) async throws(SyncFailure) {
        var first: Instant?
        for place in 0..<Self.places {
            let project = projects[place * projects.count / Self.places]
            var query = IssueQuery.projectWalk(project: project, from: nil, updatedWithinMinutes: nil)
            if let first, place > 0, end > first {
                let instant = first + (end - first) * Double(place) / Double(Self.places)
                let day = Day(daysSince1970: Int((Double(instant.milliseconds) / 86_400_000).rounded(.down)))
                query = .projectCreatedSince(project: project, day: day.text)
            }
            let asked = query
            let page: IssuePage
            do {
                page = try await ask { () throws(SourceError) in
                    try await source.issues(asked, limit: Self.sampleSize, content: .full)
                }
            } catch {
                // Some unreadable issue, or a project that cannot be searched: the other places tell enough.
                if error.unreadable != nil { continue }
                if case .source(.queryRefused) = error { continue }
                throw error
            }
            sample.issues += page.batch.issues.count + page.rejected.count
            if !page.batch.issues.isEmpty { sample.bytes += page.bodyBytes }
            sample.seconds += max(0, page.receivedAt - page.requestedAt)
            sample.securityLevels.formUnion(page.batch.issues.compactMap(\.securityLevelID))
            if first == nil { first = page.batch.issues.map(\.createdAt).min() }
        }
    }

    // MARK: Asking

    func ask<Answer: Sendable>(
        _ request: () async throws(SourceError) -> Answer
    ) async throws(SyncFailure) -> Answer {
        do {
            return try await request()
        } catch {
            if case .cancelled = error { throw .interrupted("stopped by a signal") }
            throw .source(error)
        }
    }

    func count(_ query: IssueQuery) async throws(SyncFailure) -> Int64 {
        try await ask { () throws(SourceError) in
            try await source.issues(query, limit: 0, content: .census).total
        }
    }
}
