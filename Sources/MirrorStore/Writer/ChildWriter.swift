import GRDB
import SyncCore

/// Replaces the children of issues as sets, table by table over the whole page, so that each table's pages
/// stay at hand. Rows that are stored as they came are not written; rows that are gone are found by counting.
struct ChildWriter {
    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    func write(_ batch: IssueBatch, _ targets: [IssueWriter.Target], zone: inout ReportZone) throws {
        try writeLabels(batch, targets)
        try writeIDs(batch, targets, IssueSQL.components, \.components, batch.components)
        try writeIDs(batch, targets, IssueSQL.fixVersions, \.fixVersions, batch.fixVersions)
        try writeIDs(batch, targets, IssueSQL.affectedVersions, \.affectedVersions, batch.affectedVersions)
        try writeComments(batch, targets)
        try writeWorklogs(batch, targets, &zone)
        try writeAttachments(batch, targets)
        try writeChangelog(batch, targets)
    }

    // MARK: Sets

    /// Runs `insert` for the issue; where rows are left over that the issue does not have any more, clears
    /// the table of them and runs it again.
    ///
    /// - Returns: whether rows were left over.
    @discardableResult
    func replace(
        _ tables: [IssueSQL.Table], of issue: Int64, isNew: Bool, distinct: () -> [Int],
        _ insert: () throws -> Void
    ) throws -> Bool {
        try insert()
        guard !isNew else { return false }
        let wanted = distinct()
        for (table, count) in zip(tables, wanted) where try stored(table, issue) != count {
            for table in tables {
                let delete = try HotStatement(db, state, table.deleteOfIssue)
                delete.bind(1, issue)
                try delete.run()
            }
            try insert()
            return true
        }
        return false
    }

    private func stored(_ table: IssueSQL.Table, _ issue: Int64) throws -> Int {
        let count = try HotStatement(db, state, table.countOfIssue)
        count.bind(1, issue)
        defer { count.reset() }
        return try count.next() ? Int(count.integer(0)) : 0
    }

    private func writeLabels(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let insert = try HotStatement(db, state, IssueSQL.labels.upsert)
        for target in targets {
            let issue = batch.issues[target.index]
            let labels = batch.labels[issue.labels]
            try replace(
                [IssueSQL.labels], of: issue.id, isNew: target.isNew,
                distinct: { [Set(labels.map(\.string)).count] }
            ) {
                for label in labels {
                    insert.bind(1, issue.id)
                    insert.bind(2, label)
                    try insert.run()
                }
            }
        }
    }

    private func writeIDs(
        _ batch: IssueBatch, _ targets: [IssueWriter.Target], _ table: IssueSQL.Table,
        _ range: KeyPath<IssueRow, Range<Int>>, _ all: [Int64]
    ) throws {
        let insert = try HotStatement(db, state, table.upsert)
        for target in targets {
            let issue = batch.issues[target.index]
            let ids = all[issue[keyPath: range]]
            try replace(
                [table], of: issue.id, isNew: target.isNew, distinct: { [Set(ids).count] }
            ) {
                for id in ids {
                    insert.bind(1, issue.id)
                    insert.bind(2, id)
                    try insert.run()
                }
            }
        }
    }

    // MARK: Comments, worklogs, attachments

    private func writeComments(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let insert = try HotStatement(db, state, IssueSQL.comments.upsert)
        for target in targets where batch.issues[target.index].hasComments {
            let issue = batch.issues[target.index]
            let comments = batch.comments[issue.comments]
            try replace(
                [IssueSQL.comments], of: issue.id, isNew: target.isNew,
                distinct: { [Set(comments.map(\.id)).count] }
            ) {
                for comment in comments {
                    insert.bind(1, issue.id)
                    insert.bind(2, comment.id)
                    insert.bind(3, comment.authorKey)
                    insert.bind(4, comment.updateAuthorKey)
                    insert.bind(5, comment.createdAt)
                    insert.bind(6, comment.updatedAt)
                    insert.bind(7, comment.visibilityType)
                    insert.bind(8, comment.visibilityValue)
                    insert.bind(9, comment.body)
                    try insert.run()
                }
            }
        }
    }

