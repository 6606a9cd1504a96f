/// Why a mutation is not applied.
struct MutationRefusal: Error {
    var message: String

    static func unknown(_ what: String, _ name: String) -> MutationRefusal {
        MutationRefusal(message: "There is no \(what) '\(name)'.")
    }
}

/// Who changes something, and when.
struct Hand: Sendable {
    var author: Int32
    var time: Int64
}

/// What all mutations of issues are made of.
extension SiteState {
    func hand(_ author: String?, _ time: Int64) throws(MutationRefusal) -> Hand {
        guard let author else { return Hand(author: SeedPeople.administrator, time: time) }
        return Hand(author: try person(author), time: time)
    }

    func person(_ text: String) throws(MutationRefusal) -> Int32 {
        guard let index = find(user: text), !users[Int(index)].deleted else { throw .unknown("person", text) }
        return index
    }

    func issue(_ text: String) throws(MutationRefusal) -> Int32 {
        guard let slot = find(issue: text) else { throw .unknown("issue", text) }
        guard !records[Int(slot)].isArchived else {
            throw MutationRefusal(message: "The issue \(key(slot)) is archived and cannot be changed.")
        }
        return slot
    }

    func project(_ text: String) throws(MutationRefusal) -> Int {
        if let index = find(project: text) { return Int(index) }
        guard let index = projects.firstIndex(where: { $0.name == text && !$0.deleted }) else {
            throw .unknown("project", text)
        }
        return index
    }

    /// The position of an item named by id or name in a list of the catalogue.
    func position(
        _ text: String, _ what: String, _ items: [(id: Int64, name: String)]
    ) throws(MutationRefusal) -> UInt8 {
        guard
            let index = items.firstIndex(where: {
                String($0.id) == text || $0.name.lowercased() == text.lowercased()
            })
        else { throw .unknown(what, text) }
        return UInt8(index)
    }

    func status(_ text: String) throws(MutationRefusal) -> UInt8 {
        try position(text, "status", catalogue.statuses.map { ($0.id, $0.name) })
    }

    func resolution(_ text: String) throws(MutationRefusal) -> UInt8 {
        try position(text, "resolution", catalogue.resolutions.map { ($0.id, $0.name) })
    }

    func version(_ text: String, in project: Int) throws(MutationRefusal) -> Int64 {
        guard
            let found = projects[project].versions.first(where: { $0.name == text || String($0.id) == text })
        else { throw .unknown("version", text) }
        return found.id
    }

    func component(_ text: String, in project: Int) throws(MutationRefusal) -> Int64 {
        guard
            let found = projects[project].components.first(where: { $0.name == text || String($0.id) == text }
            )
        else { throw .unknown("component", text) }
        return found.id
    }

    mutating func childID() -> Int64 {
        defer { nextChildID += 1 }
        return nextChildID
    }

    /// Changes an issue: `body` returns what the history shall say.
    ///
    /// `updated` moves when `moves` says so, or, left out, as the rules say of what there is to say. Returns whether
    /// anything was said or moved.
    @discardableResult
    mutating func change(
        _ slot: Int32, _ hand: Hand, moves: Bool? = nil,
        _ body: (inout IssueRecord, inout IssueDetail) -> [ChangeItem]
    ) -> Bool {
        journal(slot)
        var detail = overlays.removeValue(forKey: slot) ?? detail(slot)
        var record = records[Int(slot)]
        let sprints = detail.sprintIDs
        let items = body(&record, &detail)
        detail.noteStays(before: sprints, at: hand.time)
        agile.seat(slot, from: sprints, to: detail.sprintIDs)
        if !items.isEmpty {
            detail.history.append(
                HistoryEntry(id: childID(), author: hand.author, created: hand.time, items: items))
        }
        let isMoved = moves ?? items.contains { options.updatedRules.moves($0) }
        if isMoved { record.updated = hand.time }
        record.isOverlaid = true
        overlays[slot] = detail
        records[Int(slot)] = record
        if isMoved { updatedIndex.touch(slot, records) }
        if isMoved, record.parent >= 0, options.updatedRules.subtaskChange {
            journal(record.parent)
            records[Int(record.parent)].updated = hand.time
            updatedIndex.touch(record.parent, records)
        }
        return isMoved || !items.isEmpty
    }

    func result(_ slot: Int32, id: Int64? = nil, changed: Bool = true) -> MutationResult {
        MutationResult(id: id, key: key(slot), issues: changed ? [self.id(slot)] : [])
    }
}
