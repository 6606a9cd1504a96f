/// Finds and orders the issues of a query, through an index where one fits.
struct JQLSearch {
    private let present: SiteState
    /// As the answering node's index knows it.
    private let state: SiteState
    let viewer: Viewer
    let rank: [Int32]

    struct Found: Sendable {
        var slots: [Int32]
        var warnings: [String]
    }

    private enum Ordering { case key, updated, none }

    init(_ state: SiteState, _ viewer: Viewer) {
        present = state
        self.state = state.searchIndex()
        self.viewer = viewer
        rank = (state.blocks ?? RenderedBlocks(state)).projectRank
    }

    func find(_ jql: String, validate: Bool) throws(APIFailure) -> Found {
        let query: JQLQuery
        do { query = try JQLParser.parse(jql) } catch { throw .badRequest(error.message) }
        // Names, issues among them, are looked up in the database.
        var compiler = JQLCompiler(present, viewer)
        let predicate = query.condition.map { compiler.compile($0) } ?? .constant(true)
        var errors = compiler.errors
        let order = JQLOrder(query.order, errors: &errors)
        if !errors.isEmpty, validate { throw .messages(400, errors) }
        return Found(slots: run(predicate, order), warnings: errors)
    }

    private func run(_ predicate: JQLPredicate, _ order: JQLOrder) -> [Int32] {
        // Archived projects are out of every search, invisible ones as well.
        var allowed = zip(viewer.mayBrowse, state.projects).map { $0 && !$1.archived && !$1.deleted }
        var rest: [JQLPredicate] = []
        var numbers: [(project: Int32, comparison: JQLPredicate.Comparison, number: Int32)] = []
        var bound: Int64?
        for part in Self.conjuncts(predicate) {
            switch part {
            case .constant(true): break
            case .constant(false): return []
            case .project(let chosen):
                for index in allowed.indices { allowed[index] = allowed[index] && chosen[index] }
            case .number(let project, let comparison, let number) where comparison != .notEqual:
                numbers.append((project, comparison, number))
            case .date(.updated, .greaterOrEqual, let instant) where state.options.indexPrecision <= 1:
                bound = max(bound ?? Int64.min, instant)
            default: rest.append(part)
            }
        }
        let (candidates, ordering) = candidates(allowed, numbers, bound, &rest)
        // Issues of security levels that the reader is not in are out of every search.
        if state.hasSecuredIssues, viewer.levels.isEmpty || viewer.levels.contains(false) {
            rest.append(.level(viewer.levels))
        }
        var matching: [Int32]
        if rest.isEmpty {
            matching = candidates
        } else {
            let test: JQLPredicate = rest.count == 1 ? rest[0] : .all(rest)
            matching = candidates.filter { test.matches($0, state.records[Int($0)], state) }
        }
        if state.hasArchive { matching.removeAll { state.records[Int($0)].isArchived } }
        return sorted(matching, order, ordering)
    }

    private static func conjuncts(_ predicate: JQLPredicate) -> [JQLPredicate] {
        if case .all(let parts) = predicate { return parts.flatMap { conjuncts($0) } }
        return [predicate]
    }

    /// The smallest set an index gives; what the index does not settle is added to `rest`.
    private func candidates(
        _ allowed: [Bool], _ numbers: [(project: Int32, comparison: JQLPredicate.Comparison, number: Int32)],
        _ bound: Int64?, _ rest: inout [JQLPredicate]
    ) -> ([Int32], Ordering) {
        if let first = numbers.first {
            guard allowed[Int(first.project)], numbers.allSatisfy({ $0.project == first.project }) else {
                return ([], .key)
            }
            if let bound { rest.append(.date(.updated, .greaterOrEqual, bound)) }
            return (range(Int(first.project), numbers.map { ($0.comparison, $0.number) }), .key)
        }
        for part in rest {
            guard case .issues(let slots, isNegated: false) = part else { continue }
            rest.append(.project(allowed))
            if let bound { rest.append(.date(.updated, .greaterOrEqual, bound)) }
            return (slots.filter { !state.records[Int($0)].isDeleted }, .none)
        }
        let order = allowed.indices.sorted { rank[$0] < rank[$1] }.filter { allowed[$0] }
        let size = order.reduce(0) { $0 + state.projectOrder[$1].count }
        if let bound {
            let recent = state.updatedIndex.slots(from: bound, state.records)
            if recent.count <= size {
                rest.append(.project(allowed))
                return (recent, .updated)
            }
            rest.append(.date(.updated, .greaterOrEqual, bound))
        }
        if order.count == 1 { return (state.projectOrder[order[0]], .key) }
        var all: [Int32] = []
        all.reserveCapacity(size)
        for index in order { all.append(contentsOf: state.projectOrder[index]) }
        return (all, .key)
    }

    /// The slots of a project whose numbers lie within all bounds.
    private func range(_ project: Int, _ bounds: [(JQLPredicate.Comparison, Int32)]) -> [Int32] {
        let order = state.projectOrder[project]
        var low = 0
        var high = order.count
        for (comparison, number) in bounds {
            let first = state.lowerBound(project: project, number: number)
            let after =
                number == Int32.max ? order.count : state.lowerBound(project: project, number: number + 1)
            switch comparison {
            case .greaterOrEqual: low = max(low, first)
            case .greater: low = max(low, after)
            case .less: high = min(high, first)
            case .lessOrEqual: high = min(high, after)
            case .equal:
                low = max(low, first)
                high = min(high, after)
            case .notEqual: break
            }
        }
        return low < high ? Array(order[low..<high]) : []
    }

    private func sorted(_ slots: [Int32], _ order: JQLOrder, _ ordering: Ordering) -> [Int32] {
        if let first = order.terms.first, first.field == .key, ordering == .key {
            return first.isDescending ? slots.reversed() : slots
        }
        if let first = order.terms.first, first.field == .updated, !first.isDescending, ordering == .updated {
            return sortedWithinTies(slots, order)
        }
        return slots.sorted { order.isBefore($0, $1, state, rank) }
    }

    /// Ascending by `updated` already: only issues of the same moment are put in order.
    private func sortedWithinTies(_ slots: [Int32], _ order: JQLOrder) -> [Int32] {
        var slots = slots
        var start = 0
        while start < slots.count {
            let moment = state.records[Int(slots[start])].updated
            var end = start + 1
            while end < slots.count, state.records[Int(slots[end])].updated == moment { end += 1 }
            if end - start > 1 { slots[start..<end].sort { order.isBefore($0, $1, state, rank) } }
            start = end
        }
        return slots
    }
}
