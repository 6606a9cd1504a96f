/// Records that could not be read in an earlier run get another try in each.
struct QuarantinePhase: Sendable {
    let context: RunContext

    /// Requests of one run for it; those tried longest ago come first.
    static let tries = 20

    func run() async throws(SyncFailure) {
        let records = try await context.writer.write { store throws(StoreError) in
            try store.quarantined(stream: PageWriter.quarantineStream)
        }
        let writer = PageWriter(context: context)
        for record in records.prefix(Self.tries) {
            try context.checkpointTime()
            let page: IssuePage?
            do {
                page = try await context.source.issue(record)
            } catch {
                switch error {
                case .pageTooHeavy(let reason), .undecodable(let reason):
                    try await keep(RejectedRecord(record: record, reason: reason, raw: []))
                    continue
                case .cancelled: throw .interrupted("stopped by a signal")
                default: throw .source(error)
                }
            }
            if let rejected = page?.rejected.first {
                try await keep(RejectedRecord(record: record, reason: rejected.reason, raw: rejected.raw))
                continue
            }
            if let page { try await writer.store([page]) }
            try await context.writer.write { store throws(StoreError) in
                try store.releaseQuarantine([record], stream: PageWriter.quarantineStream)
            }
        }
    }

    /// Counts the try; what was put aside before is not news.
    private func keep(_ record: RejectedRecord) async throws(SyncFailure) {
        let at = context.now()
        _ = try await context.writer.write { store throws(StoreError) in
            try store.quarantine([record], stream: PageWriter.quarantineStream, at: at)
        }
    }
}
