import GRDB
import SyncCore

/// Stores worklogs that came apart from their issues (the worklog feeds). An issue whose worklogs change
/// this way forgets its hash: its next reading is compared in full.
struct WorklogWriter {
    private let db: Database
    private let state: WriterState
    private let at: Instant

    init(_ db: Database, _ state: WriterState, at: Instant) {
        self.db = db
        self.state = state
        self.at = at
    }

    func save(_ batch: IssueBatch) throws -> WorklogOutcome {
        var outcome = WorklogOutcome()
        try UserSightings.save(batch.users, db, state)
        var zone = try state.takeZone(db)
        let upsert = try HotStatement(db, state, IssueSQL.upsertWorklog)
        var known: [Int64: Bool] = [:]
        for worklog in batch.worklogs {
            let isKnown = try known[worklog.issueID] ?? isStored(worklog.issueID)
            if known.updateValue(isKnown, forKey: worklog.issueID) == nil, !isKnown {
                outcome.unknownIssues.append(worklog.issueID)
            }
            guard isKnown else { continue }
            let holder = try holder(of: worklog.id)
            try ChildWriter.write(worklog, of: worklog.issueID, zone: &zone, upsert)
            guard upsert.changes > 0 else { continue }
            outcome.written += 1
            try touch(worklog.issueID)
            if let holder, holder != worklog.issueID { try touch(holder) }
        }
        state.keep(zone)
        return outcome
    }

    func delete(_ ids: [Int64]) throws -> Int {
        let delete = try HotStatement(db, state, "DELETE FROM worklogs WHERE issue_id = ?1 AND id = ?2")
        var count = 0
        for id in ids {
            guard let issue = try holder(of: id) else { continue }
            delete.bind(1, issue)
            delete.bind(2, id)
            try delete.run()
            count += delete.changes
            try touch(issue)
        }
        return count
    }

    /// All worklogs of an issue that the account may see. What the issue was read with stays its hash.
    func replace(_ batch: IssueBatch, of issue: Int64) throws {
        guard try isStored(issue) else { return }
        try UserSightings.save(batch.users, db, state)
        var zone = try state.takeZone(db)
        defer { state.keep(zone) }
        let upsert = try HotStatement(db, state, IssueSQL.upsertWorklog)
        var hasChanged = false
        for worklog in batch.worklogs {
            try ChildWriter.write(worklog, of: issue, zone: &zone, upsert)
            if upsert.changes > 0 { hasChanged = true }
        }
        let present = Set(batch.worklogs.map(\.id))
        let stored = try Int64.fetchAll(
            db, sql: "SELECT id FROM worklogs WHERE issue_id = ?", arguments: [issue])
        for id in stored where !present.contains(id) {
            try db.execute(sql: "DELETE FROM worklogs WHERE issue_id = ? AND id = ?", arguments: [issue, id])
            hasChanged = true
        }
        try db.execute(sql: IssueSQL.unmarkIncomplete, arguments: [issue])
        guard hasChanged else { return }
        try db.execute(
            sql: "UPDATE issues SET changed_at = ? WHERE id = ?", arguments: [at.text, issue])
    }

    private func isStored(_ issue: Int64) throws -> Bool {
        let select = try HotStatement(db, state, "SELECT 1 FROM issues WHERE id = ?1")
        select.bind(1, issue)
        defer { select.reset() }
        return try select.next()
    }

    private func holder(of worklog: Int64) throws -> Int64? {
        let select = try HotStatement(db, state, "SELECT issue_id FROM worklogs WHERE id = ?1")
        select.bind(1, worklog)
        defer { select.reset() }
        return try select.next() ? select.integer(0) : nil
    }

    private func touch(_ issue: Int64) throws {
        let update = try HotStatement(
            db, state, "UPDATE issues SET content_hash = 0, changed_at = ?2 WHERE id = ?1")
        update.bind(1, issue)
        update.bind(2, at)
        try update.run()
    }
}