    /// An answer may hold fewer worklogs than Jira counts: then those are added to what is stored, and the
    /// issue is marked until somebody brings the rest.
    private func writeWorklogs(
        _ batch: IssueBatch, _ targets: [IssueWriter.Target], _ zone: inout ReportZone
    ) throws {
        let insert = try HotStatement(db, state, IssueSQL.upsertWorklog)
        for target in targets where batch.issues[target.index].hasWorklogs {
            let issue = batch.issues[target.index]
            let worklogs = batch.worklogs[issue.worklogs]
            let missing = issue.worklogTotal.flatMap { $0 > worklogs.count ? $0 : nil }
            try replace(
                [IssueSQL.worklogs], of: issue.id, isNew: target.isNew || missing != nil,
                distinct: { [Set(worklogs.map(\.id)).count] }
            ) {
                for worklog in worklogs {
                    try ChildWriter.write(worklog, of: issue.id, zone: &zone, insert)
                }
            }
            if let missing {
                let mark = try HotStatement(db, state, IssueSQL.markIncomplete)
                mark.bind(1, issue.id)
                mark.bind(2, missing)
                try mark.run()
            } else if !target.isNew {
                let unmark = try HotStatement(db, state, IssueSQL.unmarkIncomplete)
                unmark.bind(1, issue.id)
                try unmark.run()
            }
        }
    }

    /// One worklog; `statement` is ``IssueSQL/upsertWorklog``.
    static func write(
        _ worklog: WorklogRow, of issue: Int64, zone: inout ReportZone, _ statement: HotStatement
    ) throws {
        statement.bind(1, issue)
        statement.bind(2, worklog.id)
        statement.bind(3, worklog.authorKey)
        statement.bind(4, worklog.updateAuthorKey)
        statement.bind(5, worklog.startedAt)
        statement.bind(6, zone.day(of: worklog.startedAt))
        statement.bind(7, worklog.createdAt)
        statement.bind(8, worklog.updatedAt)
        statement.bind(9, worklog.timeSpentSeconds)
        statement.bind(10, worklog.visibilityType)
        statement.bind(11, worklog.visibilityValue)
        statement.bind(12, worklog.comment)
        try statement.run()
    }

    private func writeAttachments(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let insert = try HotStatement(db, state, IssueSQL.attachments.upsert)
        for target in targets {
            let issue = batch.issues[target.index]
            let attachments = batch.attachments[issue.attachments]
            try replace(
                [IssueSQL.attachments], of: issue.id, isNew: target.isNew,
                distinct: { [Set(attachments.map(\.id)).count] }
            ) {
                for attachment in attachments {
                    insert.bind(1, issue.id)
                    insert.bind(2, attachment.id)
                    insert.bind(3, attachment.authorKey)
                    insert.bind(4, attachment.filename)
                    insert.bind(5, attachment.mimeType)
                    insert.bind(6, attachment.sizeBytes)
                    insert.bind(7, attachment.createdAt)
                    try insert.run()
                }
            }
        }
    }

    // MARK: History

    private func writeChangelog(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let saves = try HotStatement(db, state, IssueSQL.changelog.upsert)
        let items = try HotStatement(db, state, IssueSQL.changelogItems.upsert)
        for target in targets where batch.issues[target.index].hasChangelog {
            let issue = batch.issues[target.index]
            let changes = batch.changes[issue.changes]
            try replace(
                [IssueSQL.changelog, IssueSQL.changelogItems], of: issue.id, isNew: target.isNew,
                distinct: { Self.distinctRows(changes) }
            ) {
                for change in changes {
                    saves.bind(1, issue.id)
                    saves.bind(2, change.id)
                    saves.bind(3, change.authorKey)
                    saves.bind(4, change.createdAt)
                    try saves.run()
                    for (position, item) in batch.changeItems[change.items].enumerated() {
                        items.bind(1, issue.id)
                        items.bind(2, change.id)
                        items.bind(3, Int64(position))
                        items.bind(4, item.field)
                        items.bind(5, item.fieldType)
                        items.bind(6, item.fieldID)
                        items.bind(7, item.fromValue)
                        items.bind(8, item.fromText)
                        items.bind(9, item.toValue)
                        items.bind(10, item.toText)
                        try items.run()
                    }
                }
            }
        }
    }

    /// Rows that the two tables hold when nothing is left over.
    private static func distinctRows(_ changes: ArraySlice<ChangeRow>) -> [Int] {
        var itemCounts: [Int64: Int] = [:]
        for change in changes { itemCounts[change.id] = max(itemCounts[change.id] ?? 0, change.items.count) }
        return [itemCounts.count, itemCounts.values.reduce(0, +)]
    }
}
