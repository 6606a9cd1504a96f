import Foundation
import SyncCore

extension MirrorReader {
    /// What the rolling re-read keeps as its checkpoint.
    private struct RereadState: Decodable {
        /// Milliseconds since 1970.
        var cycleStarted: Int64
        var lastCycleSeconds: Double?
        var done: Int64
        var expected: Int64
    }

    /// Nil where none began yet, or where a newer program wrote another state.
    func reread() throws -> StatusSnapshot.Reread? {
        var text: String?
        try rows(sql: "SELECT state FROM sync_checkpoints WHERE stream = 'reread' AND scope = ''") {
            text = $0.text(0)
        }
        guard let text, let state = try? JSONDecoder().decode(RereadState.self, from: Data(text.utf8))
        else { return nil }
        return .init(
            cycleStartedAt: Instant(milliseconds: state.cycleStarted).text,
            lastCycleSeconds: state.lastCycleSeconds, done: state.done, expected: state.expected)
    }

    func unseen() throws -> StatusSnapshot.Unseen {
        var unseen = StatusSnapshot.Unseen(
            issuesWithHiddenWorklogs: 0, hiddenWorkSeconds: 0, projects: [])
        // Issues whose worklogs the mirror itself has still to complete hide nothing yet.
        try rows(
            sql: """
                SELECT count(*), sum(hidden) FROM (
                    SELECT time_spent_seconds - coalesce((
                        SELECT sum(worklogs.time_spent_seconds) FROM worklogs
                        WHERE worklogs.issue_id = issues.id), 0) AS hidden
                    FROM issues
                    WHERE time_spent_seconds > 0 AND id NOT IN (SELECT issue_id FROM incomplete_worklogs)
                ) WHERE hidden > 0
                """
        ) { row in
            unseen.issuesWithHiddenWorklogs = row.integer(0) ?? 0
            unseen.hiddenWorkSeconds = row.integer(1) ?? 0
        }
        try rows(sql: Self.unseenProjects) { row in
            unseen.projects.append(.init(key: row.text(0) ?? "", issues: row.integer(1) ?? 0))
        }
        return unseen
    }

    /// Keys that issues point at, that no stored issue has or had, of projects that are not listed.
    private static let unseenProjects = """
        WITH targets (id, key) AS (
            SELECT target_issue_id, target_key FROM issue_links
            UNION SELECT source_issue_id, source_key FROM issue_links
            UNION SELECT parent_id, parent_key FROM issues WHERE parent_key IS NOT NULL
            UNION SELECT epic_id, epic_key FROM issues WHERE epic_key IS NOT NULL
            UNION SELECT ref_id, ref_key FROM issue_field_values
                WHERE field_id IN (
                    SELECT id FROM fields
                    WHERE schema_custom = 'com.atlassian.jpo:jpo-custom-field-parent')
        ), prefixes (key, prefix) AS (
            SELECT DISTINCT key, rtrim(key, '0123456789') FROM targets
            WHERE (id IS NULL OR NOT EXISTS (SELECT 1 FROM issues WHERE issues.id = targets.id))
                AND NOT EXISTS (SELECT 1 FROM issue_keys WHERE issue_keys.key = targets.key)
        )
        SELECT substr(prefix, 1, length(prefix) - 1) AS project, count(*) FROM prefixes
        WHERE prefix LIKE '_%-' AND substr(prefix, 1, length(prefix) - 1) NOT IN (
            SELECT project_keys.key FROM project_keys
            JOIN projects ON projects.id = project_keys.project_id WHERE NOT projects.is_stub)
        GROUP BY project ORDER BY project
        """
}
