import GRDB
import SyncCore

/// A project that got a new key: Jira touches no issue, so all their keys are rewritten here. The old keys
/// keep leading to the issues.
struct ProjectRekey {
    let db: Database
    let state: WriterState

    func rekey(_ projects: [ReferenceData.Project], at: Instant) throws -> ReferenceOutcome {
        var outcome = ReferenceOutcome()
        for project in projects {
            let former = try String.fetchOne(
                db, sql: "SELECT key FROM projects WHERE id = ?", arguments: [project.id])
            guard let former, former != project.key, !former.hasPrefix("?") else { continue }
            outcome.rekeyedProjects.append(
                .init(id: project.id, oldKey: former, newKey: project.key))
        }
        guard !outcome.rekeyedProjects.isEmpty else { return outcome }
        // Projects may have swapped their keys: first all let go of the old ones.
        for project in outcome.rekeyedProjects {
            try Self.saveKey(project.oldKey, project.id, db)
            try db.execute(
                sql: "UPDATE issues SET key = '?' || id WHERE project_id = ? AND number > 0",
                arguments: [project.id])
        }
        for project in outcome.rekeyedProjects {
            outcome.evicted += try evictStrangers(from: project)
            try rewrite(project, at: at)
        }
        if try state.isIndexed(db) { try IssueReferences(db, state).adoptAll() }
        outcome.evicted = Array(Set(outcome.evicted)).sorted()
        return outcome
    }

    static func saveKey(_ key: String, _ project: Int64, _ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO project_keys (key, project_id) VALUES (?, ?)
                ON CONFLICT (key) DO UPDATE SET project_id = excluded.project_id
                WHERE project_id <> excluded.project_id
                """, arguments: [key, project])
    }

    /// Issues of other projects that still hold a key that belongs to this one now.
    private func evictStrangers(from project: ReferenceOutcome.RekeyedProject) throws -> [Int64] {
        let strangers = try Int64.fetchAll(
            db,
            sql: """
                SELECT id FROM issues WHERE project_id <> ?1 AND key IN
                    (SELECT ?2 || '-' || number FROM issues WHERE project_id = ?1 AND number > 0)
                """, arguments: [project.id, project.newKey])
        for id in strangers { try db.execute(sql: IssueSQL.evict, arguments: [id]) }
        return strangers
    }

    private func rewrite(_ project: ReferenceOutcome.RekeyedProject, at: Instant) throws {
        try db.execute(
            sql: """
                UPDATE issues SET key = ?2 || '-' || number, changed_at = ?3
                WHERE project_id = ?1 AND number > 0
                """, arguments: [project.id, project.newKey, at.text])
        try db.execute(
            sql: """
                INSERT INTO issue_keys (key, issue_id)
                SELECT key, id FROM issues WHERE project_id = ?1 AND number > 0
                ON CONFLICT (key) DO UPDATE SET issue_id = excluded.issue_id
                """, arguments: [project.id])
        try IssueReferences(db, state).followProject(project.id)
    }
}
