import GRDB
import SyncCore

extension IssueSQL {
    static let issueSprints = Table(name: "issue_sprints", key: ["issue_id", "sprint_id"], columns: [])
    static let sprintIntervals = Table(
        name: "sprint_intervals", key: ["issue_id", "sprint_id", "added_at"], columns: ["removed_at"])
}

/// Stores which sprints issues list and their stays in sprints.
struct SprintWriter {
    private let db: Database
    private let state: WriterState
    private let fields: SprintFields

    init(_ db: Database, _ state: WriterState) throws {
        self.db = db
        self.state = state
        fields = try SprintFields(db)
    }

    func write(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let children = ChildWriter(db, state)
        let member = try HotStatement(db, state, IssueSQL.issueSprints.upsert)
        let interval = try HotStatement(db, state, IssueSQL.sprintIntervals.upsert)
        var isAnyGone = false
        for target in targets {
            let issue = batch.issues[target.index]
            let present = Array(Set(batch.issueSprints[issue.sprints])).sorted()
            let changes = try changes(of: issue, in: batch, isNew: target.isNew)
            if target.isNew, present.isEmpty, changes.isEmpty { continue }
            let isGone = try children.replace(
                [IssueSQL.issueSprints], of: issue.id, isNew: target.isNew, distinct: { [present.count] }
            ) {
                for sprint in present {
                    member.bind(1, issue.id)
                    member.bind(2, sprint)
                    try member.run()
                }
            }
            isAnyGone = isAnyGone || isGone
            let stays = SprintTimeline.intervals(created: issue.createdAt, present: present, changes: changes)
            try children.replace(
                [IssueSQL.sprintIntervals], of: issue.id, isNew: target.isNew, distinct: { [stays.count] }
            ) {
                for stay in stays {
                    interval.bind(1, issue.id)
                    interval.bind(2, stay.sprintID)
                    interval.bind(3, stay.added)
                    interval.bind(4, stay.removed)
                    try interval.run()
                }
            }
        }
        if isAnyGone { try SprintSightings.forgetUnnamed(db, state) }
    }

    private func changes(of issue: IssueRow, in batch: IssueBatch, isNew: Bool) throws -> [SprintChange] {
        guard issue.hasChangelog else { return isNew ? [] : try fields.storedChanges(of: issue.id, db) }
        var changes: [SprintChange] = []
        for save in batch.changes[issue.changes] {
            for item in batch.changeItems[save.items] {
                if let change = fields.change(of: item, in: save) { changes.append(change) }
            }
        }
        return changes
    }
}
