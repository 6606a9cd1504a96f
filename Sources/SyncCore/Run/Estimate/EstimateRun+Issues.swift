/// Pages of issues: the fill, what changed, the rolling re-read, the comparison of both sides.
extension EstimateRun {
    /// Projects whose issues are counted one by one; of more than these the others are taken for alike.
    private static let projectsCounted = 20

    func addIssues(
        _ site: Site, _ forecast: inout PageForecast, to estimate: inout SyncEstimate
    ) async throws(SyncFailure) {
        let tries = Int64(QuarantinePhase.tries)
        estimate.add("issues put aside", min(tries, standing.quarantinedIssues), exact: true)
        if !site.pending.isEmpty { try await addFill(site, &forecast, to: &estimate) }
        let window = try await addWindow(site, &forecast, to: &estimate)
        if options.projects == nil, !isFilling(site) { addReread(site, forecast, to: &estimate) }
        if readsWorklogs, options.projects == nil {
            try await addChildren(site, window, to: &estimate)
        }
        if !denied.contains(.comment) {
            try await addComments(site, window, pageSize: forecast.size.current, to: &estimate)
        }
        try await addComparison(site, window, to: &estimate)
        let archived = Int64(options.archivedRequests)
        estimate.add("archived issues", min(archived, standing.staleIssues), exact: true)
        let links = Int64(options.remoteLinkRequests)
        estimate.add("remote links", min(links, site.issues + window.changed), exact: false)
    }

    /// Whether the run reads every issue, so that nothing needs to be read again.
    func isFilling(_ site: Site) -> Bool {
        guard !site.pending.isEmpty, site.pending.count == site.searched.count else { return false }
        return options.full || !site.pending.contains { fill(of: $0) != nil }
    }

    private func fill(of project: Int64) -> FillState.Project? {
        options.full
            ? nil : standing.state(FillState.Project.self, FillState.stream, FillState.scope(project))
    }

    // MARK: The fill

    private func addFill(
        _ site: Site, _ forecast: inout PageForecast, to estimate: inout SyncEstimate
    ) async throws(SyncFailure) {
        let pending = site.pending
        var counts: [Int64: Int64] = [:]
        let counted = min(pending.count, Self.projectsCounted)
        for place in 0..<counted {
            let project = pending[place * pending.count / counted]
            // Where all are to be filled and one is left, the rest is its own.
            let isRest = pending == site.searched && place == counted - 1 && counted == pending.count
            counts[project] =
                isRest
                ? max(0, site.issues - counts.values.reduce(0, +))
                : try await count(.all(projects: [project]))
        }
        var total = counts.values.reduce(0, +)
        if counted < pending.count {
            let all = pending == site.searched ? site.issues : try await count(.all(projects: pending))
            let others = Double(all - total) / Double(pending.count - counted)
            for project in pending where counts[project] == nil { counts[project] = Int64(others.rounded()) }
            total = all
        }
        estimate.projectsToFill = pending.count
        estimate.issuesToFill = total
        if pending.count > 1 { estimate.add("issues", 1, exact: true) }
        forecast.permit(bytes: options.fillPageBytes)
        var walks: [PageForecast.Walk] = []
        var wholes: [PageForecast.Walk] = []
        for project in pending {
            let issues = counts[project] ?? 0
            let begun = fill(of: project)
            // What is left of a walk that was begun the mirror does not tell: it is taken for half done.
            let whole = PageForecast.Walk(issues: begun == nil ? issues : issues / 2, hasLast: begun != nil)
            let parts = begun?.segments ?? 1
            if parts > 1 { walks += Self.segments(of: whole, count: parts) } else { wholes.append(whole) }
        }
        if options.concurrency > 1 {
            // The first page of each decides on the parts of the rest.
            estimate.add("issues", Int64(wholes.count), exact: false)
            for rest in forecast.begin(wholes, concurrency: options.workers) {
                let parts = FillState.segmentCount(total: rest.issues, siteTotal: total, options: options)
                // One row tells where each later part begins.
                estimate.add("issues", Int64(parts - 1), exact: false)
                walks += Self.segments(of: rest, count: parts)
            }
        } else {
            walks += wholes
        }
        estimate.add("issues", forecast.pages(of: walks, concurrency: options.workers), exact: false)
    }

