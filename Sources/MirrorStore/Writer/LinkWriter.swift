import GRDB
import SyncCore

/// Stores links. A link is one row that two issues list; each end's last reading says whether it still does.
/// Jira keeps both lists alike, so the later reading of an end decides: a reading of one end never removes
/// what a later reading of the other end has seen.
struct LinkWriter {
    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    /// Archived issues whose links changed at the other end are marked as stale: no search brings them.
    ///
    /// - Parameter requestedAt: when the page was asked for.
    func write(
        _ batch: IssueBatch, _ targets: [IssueWriter.Target], requestedAt: Instant
    ) throws {
        let upsert = try HotStatement(db, state, IssueSQL.upsertLink)
        let deleteOther = try HotStatement(db, state, IssueSQL.deleteLinkOfOthers)
        for target in targets {
            let issue = batch.issues[target.index]
            let links = batch.links[issue.links]
            for link in links {
                deleteOther.bind(1, link.id)
                deleteOther.bind(2, link.sourceIssueID)
                deleteOther.bind(3, link.targetIssueID)
                try deleteOther.run()
                upsert.bind(1, link.id)
                upsert.bind(2, link.linkTypeID)
                upsert.bind(3, link.sourceIssueID)
                upsert.bind(4, link.sourceKey)
                upsert.bind(5, link.targetIssueID)
                upsert.bind(6, link.targetKey)
                upsert.bind(7, link.sourceIssueID == issue.id)
                upsert.bind(8, link.targetIssueID == issue.id)
                try upsert.run()
                if upsert.changes > 0, issue.archivedAt == nil {
                    try markArchivedEnd(of: link.id, issue.id)
                }
            }
            if !target.isNew {
                try unlist(except: Set(links.map(\.id)), of: issue.id, requestedAt: requestedAt)
            }
        }
    }

    private func markArchivedEnd(of link: Int64, _ issue: Int64) throws {
        let mark = try HotStatement(db, state, IssueSQL.markArchivedEnd)
        mark.bind(1, link)
        mark.bind(2, issue)
        try mark.run()
    }

    private func unlist(
        except listed: Set<Int64>, of issue: Int64, requestedAt: Instant
    ) throws {
        let select = try HotStatement(db, state, IssueSQL.linksOfIssue)
        select.bind(1, issue)
        var gone: [Int64] = []
        while try select.next() {
            let id = select.integer(0)
            if !listed.contains(id) { gone.append(id) }
        }
        guard !gone.isEmpty else { return }
        let unlist = try HotStatement(db, state, IssueSQL.unlistLink)
        let delete = try HotStatement(db, state, IssueSQL.deleteUnlistedLink)
        for id in gone {
            unlist.bind(1, id)
            unlist.bind(2, issue)
            try unlist.run()
            try markArchivedEnd(of: id, issue)
            delete.bind(1, id)
            delete.bind(2, issue)
            delete.bind(3, requestedAt)
            try delete.run()
        }
    }
}
