/// `/worklog/updated` and `/worklog/deleted`.
enum WorklogFeed {
    struct Row: Sendable {
        var time: Int64
        var id: Int64
        var slot: Int32
    }

    static let pageSize = 1000
    /// Nothing younger is told.
    static let quiet: Int64 = 60_000

    /// All seeded worklogs in the order of their last change.
    static func seeded(_ context: SeedContext) -> [Row] {
        var rows: [Row] = []
        for slot in context.placements.indices {
            for worklog in SeedIssue.make(context, slot).detail.worklogs {
                rows.append(Row(time: worklog.updated, id: worklog.id, slot: Int32(slot)))
            }
        }
        return rows.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// Rows changed after `since`.
    ///
    /// A page ends after 1000 rows, but never between rows of the same millisecond, so that its `until`
    /// loses none.
    ///
    /// Changes are told to a viewer only of issues that he sees; deletions are told to all.
    static func render(
        _ state: SiteState, deleted: Bool, since: Int64, to viewer: Viewer? = nil
    ) -> [UInt8] {
        let newest = state.now - quiet
        let rows = (deleted ? deletions(state) : changes(state, since: since)).filter {
            guard $0.time > since, $0.time <= newest else { return false }
            guard let viewer, $0.slot >= 0 else { return true }
            return state.sees(viewer, $0.slot)
        }
        var end = min(pageSize, rows.count)
        while end > 0, end < rows.count, rows[end].time == rows[end - 1].time { end += 1 }
        let until = end > 0 ? rows[end - 1].time : since
        let path = "/rest/api/2/worklog/" + (deleted ? "deleted" : "updated") + "?since="
        var out = JSONBuffer(capacity: 64 * end + 256)
        out.raw("{\"values\":[")
        for (index, row) in rows[..<end].enumerated() {
            if index > 0 { out.byte(44) }
            out.raw("{\"worklogId\":")
            out.integer(row.id)
            out.raw(",\"updatedTime\":")
            out.integer(row.time)
            out.raw(",\"properties\":[]}")
        }
        out.raw("],\"since\":")
        out.integer(since)
        out.raw(",\"until\":")
        out.integer(until)
        out.raw(",\"self\":")
        out.string(state.options.baseURL + path + String(since))
        if end < rows.count {
            out.raw(",\"nextPage\":")
            out.string(state.options.baseURL + path + String(until))
        }
        out.raw(",\"lastPage\":")
        out.boolean(end == rows.count)
        out.byte(125)
        return out.bytes
    }

    private static func deletions(_ state: SiteState) -> [Row] {
        state.deletedWorklogs.map { Row(time: $0.time, id: $0.id, slot: -1) }
            .sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    private static func changes(_ state: SiteState, since: Int64) -> [Row] {
        let seeded = state.seedFeed ?? []
        var low = 0
        var high = seeded.count
        while low < high {
            let middle = (low + high) / 2
            if seeded[middle].time <= since { low = middle + 1 } else { high = middle }
        }
        var rows = seeded[low...].filter { row in
            let record = state.records[Int(row.slot)]
            return !record.isDeleted && !record.isOverlaid
        }
        for (slot, detail) in state.overlays {
            for worklog in detail.worklogs where worklog.updated > since {
                rows.append(Row(time: worklog.updated, id: worklog.id, slot: slot))
            }
        }
        return rows.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }
}

extension SiteState {
    /// The issue that has, or as a seeded one had, a worklog.
    func owner(worklog id: Int64) -> Int32? {
        if let slot = worklogOwner[id] { return slot }
        let slot = (id - SeedContext.idBase) / SeedContext.idsPerIssue
        guard id >= SeedContext.idBase, slot < Int64(context.placements.count), !records[Int(slot)].isDeleted
        else { return nil }
        return Int32(slot)
    }
}
