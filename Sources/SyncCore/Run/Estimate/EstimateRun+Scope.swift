/// What the selection chooses, and what another one than before would do.
extension EstimateRun {
    func select(
        _ visible: [ReferenceData.Project], _ estimate: inout SyncEstimate
    ) async throws(SyncFailure) -> ScopeResolution {
        let former = remembered
        let found = try ScopeResolution(options.selection, visible: visible, remembered: former)
        if let jql = found.scope.jql {
            estimate.add("selection", 1, exact: true)
            do {
                _ = try await count(.stated(jql))
            } catch {
                if case .source(.queryRefused(let messages)) = error { throw .scopeRefused(messages) }
                throw error
            }
        }
        guard found.state != former else { return found }
        estimate.notices.append(
            ScopePhase.notice(found, from: former, held: standing.projectKeys, visible: visible))
        let own = Set(found.projects.map(\.id))
        let leaving = visible.filter { standing.projectKeys[$0.id] != nil && !own.contains($0.id) }
        let issues = leaving.reduce(0) { $0 + (standing.issuesByProject[$1.id] ?? 0) }
        if issues > 0 { estimate.notices.append("\(issues) issues of these projects leave the mirror") }
        if hasOtherJQL, !standing.projectKeys.isEmpty {
            estimate.notices.append(
                "all ids within the new JQL are listed: what is missing is fetched, what is outside leaves the mirror"
            )
        }
        return found
    }

    /// The selection of the last run.
    private var remembered: SelectionState? {
        standing.state(SelectionState.self, SelectionState.stream, SelectionState.scope)
    }

    /// Whether issues are to be compared with another condition than before.
    var hasOtherJQL: Bool { remembered?.jql != options.selection.jql }
}
