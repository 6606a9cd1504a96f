import GRDB
import SyncCore

/// Stores links. A link is one row that two issues list; each end's last reading says whether it still does,
/// and the row goes when neither does. So a reading of one end never removes what a later reading of the
/// other end has seen.
struct LinkWriter {
    private let db: Database
    private let state: WriterState

    init(_ db: Database, _ state: WriterState) {
        self.db = db
        self.state = state
    }

    func write(_ batch: IssueBatch, _ targets: [IssueWriter.Target]) throws {
        let upsert = try HotStatement(db, state, IssueSQL.upsertLink)
        for target in targets {
            let issue = batch.issues[target.index]
            let links = batch.links[issue.links]
            for link in links {
                upsert.bind(1, link.id)
                upsert.bind(2, link.linkTypeID)
                upsert.bind(3, link.sourceIssueID)
                upsert.bind(4, link.sourceKey)
                upsert.bind(5, link.targetIssueID)
                upsert.bind(6, link.targetKey)
                upsert.bind(7, link.sourceIssueID == issue.id)
                upsert.bind(8, link.targetIssueID == issue.id)
                try upsert.run()
            }
            if !target.isNew { try unlist(except: Set(links.map(\.id)), of: issue.id) }
        }
    }

    private func unlist(except listed: Set<Int64>, of issue: Int64) throws {
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
            delete.bind(1, id)
            try delete.run()
        }
    }
}
