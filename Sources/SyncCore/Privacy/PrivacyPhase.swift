/// Holds a run to what may be stored, and brings what is stored already to the same rule when it changes.
///
/// Everything is repeated until its end is remembered: a run that is killed begins it anew.
struct PrivacyPhase: Sendable {
    let context: RunContext

    /// What the rules come to on this site.
    struct Resolution: Sendable {
        var redaction: Redaction
        var state: PrivacyState
    }

    /// - Returns: the context with which the run goes on.
    func run() async throws(SyncFailure) -> RunContext {
        let former = try await Self.remembered(context)
        let rules = context.options.privacy
        guard !rules.isEmpty || former != PrivacyState() else { return context }
        let found = try await Self.resolve(rules, former, context)
        if found.state != former { try await follow(found, from: former) }
        return context.redacted(by: found.redaction)
    }

    static func remembered(_ context: RunContext) async throws(SyncFailure) -> PrivacyState {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: PrivacyState.stream)[PrivacyState.scope]
        }.flatMap { CheckpointCoding.decode(PrivacyState.self, from: $0) } ?? PrivacyState()
    }

    /// One request, for the list of fields.
    static func resolve(
        _ rules: PrivacyRules, _ former: PrivacyState, _ context: RunContext
    ) async throws(SyncFailure) -> Resolution {
        guard !rules.isEmpty else { return Resolution(redaction: Redaction(), state: PrivacyState()) }
        let fields = try await context.ask { () throws(SourceError) in
            try await context.raw.list(.fields).fields ?? []
        }
        let choice = try FieldChoice(rules.deniedFields, in: fields, remembered: former.denied)
        var state = PrivacyState(denied: choice.ids)
        if !choice.ids.isEmpty {
            // A field that was renamed is known to histories by its former name.
            let kept = state.ids.isSuperset(of: former.ids) ? former.names : []
            state.names = choice.names.union(kept).sorted()
        }
        state.isPseudonymous = rules.people?.coversEverybody ?? false
        state.keyCheck = rules.people?.keyCheck
        state.people = rules.people?.listCode
        let ofPeople = fields.filter { $0.custom && ($0.schemaType == "user" || $0.schemaItems == "user") }
        let redaction = Redaction(
            denied: DeniedFields(ids: state.ids, names: Set(state.names)), people: rules.people,
            personFields: Set(ofPeople.map { $0.name.lowercased() }))
        return Resolution(redaction: redaction, state: state)
    }

    private func follow(_ found: Resolution, from former: PrivacyState) async throws(SyncFailure) {
        let at = context.now()
        let (new, old) = (found.state, former)
        let redaction = found.redaction
        var notices: [String] = []
        var changes = [PrivacyState.change(to: new)]
        var isErased = false

        let denied = new.ids.subtracting(old.ids)
        if !denied.isEmpty || !Set(new.names).isSubset(of: old.names) {
            try await context.writer.write { store throws(StoreError) in
                try store.eraseFields(redaction.denied, at: at)
            }
            isErased = true
        }
        if !denied.isEmpty {
            notices.append("kept out of the mirror from now on, and erased from it: \(Self.list(denied))")
        }
        let allowed = old.ids.subtracting(new.ids)
        if !allowed.isEmpty {
            try await context.writer.write { store throws(StoreError) in
                try store.requestBackfill("fields that were kept out", at: at)
            }
            notices.append("mirrored again, issue by issue: \(Self.list(allowed))")
        }

        let isOtherKey = old.keyCheck != nil && new.keyCheck != nil && old.keyCheck != new.keyCheck
        if old.people != nil, new.people == nil, !new.isPseudonymous {
            await context.state.update {
                $0.warnings.append(
                    "the vault does not know any more whom this mirror must not name: purge them again")
            }
        }
        if (old.isPseudonymous && !new.isPseudonymous) || isOtherKey {
            // Nobody can tell from a pseudonym who it was: Jira is read anew.
            try await context.writer.write { store throws(StoreError) in try store.forgetPseudonyms() }
            changes += try await refill()
            notices.append(
                isOtherKey
                    ? "the key of the pseudonyms is another one: all people are read anew"
                    : "people have their names again: all issues and people are read anew")
        }
        if new.keyCheck != nil,
            isOtherKey || !old.isPseudonymous && new.isPseudonymous || old.people != new.people
        {
            try await context.writer.write { store throws(StoreError) in
                try store.rewritePeople(redaction, at: at)
                try store.requestBackfill("people under pseudonyms", at: at)
            }
            isErased = true
            notices.append(
                new.isPseudonymous
                    ? "everybody in the mirror has a pseudonym now"
                    : "people who were purged have a pseudonym in the whole mirror")
        }
        if isErased {
            // Earlier changes and moves of rows have left copies that nothing points to.
            let isClean = try await context.writer.write { store throws(StoreError) in try store.compact() }
            if !isClean {
                notices.append(
                    "somebody reads the mirror: the next run clears the write-ahead log of what was erased")
            }
        }
        let (saved, told) = (changes, notices)
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints(saved) }
        await context.state.update { $0.notices += told }
    }

    /// Every fill and every list begins anew; unchanged rows are written all the same, for their redaction is another.
    private func refill() async throws(SyncFailure) -> [CheckpointChange] {
        try await context.writer.write { store throws(StoreError) in
            var changes: [CheckpointChange] = []
            for stream in [FillState.stream, ReferencePhase.stream] {
                for scope in try store.checkpoints(stream: stream).keys.sorted() {
                    changes.append(CheckpointChange(stream: stream, scope: scope, state: nil))
                }
            }
            return changes
        }
    }

    private static func list(_ ids: Set<String>) -> String { ids.sorted().joined(separator: ", ") }
}
