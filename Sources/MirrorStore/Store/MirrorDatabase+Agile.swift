import GRDB
package import SyncCore

extension MirrorDatabase {
    package func apply(_ data: AgileData, at: Instant) throws(StoreError) {
        try write { db in try AgileWriter(db: db, state: state, at: at).save(data) }
    }

    package func replaceRemoteLinks(issue: Int64, with links: [RemoteLink]) throws(StoreError) {
        try write { db in
            // The issue may have gone since its links were asked for.
            guard
                try Bool.fetchOne(
                    db, sql: "SELECT EXISTS (SELECT 1 FROM issues WHERE id = ?)", arguments: [issue]) == true
            else { return }
            let before = db.totalChangesCount
            let listed = Set(links.map(\.id))
            for id in try Int64.fetchAll(
                db, sql: "SELECT id FROM remote_links WHERE issue_id = ?", arguments: [issue])
            where !listed.contains(id) {
                try db.execute(
                    sql: "DELETE FROM remote_links WHERE issue_id = ? AND id = ?", arguments: [issue, id])
            }
            let upsert = try db.cachedStatement(sql: RemoteLinkSQL.table.upsert)
            for link in links {
                try upsert.execute(arguments: [
                    issue, link.id, link.url, link.title, link.summary, link.relationship,
                    link.applicationType, link.applicationName, link.globalID,
                ])
            }
            guard db.totalChangesCount != before else { return }
            try db.execute(
                sql: "UPDATE issues SET changed_at = ? WHERE id = ?", arguments: [now().text, issue])
        }
    }

    package func issues(above id: Int64, limit: Int) throws(StoreError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM issues WHERE id > ? ORDER BY id LIMIT ?",
                arguments: [id, limit])
        }
    }
}

private enum RemoteLinkSQL {
    static let table = IssueSQL.Table(
        name: "remote_links", key: ["issue_id", "id"],
        columns: [
            "url", "title", "summary", "relationship", "application_type", "application_name", "global_id",
        ])
}
