/// What the search index held before the latest changes, for nodes that have not seen them yet.
struct IndexJournal: Sendable {
    /// An issue as the index had it until a moment.
    struct Entry: Sendable {
        /// Of the change, in time that no clock mutation turns back.
        var moment: Int64
        var slot: Int32
        /// nil where the issue did not exist.
        var record: IssueRecord?
        /// Where the record says that it has one.
        var detail: IssueDetail?
    }

    /// In the order of the changes.
    private(set) var entries: [Entry] = []

    /// - Parameter oldest: what changed earlier has reached every node.
    mutating func append(_ entry: Entry, keepingFrom oldest: Int64) {
        if let first = entries.first, first.moment < oldest - 60_000 {
            entries.removeAll { $0.moment < oldest }
        }
        entries.append(entry)
    }

    /// After a reindex of everything.
    mutating func clear() { entries = [] }
}

extension SiteState {
    private var largestLag: Int64 { options.nodes.map(\.indexLag).max() ?? 0 }

    /// Time that only passes: what the index has caught up with does not depend on what the clocks show.
    var moment: Int64 { options.now() &+ clockOffset }

    /// To be called before an issue changes.
    mutating func journal(_ slot: Int32) {
        let lag = largestLag
        guard lag > 0 else { return }
        let exists = Int(slot) < records.count
        let entry = IndexJournal.Entry(
            moment: moment, slot: slot, record: exists ? records[Int(slot)] : nil,
            detail: exists ? overlays[slot] : nil)
        indexJournal.append(entry, keepingFrom: moment - lag)
    }

    /// The site as the answering node's search index knows it: members, order and fields of issues are those
    /// of the past; names, permissions and people are the present ones.
    func searchIndex() -> SiteState {
        guard let lag = answering?.indexLag, lag > 0 else { return self }
        let bound = moment - lag
        // What had changed by the bound is seen; the oldest of the later entries holds what it was then.
        var before: [Int32: IndexJournal.Entry] = [:]
        for entry in indexJournal.entries.reversed() where entry.moment > bound { before[entry.slot] = entry }
        guard !before.isEmpty else { return self }
        var past = self
        let slots = before.keys.sorted()
        for slot in slots where !past.records[Int(slot)].isDeleted { past.leaveOrder(slot) }
        for slot in slots {
            guard let record = before[slot]?.record else {
                past.records[Int(slot)].isDeleted = true
                continue
            }
            past.records[Int(slot)] = record
            past.overlays[slot] = before[slot]?.detail
        }
        for slot in slots where !past.records[Int(slot)].isDeleted { past.enterOrder(slot) }
        for slot in slots { past.updatedIndex.touch(slot, past.records) }
        return past
    }

    private mutating func enterOrder(_ slot: Int32) {
        let record = records[Int(slot)]
        let project = Int(record.project)
        projectOrder[project].insert(slot, at: lowerBound(project: project, number: record.number))
    }
}
