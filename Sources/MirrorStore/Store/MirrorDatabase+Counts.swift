import GRDB
package import SyncCore

/// What reconciliation asks. Searches do not show archived issues, so they are left out here: counted apart
/// and taken off, since counting is twice as fast where no row is looked into.
extension MirrorDatabase {
    package func issueCount(project: Int64?) throws(StoreError) -> Int64 {
        if let project { return try issueCount(project: project, createdFrom: nil, createdTo: nil) }
        return try read { db in try visible(CountSQL.all, "1", [], db) }
    }

    package func issueCountsByProject() throws(StoreError) -> [Int64: Int64] {
        try read { db in
            var counts: [Int64: Int64] = [:]
            let all = try Row.fetchCursor(db, sql: CountSQL.byProject)
            while let row = try all.next() { counts[row[0]] = row[1] }
            let archived = try Row.fetchCursor(db, sql: CountSQL.archivedByProject)
            while let row = try archived.next() { counts[row[0], default: 0] -= row[1] }
            return counts.filter { $0.value > 0 }
        }
    }

    package func issueCount(
        project: Int64, createdFrom: Instant?, createdTo: Instant?
    ) throws(StoreError) -> Int64 {
        let (condition, arguments) = CountSQL.created(project, createdFrom, createdTo)
        return try read { db in
            try visible("\(CountSQL.all) WHERE \(condition)", condition, arguments, db)
        }
    }

    private func visible(
        _ all: String, _ condition: String, _ arguments: StatementArguments, _ db: Database
    ) throws -> Int64 {
        let count = try Int64.fetchOne(db, sql: all, arguments: arguments) ?? 0
        let archived = "\(CountSQL.archived(isIndexed: try state.isIndexed(db))) AND \(condition)"
        return count - (try Int64.fetchOne(db, sql: archived, arguments: arguments) ?? 0)
    }

    package func issueCensus(
        project: Int64, createdFrom: Instant?, createdTo: Instant?
    ) throws(StoreError) -> [CensusEntry] {
        let (condition, arguments) = CountSQL.created(project, createdFrom, createdTo)
        return try read { db in
            var entries: [CensusEntry] = []
            let rows = try Row.fetchCursor(
                db, sql: "\(CountSQL.census) AND \(condition) ORDER BY number, id", arguments: arguments)
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

    package func medianCreated(
        project: Int64, createdFrom: Instant?, createdTo: Instant?
    ) throws(StoreError) -> Instant? {
        let (condition, arguments) = CountSQL.created(project, createdFrom, createdTo)
        return try read { db in
            let count =
                try Int64.fetchOne(
                    db, sql: "\(CountSQL.all) WHERE \(condition)", arguments: arguments) ?? 0
            let text = try String.fetchOne(
                db, sql: CountSQL.median(condition, offset: count / 2), arguments: arguments)
            guard let text else { return nil }
            guard let instant = Instant(mirrorText: text) else {
                throw StoreError.corrupt("project \(project): created_at \(text) is not an instant")
            }
            return instant
        }
    }

    package func dependents(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try read { db in
            var found: Set<Int64> = []
            for start in stride(from: 0, to: ids.count, by: 500) {
                let part = ids[start..<min(start + 500, ids.count)].map(String.init).joined(separator: ",")
                found.formUnion(
                    try Int64.fetchAll(
                        db,
                        sql: """
                            SELECT id FROM issues WHERE epic_id IN (\(part))
                            UNION SELECT id FROM issues WHERE parent_id IN (\(part))
                            UNION SELECT issue_id FROM issue_field_values
                            JOIN fields ON fields.id = field_id AND schema_custom IN (
                                'com.pyxis.greenhopper.jira:gh-epic-link',
                                'com.atlassian.jpo:jpo-custom-field-parent')
                            WHERE ref_id IN (\(part))
                            """))
            }
            return found.subtracting(ids).sorted()
        }
    }

    package func subtasks(of ids: [Int64]) throws(StoreError) -> [Int64] {
        try read { db in
            var found: Set<Int64> = []
            for start in stride(from: 0, to: ids.count, by: 500) {
                let part = ids[start..<min(start + 500, ids.count)].map(String.init).joined(separator: ",")
                found.formUnion(
                    try Int64.fetchAll(db, sql: "SELECT id FROM issues WHERE parent_id IN (\(part))"))
            }
            return found.subtracting(ids).sorted()
        }
    }

    package func staleIssues(limit: Int) throws(StoreError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT issue_id FROM stale_issues ORDER BY issue_id LIMIT ?", arguments: [limit])
        }
    }

    package func forgetStale(_ ids: [Int64]) throws(StoreError) {
        try write { db in
            for id in ids {
                try db.execute(sql: "DELETE FROM stale_issues WHERE issue_id = ?", arguments: [id])
            }
        }
    }

    package func markArchivedStale(
        projects: [Int64], above id: Int64, limit: Int
    ) throws(StoreError) -> Int64? {
        try write { db in
            let list = projects.map(String.init).joined(separator: ",")
            let ids = try Int64.fetchAll(
                db,
                sql: """
                    SELECT id FROM issues WHERE archived_at IS NOT NULL AND project_id IN (\(list)) AND id > ?
                    ORDER BY id LIMIT ?
                    """, arguments: [id, limit])
            for id in ids {
                try db.execute(
                    sql: "INSERT INTO stale_issues (issue_id) VALUES (?) ON CONFLICT DO NOTHING",
                    arguments: [id])
            }
            return ids.count < limit ? nil : ids.last
        }
    }

    package func allIssues(project: Int64) throws(StoreError) -> [Int64] {
        try read { db in
            try Int64.fetchAll(
                db, sql: "SELECT id FROM issues WHERE project_id = ? ORDER BY id", arguments: [project])
        }
    }

    package func isArchived(project: Int64) throws(StoreError) -> Bool {
        try read { db in
            try Bool.fetchOne(db, sql: "SELECT archived FROM projects WHERE id = ?", arguments: [project])
                ?? false
        }
    }
}

/// The statements; a test asks for their plans.
enum CountSQL {
    static let all = "SELECT count(*) FROM issues"
    /// The planner would take the index of all issues, and look into each of them.
    static func archived(isIndexed: Bool) -> String {
        "SELECT count(*) FROM issues \(isIndexed ? "INDEXED BY issues_archived" : "") WHERE archived_at IS NOT NULL"
    }
    static let byProject = "SELECT project_id, count(*) FROM issues GROUP BY project_id"
    static let archivedByProject =
        "SELECT project_id, count(*) FROM issues WHERE archived_at IS NOT NULL GROUP BY project_id"
    static let census = "SELECT id, number, updated_at FROM issues WHERE archived_at IS NULL"
    static func median(_ condition: String, offset: Int64) -> String {
        "SELECT created_at FROM issues WHERE \(condition) ORDER BY created_at LIMIT 1 OFFSET \(offset)"
    }

    static func created(
        _ project: Int64, _ from: Instant?, _ to: Instant?
    ) -> (condition: String, arguments: StatementArguments) {
        var condition = "project_id = ?"
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
