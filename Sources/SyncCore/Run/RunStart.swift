/// The first questions of a run: who we are, what time it is there, and where the last run stood.
struct RunStart: Sendable {
    let context: RunContext

    /// Both clocks at the run's first answer.
    struct Clocks: Sendable {
        var server: Instant
        var local: Instant
    }

    /// Identity and the server's clock, both from the first answer; notes them in the mirror.
    func run() async throws(SyncFailure) -> Clocks {
        context.progress(.init(phase: .identity, done: 0, expected: nil))
        try context.checkpointTime()
        let local = context.now()
        let identity = try await context.ask { () throws(SourceError) in
            try await context.source.identity()
        }
        var clock = identity.serverDate
        if clock == nil {
            clock = try await context.ask { () throws(SourceError) in
                try await context.source.serverInfo()
            }.serverTime
        }
        guard let server = clock else {
            throw .source(
                .unexpectedAnswer("the answer has no Date header, so the server's clock is unknown"))
        }
        await context.state.update {
            $0.serverStart = server
            $0.identity = identity
        }
        try await note(identity)
        return Clocks(server: server, local: local)
    }

    private func note(_ identity: Identity) async throws(SyncFailure) {
        var site = SiteRecord()
        site.accountKey = identity.key
        site.accountName = identity.name
        site.accountTimeZone = identity.timeZone
        site.reportTimeZone = context.options.reportTimeZone
        if site.reportTimeZone == nil, let zone = identity.timeZone {
            if ReportZone(identifier: zone) != nil {
                site.reportTimeZone = zone
            } else {
                await context.state.update {
                    $0.warnings.append(
                        "this system does not know the account's time zone \(zone): days are counted in UTC; "
                            + "set report.time_zone")
                }
            }
        }
        let record = site
        try await context.writer.write { store throws(StoreError) in
            let former = try store.site()
            // Another account may see other issues. Before the change is stored: it is seen only once.
            if let account = former?.accountKey, account != record.accountKey {
                try store.saveCheckpoints([ReconcilePhase.demand])
            }
            try store.updateSite(record)
            if former?.reportTimeZone != record.reportTimeZone { try store.refreshDerived() }
        }
    }

    /// The mark of the last whole run; a new mirror gets one before its first page, so that what changes
    /// during the fill is read by the first incremental pass.
    func mark(_ clocks: Clocks) async throws(SyncFailure) -> IncrementalMark {
        let stored = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: IncrementalMark.stream)[IncrementalMark.scope]
        }
        if let stored {
            if let mark = CheckpointCoding.decode(IncrementalMark.self, from: stored) { return mark }
            // A new mark would pass over all that changed since the old one.
            guard context.options.full, context.options.isWhole else {
                throw .store(
                    .corrupt(
                        "the mark up to which issues were read cannot be read (sync --full sets it anew)"))
            }
        }
        let mark = IncrementalMark(server: clocks.server, local: clocks.local)
        let change = CheckpointChange(
            stream: IncrementalMark.stream, scope: IncrementalMark.scope, encoding: mark)
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
        return mark
    }
}
