/// Holds a run to the selected part of the site, and notices when another part is selected than before.
struct ScopePhase: Sendable {
    let context: RunContext

    /// With what the run goes on.
    struct Result: Sendable {
        /// Held to the scope.
        var context: RunContext
        /// By id: those that are selected, and all.
        var projects: [ReferenceData.Project]
        var visible: [ReferenceData.Project]
    }

    /// Reads the project list and looks the selection up in it.
    func run() async throws(SyncFailure) -> Result {
        let visible = try await context.ask { () throws(SourceError) in try await context.source.projects() }
        let remembered = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: SelectionState.stream)[SelectionState.scope]
        }.flatMap { CheckpointCoding.decode(SelectionState.self, from: $0) }
        let found = try ScopeResolution(context.options.selection, visible: visible, remembered: remembered)
        try await Self.validate(found.scope.jql, with: context)
        for key in found.lost {
            await context.state.update {
                $0.warnings.append("project \(key), which the selection names, is not visible any more")
            }
        }
        if found.state != remembered {
            try await note(found, from: remembered, visible: visible)
        }
        return Result(
            context: context.narrowed(to: found.scope), projects: found.projects.sorted { $0.id < $1.id },
            visible: visible)
    }

    /// A condition that Jira refuses must not be taken for an empty project later on.
    static func validate(_ jql: String?, with context: RunContext) async throws(SyncFailure) {
        guard let jql else { return }
        do {
            _ = try await context.ask { () throws(SourceError) in
                try await context.source.issues(.stated(jql), limit: 0, content: .census)
            }
        } catch {
            if case .source(.queryRefused(let messages)) = error { throw .scopeRefused(messages) }
            throw error
        }
    }

    /// Remembers the new selection together with the work that it makes: what a deselected project held goes and
    /// a new one is filled because the list of projects says so; another JQL demands a census.
    private func note(
        _ found: ScopeResolution, from former: SelectionState?, visible: [ReferenceData.Project]
    ) async throws(SyncFailure) {
        let hasOtherJQL = found.state?.jql != former?.jql
        let held = try await context.writer.write { store throws(StoreError) in
            let held = try store.projectKeys()
            var changes = [SelectionState.change(to: found.state)]
            if hasOtherJQL, !held.isEmpty {
                changes.append(ReconcilePhase.demand)
                // Before the first comparison no census is taken: the fills begin anew instead.
                if ReconcilePhase.taken("", try store.checkpoints(stream: ReconcilePhase.stream)) == nil {
                    changes += try store.checkpoints(stream: FillState.stream).keys.sorted()
                        .map { CheckpointChange(stream: FillState.stream, scope: $0, state: nil) }
                }
            }
            try store.saveCheckpoints(changes)
            return held
        }
        let notice = Self.notice(found, from: former, held: held, visible: visible)
        await context.state.update { $0.notices.append(notice) }
    }

    /// `the selection is now: projects ABC; was: everything that the account sees; leaving the mirror: XYZ`.
    static func notice(
        _ found: ScopeResolution, from former: SelectionState?, held: [Int64: String],
        visible: [ReferenceData.Project]
    ) -> String {
        let own = Set(found.projects.map(\.id))
        let entering = found.projects.filter { held[$0.id] == nil }.map(\.key).sorted()
        let leaving = visible.filter { held[$0.id] != nil && !own.contains($0.id) }.map(\.key).sorted()
        var parts = [
            "the selection is now: \(found.state?.text ?? SelectionState.everything)",
            "was: \(former?.text ?? SelectionState.everything)",
        ]
        if !entering.isEmpty, !held.isEmpty {
            parts.append("to be filled: \(entering.joined(separator: ", "))")
        }
        if !leaving.isEmpty { parts.append("leaving the mirror: \(leaving.joined(separator: ", "))") }
        return parts.joined(separator: "; ")
    }
}
