/// The order of results.
struct JQLOrder: Sendable {
    enum Field: Sendable {
        case key, project, created, updated, resolved, due, status, type, priority, resolution, assignee,
            reporter
    }

    var terms: [(field: Field, isDescending: Bool)]

    /// Without ORDER BY Jira sorts by key, newest first.
    init(_ terms: [JQLOrderTerm], errors: inout [String]) {
        self.terms = []
        for term in terms {
            guard let field = Self.field(term.field) else {
                errors.append("Not able to sort using field '\(term.field)'.")
                continue
            }
            self.terms.append((field, term.isDescending))
        }
        if terms.isEmpty { self.terms = [(.key, true)] }
    }

    private static func field(_ name: String) -> Field? {
        switch JQLField(name: name) {
        case .key?: .key
        case .project?: .project
        case .created?: .created
        case .updated?: .updated
        case .resolved?: .resolved
        case .due?: .due
        case .status?, .statusCategory?: .status
        case .type?: .type
        case .priority?: .priority
        case .resolution?: .resolution
        case .assignee?: .assignee
        case .reporter?: .reporter
        case .labels?, .fixVersion?, .affectedVersion?, .component?, .timeSpent?, .worklogDate?,
            .originalEstimate?,
            .sprint?, .level?, nil:
            nil
        }
    }

    /// Ties end with the slot, the order in which the index was filled.
    func isBefore(_ a: Int32, _ b: Int32, _ state: SiteState, _ rank: [Int32]) -> Bool {
        let first = state.records[Int(a)]
        let second = state.records[Int(b)]
        for term in terms {
            let result = compare(term.field, first, second, state, rank)
            if result != 0 { return term.isDescending ? result > 0 : result < 0 }
        }
        return a < b
    }

    private func compare(
        _ field: Field, _ a: IssueRecord, _ b: IssueRecord, _ state: SiteState, _ rank: [Int32]
    ) -> Int {
        func order<Value: Comparable>(_ x: Value, _ y: Value) -> Int { x < y ? -1 : x > y ? 1 : 0 }
        /// Empty ones come last.
        func date(_ x: Int64, _ y: Int64) -> Int {
            let precision = state.options.indexPrecision
            return order(
                x == IssueRecord.none ? Int64.max : JQLPredicate.cut(x, precision),
                y == IssueRecord.none ? Int64.max : JQLPredicate.cut(y, precision))
        }
        func person(_ index: Int32) -> String {
            index < 0 ? "\u{10FFFF}" : state.users[Int(index)].displayName
        }
        switch field {
        case .key:
            let byProject = order(rank[Int(a.project)], rank[Int(b.project)])
            return byProject != 0 ? byProject : order(a.number, b.number)
        case .project: return order(state.projects[Int(a.project)].name, state.projects[Int(b.project)].name)
        case .created: return date(a.created, b.created)
        case .updated: return date(a.updated, b.updated)
        case .resolved: return date(a.resolved, b.resolved)
        case .due:
            return order(
                a.due == IssueRecord.noDay ? Int32.max : a.due, b.due == IssueRecord.noDay ? Int32.max : b.due
            )
        case .status: return order(a.status, b.status)
        case .type: return order(a.type, b.type)
        // The highest priority is the first of the list and sorts last.
        case .priority: return order(b.priority, a.priority)
        case .resolution: return order(a.resolution, b.resolution)
        case .assignee: return order(person(a.assignee), person(b.assignee))
        case .reporter: return order(person(a.reporter), person(b.reporter))
        }
    }
}
