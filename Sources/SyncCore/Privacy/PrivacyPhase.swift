/// Holds a run to what may be stored, and brings what is stored already to the same rules when they change.
///
/// The rules are remembered last of all: a run that is killed before begins anew, and every step may be repeated.
struct PrivacyPhase: Sendable {
    let context: RunContext

    /// Gives the context with which the run goes on.
    func run() async throws(SyncFailure) -> RunContext {
        let former = try await Self.remembered(context)
        let found = try await Self.resolve(former, context)
        if found.state != former { try await follow(found, from: former) }
        return context.redacted(by: found.redaction)
    }

    static func remembered(_ context: RunContext) async throws(SyncFailure) -> PrivacyState {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: PrivacyState.stream)[PrivacyState.scope]
        }.flatMap { CheckpointCoding.decode(PrivacyState.self, from: $0) } ?? PrivacyState()
    }

    /// A request for the list of fields, where there is any rule.
    static func resolve(
        _ former: PrivacyState, _ context: RunContext
    ) async throws(SyncFailure) -> PrivacyResolution {
        let rules = context.options.privacy
        var fields: [ReferenceData.Field] = []
        if !rules.isEmpty {
            fields = try await context.ask { () throws(SourceError) in
                try await context.raw.list(.fields).fields ?? []
            }
        }
        return try PrivacyResolution(rules, fields: fields, remembered: former)
    }

    private func follow(_ found: PrivacyResolution, from former: PrivacyState) async throws(SyncFailure) {
        let change = PrivacyChange(from: former, to: found.state)
        let redaction = found.redaction
        let at = context.now()
        if change.losesPeople {
            await context.state.update {
                $0.warnings.append(
                    "the vault does not know any more whom this mirror must not name: purge them again")
            }
        }
        try await restore(change, at: at)
        var notices = change.notices
        if change.erasesFields || change.hidesPeople {
            let isClean = try await context.writer.write { store throws(StoreError) in
                if change.erasesFields { try store.eraseFields(redaction.denied, at: at) }
                if change.hidesPeople { try store.rewritePeople(redaction, at: at) }
                // Earlier changes and moves of rows have left copies that nothing points to.
                return try store.compact()
            }
            if !isClean {
                notices.append(
                    "somebody reads the mirror: the next run clears its write-ahead log of what was erased")
            }
        }
        let told = notices
        try await context.writer.write { store throws(StoreError) in
            var changes = [PrivacyState.change(to: found.state)]
            if change.restoresPeople {
                for stream in [FillState.stream, ReferencePhase.stream] {
                    changes += try store.checkpoints(stream: stream).keys.sorted()
                        .map { CheckpointChange(stream: stream, scope: $0, state: nil) }
                }
            }
            try store.saveCheckpoints(changes)
        }
        await context.state.update { $0.notices += told }
    }

    /// What was kept out is to come back. Nobody can tell from a pseudonym who it was: Jira is read anew.
    private func restore(_ change: PrivacyChange, at: Instant) async throws(SyncFailure) {
        guard !change.allowed.isEmpty || change.restoresPeople else { return }
        try await context.writer.write { store throws(StoreError) in
            if change.restoresPeople { try store.forgetPseudonyms() }
            try store.forgetContents()
            if !change.allowed.isEmpty { try store.requestBackfill("fields that were kept out", at: at) }
        }
    }
}
