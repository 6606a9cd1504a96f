import GRDB
package import SyncCore

/// What reconciliation asks. Searches do not show archived issues, so they are left out here.
extension MirrorDatabase {
    package func issueCount(project: Int64?) throws(StoreError) -> Int64 {
        try read { db in
            if let project {
                return try Int64.fetchOne(db, sql: CountSQL.ofProject, arguments: [project]) ?? 0
            }
            // Counting all rows reads the smallest index without looking into it.
            let all = try Int64.fetchOne(db, sql: CountSQL.all) ?? 0
            return all - (try Int64.fetchOne(db, sql: CountSQL.archived) ?? 0)
        }
    }

    package func issueCountsByProject() throws(StoreError) -> [Int64: Int64] {
        try read { db in
            var counts: [Int64: Int64] = [:]
            let rows = try Row.fetchCursor(db, sql: CountSQL.byProject)
            while let row = try rows.next() { counts[row[0]] = row[1] }
            return counts
        }
    }

    package func issueCount(
        project: Int64, createdFrom: Instant?, createdTo: Instant?
    ) throws(StoreError) -> Int64 {
        let (condition, arguments) = CountSQL.created(project, createdFrom, createdTo)
        return try read { db in
            try Int64.fetchOne(db, sql: CountSQL.ofRange + condition, arguments: arguments) ?? 0
        }
    }

    package func issueCensus(
        project: Int64, createdFrom: Instant?, createdTo: Instant?
    ) throws(StoreError) -> [CensusEntry] {
        let (condition, arguments) = CountSQL.created(project, createdFrom, createdTo)
        return try read { db in
            var entries: [CensusEntry] = []
            let rows = try Row.fetchCursor(
                db, sql: CountSQL.census + condition + " ORDER BY number, id", arguments: arguments)
            while let row = try rows.next() {
                let id: Int64 = row[0]
                let text: String = row[2]
                guard let updatedAt = Instant(mirrorText: text) else {
                    throw StoreError.corrupt("issue \(id): updated_at is not an instant")
                }
                entries.append(CensusEntry(id: id, number: row[1], updatedAt: updatedAt))
            }
            return entries
        }
    }

    package func firstCreated(project: Int64) throws(StoreError) -> Instant? {
        try read { db in
            let text = try String.fetchOne(db, sql: CountSQL.firstCreated, arguments: [project])
            guard let text else { return nil }
            guard let instant = Instant(mirrorText: text) else {
                throw StoreError.corrupt("project \(project): created_at \(text) is not an instant")
            }
            return instant
        }
    }
}

/// The statements; a test asks for their plans.
enum CountSQL {
    static let all = "SELECT count(*) FROM issues"
    static let archived = "SELECT count(*) FROM issues WHERE archived_at IS NOT NULL"
    static let ofProject = "SELECT count(*) FROM issues WHERE project_id = ? AND archived_at IS NULL"
    static let byProject =
        "SELECT project_id, count(*) FROM issues WHERE archived_at IS NULL GROUP BY project_id"
    static let ofRange = "SELECT count(*) FROM issues WHERE "
    static let census = "SELECT id, number, updated_at FROM issues WHERE "
    static let firstCreated =
        "SELECT min(created_at) FROM issues WHERE project_id = ? AND archived_at IS NULL"

    static func created(
        _ project: Int64, _ from: Instant?, _ to: Instant?
    ) -> (condition: String, arguments: StatementArguments) {
        var condition = "project_id = ? AND archived_at IS NULL"
        var arguments: StatementArguments = [project]
        if let from {
            condition += " AND created_at >= ?"
            arguments += [from.text]
        }
        if let to {
            condition += " AND created_at < ?"
            arguments += [to.text]
        }
        return (condition, arguments)
    }
}
