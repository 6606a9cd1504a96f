/// Time, backups, archives and imports: what happens to a site rather than in it.
extension SiteState {
    mutating func applyToCourse(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .archiveIssue(let issue, let author):
            return try archive(try self.issue(issue), try hand(author, time))
        case .restoreIssue(let issue, let author):
            guard let slot = find(issue: issue) else { throw .unknown("issue", issue) }
            return try restore(slot, try hand(author, time))
        case .importIssue(let project, let summary, let created, let updated, let author):
            return try importIssue(project, summary, created, updated, try hand(author, time))
        case .setClock(let offset):
            guard abs(offset) <= 100 * 365 * 86_400_000 else {
                throw MutationRefusal(message: "The clock cannot go that far.")
            }
            clockSkew = offset
        case .workOn(let node):
            editingNode = try node.map { name throws(MutationRefusal) in try self.node(name) }
        case .setNode(let name, let lag, let offset):
            let index = try node(name)
            if let lag { options.nodes[index].indexLag = max(0, lag) }
            if let offset { options.nodes[index].clockOffset = offset }
        case .takeBackup:
            var copy = self
            copy.backup = nil
            backup = SiteBackup(state: copy)
        case .restoreBackup: try restoreBackup()
        default: return nil
        }
        return MutationResult()
    }

    private func node(_ name: String) throws(MutationRefusal) -> Int {
        guard let index = options.nodes.firstIndex(where: { $0.name == name }) else {
            throw .unknown("node", name)
        }
        return index
    }

    // MARK: Archives

    /// Sub-tasks go along.
    private mutating func archive(_ slot: Int32, _ hand: Hand) throws(MutationRefusal) -> MutationResult {
        let all = family(slot) { !$0.isArchived }
        for one in all {
            change(one, hand, moves: options.updatedRules.archive) { record, detail in
                record.isArchived = true
                detail.archivedAt = hand.time
                detail.archivedBy = hand.author
                return []
            }
        }
        hasArchive = true
        return MutationResult(id: id(slot), key: key(slot), issues: all.map { id($0) })
    }

    private mutating func restore(_ slot: Int32, _ hand: Hand) throws(MutationRefusal) -> MutationResult {
        guard records[Int(slot)].isArchived else {
            throw MutationRefusal(message: "The issue \(key(slot)) is not archived.")
        }
        let all = family(slot) { $0.isArchived }
        for one in all {
            change(one, hand, moves: options.updatedRules.archive) { record, detail in
                record.isArchived = false
                detail.archivedAt = nil
                detail.archivedBy = -1
                return []
            }
        }
        thawCalculations()
        return MutationResult(id: id(slot), key: key(slot), issues: all.map { id($0) })
    }

    private func family(_ slot: Int32, _ isMeant: (IssueRecord) -> Bool) -> [Int32] {
        ([slot] + (children[slot] ?? [])).filter {
            !records[Int($0)].isDeleted && isMeant(records[Int($0)])
        }
    }

    // MARK: Imports and backups

    /// An import brings its own dates, also future ones.
    private mutating func importIssue(
        _ project: String, _ summary: String, _ created: Int64, _ updated: Int64, _ hand: Hand
    ) throws(MutationRefusal) -> MutationResult {
        guard updated >= created else {
            throw MutationRefusal(message: "An issue is not updated before it was created.")
        }
        let result = try create(
            NewIssue(project: project, summary: summary), Hand(author: hand.author, time: created))
        if let id = result.id, let slot = slot(id: id) {
            records[Int(slot)].updated = updated
            updatedIndex.touch(slot, records)
        }
        return result
    }

    /// All but the clocks and the network goes back; ids are given again.
    private mutating func restoreBackup() throws(MutationRefusal) {
        guard let backup else { throw MutationRefusal(message: "There is no backup.") }
        var state = backup.state
        state.options = options
        state.clockOffset = clockOffset
        state.clockSkew = clockSkew
        state.editingNode = editingNode
        state.reads = reads
        state.blocks = nil
        state.backup = backup
        // A restore ends with a reindex of every node.
        state.indexJournal.clear()
        self = state
    }
}

/// A site of the past.
final class SiteBackup: Sendable {
    let state: SiteState

    init(state: SiteState) { self.state = state }
}
