/// What one run is asked to do. Defaults are those of an unattended incremental run.
package struct SyncOptions: Sendable {
    /// Walk every project again, whatever the checkpoints say.
    package var full = false
    /// Take a census of ids and `updated` even if the counts agree.
    package var reconcile = false
    /// Plan and estimate; write nothing.
    package var dryRun = false
    package var allowMassDeletion = false
    /// The part of the site that is mirrored at all.
    package var selection = Selection()
    /// Only these projects of it, by key; nil is all. Such runs leave the global mark alone.
    package var projects: [String]?
    /// Only these parts of the data; nil is all. Such runs leave the global mark alone.
    package var only: Set<Part>?
    /// How far an incremental run reaches back before its mark: several nodes index at their own pace.
    package var overlapSeconds = 600.0
    /// Requests at once. The source keeps to it.
    package var concurrency = 4
    /// Projects of up to so many issues are walked as wholes by a fill.
    package var largestUnsplit: Int64 = 2000
    /// Issues on the first page; it adapts from there.
    package var firstPageSize = 100
    package var largestPageSize = 1000
    /// What a page should weigh at most, as JSON: half of what a fill's may. A run that reads what changed is to stay
    /// small, and needs few pages anyway.
    package var pageBytes = 4 << 20
    package var fillPageBytes = 8 << 20
    /// Bytes of JSON of all pages that are fetched and not stored yet. Walks wait where there is no room.
    package var bytesInFlight = 32 << 20
    package var referenceEverySeconds = 86_400.0
    package var censusEverySeconds = 7 * 86_400.0
    /// Pages of the rolling re-read in one run, and their size.
    package var rereadPages = 2
    package var rereadPageSize = 250
    /// Pages of it in one run while a backfill waits.
    package var backfillPages = 20
    /// Archived issues that are asked for by id in one run, where something may have changed in them.
    package var archivedRequests = 50
    /// Archived issues that each census has asked for again, whether or not anything hints at a change.
    package var archivedPerCensus = 200
    /// Issues whose remote links are asked for in one run; 0 leaves remote links out.
    package var remoteLinkRequests = 0
    /// What is kept out of the mirror.
    package var privacy = PrivacyRules()
    /// How long the contents of deleted issues are kept; nil is for ever, 0 not at all.
    package var retainDeletedSeconds: Double?
    /// IANA name of the zone that days are counted in; nil is the account's zone in Jira.
    package var reportTimeZone: String?
    /// Stop cleanly, with progress kept, when the local clock reaches this.
    package var deadline: Instant?

    package init() {}

    package enum Part: String, Sendable, CaseIterable {
        case issues, worklogs, reference, users, agile
    }

    /// Where the size of pages begins; a fill lets it grow further.
    var pageSize: PageSize {
        PageSize(first: firstPageSize, largest: largestPageSize, heavyBytes: pageBytes)
    }

    /// Those of the selected projects that this run is about.
    func chosen(
        _ selected: [ReferenceData.Project], among visible: [ReferenceData.Project]
    ) throws(SyncFailure) -> [ReferenceData.Project] {
        guard let wanted = projects else { return selected }
        let missing = wanted.filter { key in !selected.contains { $0.key == key } }
        guard missing.isEmpty else {
            let unknown = missing.filter { key in !visible.contains { $0.key == key } }
            throw unknown.isEmpty ? .unselectedProjects(missing) : .unknownProjects(unknown)
        }
        return selected.filter { wanted.contains($0.key) }
    }

    /// Walks and lists under way at once: twice as many as requests, so that there is always one to be asked for while
    /// others are decoded and stored.
    var workers: Int { 2 * max(1, concurrency) }

    func includes(_ part: Part) -> Bool { only?.contains(part) ?? true }

    /// Whether the run sees everything, so that its end may move the global mark.
    var isWhole: Bool { projects == nil && only == nil }
}