    /// A walk in parts.
    private static func segments(of walk: PageForecast.Walk, count: Int) -> [PageForecast.Walk] {
        (0..<count).map { part in
            PageForecast.Walk(
                issues: walk.issues / Int64(count), hasNext: part < count - 1,
                hasLast: part > 0 || walk.hasLast)
        }
    }

    // MARK: What changed

    /// What the window of the incremental pages holds.
    struct Window {
        /// Issues that were updated after the mark, as far as one page tells, and those that the mirror does not hold.
        var changed: Int64 = 0
        var new: Int64 = 0
        /// Changed ones whose worklogs the page cut.
        var cut: Int64 = 0
        /// Whether one has an earlier `updated` than before, which calls for a census.
        var isSetBack = false
        /// Issues of the window whose comments the page cut.
        var cutComments: Int64 = 0
        var isWhole = true
    }

    /// Issues of the page that tells about the window.
    private static let windowPage = 500

    private func addWindow(
        _ site: Site, _ forecast: inout PageForecast, to estimate: inout SyncEstimate
    ) async throws(SyncFailure) -> Window {
        let local = now()
        let mark =
            standing.state(IncrementalMark.self, IncrementalMark.stream, IncrementalMark.scope)
            ?? IncrementalMark(server: site.clock, local: local)
        let span = UpdatedWindow(
            serverStart: site.clock, localStart: local, mark: mark.serverInstant,
            markLocal: mark.localInstant, overlapSeconds: options.overlapSeconds)
        if options.projects != nil {
            // Each project is walked.
            estimate.add("issues", Int64(site.searched.count), exact: false)
            return Window()
        }
        let limit = Self.windowPage
        let page = try await ask { () throws(SourceError) in
            try await source.issues(
                .updatedWithin(minutes: span.minutes(at: now())), limit: limit, content: .children)
        }
        let settled = site.clock + -options.overlapSeconds
        let known: [Int64: Instant]
        do {
            known = try standing.updated(page.batch.issues.map(\.id))
        } catch {
            throw .store(error)
        }
        let young = page.batch.issues.count { $0.updatedAt > settled }
        var window = Window(isWhole: page.total <= page.batch.issues.count)
        // In a fill they have been read just before.
        if !isFilling(site) {
            let fresh = page.batch.issues.filter { known[$0.id] != $0.updatedAt }
            window.changed = Int64(fresh.count)
            window.new = Int64(fresh.count { known[$0.id] == nil })
            window.cut = Int64(fresh.count { $0.isMissingWorklogs })
            window.isSetBack = fresh.contains { issue in known[issue.id].map { $0 > issue.updatedAt } ?? false
            }
        }
        window.cutComments = Int64(page.batch.issues.count(where: \.isCut))
        if !window.isWhole, !page.batch.issues.isEmpty {
            let scale = Double(page.total) / Double(page.batch.issues.count)
            window.changed = Int64((Double(window.changed) * scale).rounded())
            window.new = Int64((Double(window.new) * scale).rounded())
            window.cut = Int64((Double(window.cut) * scale).rounded())
            window.cutComments = Int64((Double(window.cutComments) * scale).rounded())
        }
        estimate.issuesToRefresh = isFilling(site) ? 0 : page.total
        var unsettled = Int64(young)
        if !window.isWhole {
            var youngest = span
            youngest.advance(past: settled)
            unsettled = try await count(.updatedWithin(minutes: youngest.minutes(at: now())))
        }
        let (pages, endsFull) = forecast.windowPages(issues: page.total, unsettled: unsettled)
        estimate.add("issues", pages, exact: pages == 1 && !endsFull)
        if endsFull { addYoungest(site, window, unsettled: unsettled, forecast, to: &estimate) }
        return window
    }

