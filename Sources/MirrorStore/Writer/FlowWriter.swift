import GRDB
import SyncCore

/// Stores what is derived from an issue's statuses: its stays (`status_interval_data`) and the measures of
/// the flow reports (`issue_flow`).
struct FlowWriter {
    private let db: Database
    private let state: WriterState
    private let categories: [Int64: StatusCategory]
    private let upsertInterval: HotStatement
    private let upsertFlow: HotStatement

    init(_ db: Database, _ state: WriterState) throws {
        self.db = db
        self.state = state
        categories = try state.statusCategories(db)
        upsertInterval = try HotStatement(db, state, IssueSQL.intervals.upsert)
        upsertFlow = try HotStatement(db, state, IssueSQL.flow.upsert)
    }

    func write(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        for target in targets {
            let issue = batch.issues[target.index]
            if issue.hasChangelog {
                collect(batch, issue)
            } else if target.isNew {
                state.changes.removeAll(keepingCapacity: true)
            } else {
                try collectStored(issue.id)
            }
            StatusTimeline.build(
                created: issue.createdAt, present: issue.statusID, changes: &state.changes,
                into: &state.intervals)
            try write(state.intervals, of: issue, isNew: target.isNew)
            try write(measure(state.intervals), of: issue.id, in: issue.projectID)
        }
    }

    /// Stores recomputed measures; an equal row is not written.
    func write(_ flow: FlowRules, of issue: Int64, in project: Int64) throws {
        upsertFlow.bind(1, issue)
        upsertFlow.bind(2, project)
        upsertFlow.bind(3, flow.startedAt)
        upsertFlow.bind(4, flow.doneAt)
        upsertFlow.bind(5, flow.cycleSeconds)
        upsertFlow.bind(6, flow.activeSeconds)
        upsertFlow.bind(7, flow.reopenCount)
        try upsertFlow.run()
    }

    func measure(_ intervals: [StatusInterval]) -> FlowRules { FlowRules(intervals) { categories[$0] } }

    private func write(_ intervals: [StatusInterval], of issue: IssueRow, isNew: Bool) throws {
        for (position, interval) in intervals.enumerated() {
            upsertInterval.bind(1, issue.id)
            upsertInterval.bind(2, Int64(position))
            upsertInterval.bind(3, issue.projectID)
            upsertInterval.bind(4, interval.statusID)
            upsertInterval.bind(5, interval.entered.milliseconds)
            upsertInterval.bind(6, interval.left?.milliseconds)
            try upsertInterval.run()
        }
        guard !isNew else { return }
        let delete = try HotStatement(db, state, IssueSQL.deleteIntervalsFrom)
        delete.bind(1, issue.id)
        delete.bind(2, Int64(intervals.count))
        try delete.run()
    }

    // MARK: Status changes

    private func collect(_ batch: IssueBatch, _ issue: IssueRow) {
        state.changes.removeAll(keepingCapacity: true)
        for change in batch.changes[issue.changes] {
            for item in batch.changeItems[change.items] where Self.isStatus(item) {
                state.changes.append(
                    StatusChange(
                        at: change.createdAt, changeID: change.id,
                        from: item.fromValue.flatMap { Self.id($0.bytes) },
                        to: item.toValue.flatMap { Self.id($0.bytes) }))
            }
        }
    }

    /// The answer had no changelog: what is stored stays, and the present status joins it.
    private func collectStored(_ issue: Int64) throws {
        state.changes.removeAll(keepingCapacity: true)
        let select = try HotStatement(db, state, IssueSQL.storedStatusChanges)
        select.bind(1, issue)
        while try select.next() {
            guard let at = Instant(mirrorText: select.text(1)) else {
                throw StoreError.corrupt("changelog \(select.integer(0)): created_at is not an instant")
            }
            state.changes.append(
                StatusChange(
                    at: at, changeID: select.integer(0), from: Self.id(select.text(2)),
                    to: Self.id(select.text(3))))
        }
    }

    /// The system field; custom fields may bear the same name.
    private static func isStatus(_ item: ChangeItemRow) -> Bool {
        item.field.bytes.elementsEqual("status".utf8)
            && (item.fieldType?.bytes.elementsEqual("jira".utf8) ?? true)
    }

    /// A decimal number, nil for anything else.
    private static func id(_ bytes: UnsafeBufferPointer<UInt8>) -> Int64? {
        guard !bytes.isEmpty, bytes.count <= 18 else { return nil }
        var value: Int64 = 0
        for byte in bytes {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 48)
        }
        return value
    }
}
