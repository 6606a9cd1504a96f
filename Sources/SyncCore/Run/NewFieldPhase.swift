/// A custom field that got its first value may have had values for long on issues whose `updated` never
/// moved (defaults, calculated fields): those are looked for.
struct NewFieldPhase: Sendable {
    let context: RunContext

    /// More issues than this are left to the rolling re-read.
    static let immediateIssues = 1000

    /// - Parameter fields: ids, `customfield_NNNNN`.
    func run(_ fields: [String]) async throws(SyncFailure) {
        for field in fields {
            guard let number = Int64(field.drop { !$0.isNumber }) else { continue }
            guard let holders = try await holders(of: number) else {
                let at = context.now()
                try await context.writer.write { store throws(StoreError) in
                    try store.requestBackfill("field \(field)", at: at)
                }
                continue
            }
            try await Settlement(context: context).fetch(holders)
        }
    }

    /// The issues that hold a value; nil where they are many, or where the field cannot be searched.
    private func holders(of number: Int64) async throws(SyncFailure) -> [Int64]? {
        try context.checkpointTime()
        let limit = min(Self.immediateIssues, context.options.largestPageSize)
        do {
            let page = try await context.ask { () throws(SourceError) in
                try await context.source.issues(
                    .fieldNotEmpty(number: number), limit: limit, content: .census)
            }
            return page.total <= page.batch.issues.count ? page.batch.issues.map(\.id) : nil
        } catch {
            if case .source(.queryRefused) = error { return nil }
            throw error
        }
    }
}