    /// The youngest issues are more than a page: they are listed, and those that differ are fetched.
    private func addYoungest(
        _ site: Site, _ window: Window, unsettled: Int64, _ forecast: PageForecast,
        to estimate: inout SyncEstimate
    ) {
        var forecast = forecast
        let listed = Int64(min(options.largestPageSize, site.sample.cap))
        guard unsettled >= listed else {
            let left = max(0, min(window.changed, unsettled) - Int64(options.firstPageSize))
            let batch = Int64(Settlement.batchSize)
            let few = Int64(Settlement.fewIssues)
            estimate.add("issues", 1 + (left <= few ? left : (left + batch - 1) / batch), exact: false)
            return
        }
        // More than can be listed at once: project after project is walked.
        let share = unsettled / Int64(site.searched.count)
        let walks = site.searched.map { _ in PageForecast.Walk(issues: share) }
        estimate.add("issues", 2 + forecast.pages(of: walks, concurrency: 1), exact: false)
    }

    // MARK: Reading again

    private func addReread(_ site: Site, _ forecast: PageForecast, to estimate: inout SyncEstimate) {
        var forecast = forecast
        let round = standing.state(RereadPhase.Round.self, RereadPhase.stream, "")
        let share = site.issues / Int64(site.searched.count)
        let whole = forecast.pages(
            of: site.searched.map { _ in PageForecast.Walk(issues: share) }, concurrency: 1,
            largest: standing.hasBackfills ? .max : options.rereadPageSize)
        let pages = Int64(standing.hasBackfills ? options.backfillPages : options.rereadPages)
        // A round that ends leaves pages for the next one, but no issue is read twice.
        estimate.add(
            "re-read", round?.project == nil ? min(pages, whole) : pages,
            exact: !standing.hasBackfills && whole >= 2 * pages)
    }

    // MARK: Comparing

    private func addComparison(
        _ site: Site, _ window: Window, to estimate: inout SyncEstimate
    ) async throws(SyncFailure) {
        estimate.add("comparison", 1, exact: true)
        let projects = Int64(site.searched.count)
        let page = Int64(min(options.largestPageSize, site.sample.cap))
        if window.isSetBack || isCensusDue(of: site) {
            let pages = projects + site.issues / max(1, page - 1)
            estimate.add("comparison", pages + 1, exact: false)
            return
        }
        guard site.pending.isEmpty, options.projects == nil else { return }
        // Those that left: one of a project each, where they are few.
        // Those of projects that leave the mirror need no request.
        let own = Set(site.searched)
        let held = standing.issuesByProject.filter { own.contains($0.key) }.values.reduce(0, +)
        let gone = held + window.new - site.issues
        guard gone != 0 else { return }
        let places = min(abs(gone), projects)
        let share = site.issues / projects
        let halvings = Self.halvings(projects) + Self.halvings(share / page)
        // Counts, one list, the issues themselves, the proof of who asks, and all counted again.
        estimate.add("comparison", places * (halvings + 2) + max(0, gone) + 1, exact: false)
    }

    private func isCensusDue(of site: Site) -> Bool {
        if options.reconcile || options.full || hasOtherJQL { return true }
        let marks = standing.checkpoints[ReconcilePhase.stream] ?? [:]
        guard let taken = ReconcilePhase.taken("", marks) else { return false }
        let age = now() - taken
        return age >= options.censusEverySeconds || age < 0 || ReconcilePhase.isDemanded(marks)
    }

    /// How often a number can be halved until nothing is left to halve.
    private static func halvings(_ number: Int64) -> Int64 {
        number <= 1 ? 0 : Int64(Int64.bitWidth - (number - 1).leadingZeroBitCount)
    }
}
