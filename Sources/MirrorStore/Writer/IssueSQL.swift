/// The statements of the hot path, built once.
enum IssueSQL {
    /// A table whose rows are replaced as sets: what makes a row one of an issue, and what it says. An object: it is
    /// handed over for each issue, and its texts need not be counted each time.
    final class Table: Sendable {
        let name: String
        let columns: [String]
        /// Inserts a row, or changes the stored one where it differs: an equal row is not written.
        let upsert: String
        let countOfIssue: String
        let deleteOfIssue: String

        init(name: String, key: [String], columns: [String]) {
            self.name = name
            self.columns = columns
            let all = key + columns
            let values = (1...all.count).map { "?\($0)" }.joined(separator: ", ")
            let insert = "INSERT INTO \(name) (\(all.joined(separator: ", "))) VALUES (\(values))"
            upsert =
                columns.isEmpty
                ? insert + " ON CONFLICT DO NOTHING"
                : insert + " ON CONFLICT (\(key.joined(separator: ", "))) DO UPDATE SET "
                    + Self.assignments(columns)
            countOfIssue = "SELECT count(*) FROM \(name) WHERE issue_id = ?1"
            deleteOfIssue = "DELETE FROM \(name) WHERE issue_id = ?1"
        }

        static func assignments(_ columns: [String]) -> String {
            columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ") + " WHERE "
                + columns.map { "\($0) IS NOT excluded.\($0)" }.joined(separator: " OR ")
        }
    }

    // MARK: Issues

    /// In the order of their parameters: `?1` is the id.
    private static let issueColumns = [
        "id", "key", "number", "project_id", "issue_type_id", "status_id", "priority_id", "resolution_id",
        "security_level_id", "parent_id", "parent_key", "epic_key", "creator_key", "reporter_key",
        "assignee_key", "created_at", "updated_at", "resolved_at", "created_on", "resolved_on", "due_date",
        "original_estimate_seconds", "remaining_estimate_seconds", "time_spent_seconds", "story_points",
        "votes", "watches", "rank", "archived_at", "changed_at", "read_at", "content_hash", "summary",
        "environment", "description",
    ]
    /// The epic as far as the mirror holds it; its key is `?12`.
    private static let epicID = "(SELECT id FROM issues WHERE key = ?12)"

    static let insertIssue =
        "INSERT INTO issues (\(issueColumns.joined(separator: ", ")), epic_id) VALUES ("
        + (1...issueColumns.count).map { "?\($0)" }.joined(separator: ", ") + ", \(epicID))"

    static let updateIssue =
        "UPDATE issues SET "
        + issueColumns.enumerated().dropFirst().map { "\($1) = ?\($0 + 1)" }.joined(separator: ", ")
        + ", epic_id = \(epicID) WHERE id = ?1"

    static let findIssue =
        "SELECT content_hash, read_at, updated_at, key, archived_at FROM issues WHERE id = ?1"
    static let findKey = "SELECT id FROM issues WHERE key = ?1"
    static let findHolder = "SELECT id FROM issues WHERE key = ?1 AND id <> ?2"
    static let evict =
        "UPDATE issues SET key = '?' || id, number = 0, content_hash = 0 WHERE id = ?1"
    /// A key that an issue had once never takes the place of its present holder's.
    static let saveFormerKey = "INSERT INTO issue_keys (key, issue_id) VALUES (?1, ?2) ON CONFLICT DO NOTHING"

    static let saveKey = """
        INSERT INTO issue_keys (key, issue_id) VALUES (?1, ?2)
        ON CONFLICT (key) DO UPDATE SET issue_id = excluded.issue_id WHERE issue_id <> excluded.issue_id
        """
    static let renameSource = """
        UPDATE issue_links SET source_key = ?2 WHERE source_issue_id = ?1 AND source_key <> ?2
        """
    static let renameTarget = """
        UPDATE issue_links SET target_key = ?2 WHERE target_issue_id = ?1 AND target_key <> ?2
        """
    static let renameParent =
        "UPDATE issues SET parent_key = ?2 WHERE parent_id = ?1 AND parent_key IS NOT ?2"
    static let renameEpic =
        "UPDATE issues SET epic_key = ?2 WHERE epic_id = ?1 AND epic_key IS NOT NULL AND epic_key <> ?2"
    static let adoptByEpic = "UPDATE issues SET epic_id = ?1 WHERE epic_id IS NULL AND epic_key = ?2"
    static let forgetDeletion = "DELETE FROM deleted_issues WHERE id = ?1"

    // MARK: Children

    static let labels = Table(name: "issue_labels", key: ["issue_id", "label"], columns: [])
    static let components = Table(name: "issue_components", key: ["issue_id", "component_id"], columns: [])
    static let fixVersions = Table(name: "issue_fix_versions", key: ["issue_id", "version_id"], columns: [])
    static let affectedVersions = Table(
        name: "issue_affected_versions", key: ["issue_id", "version_id"], columns: [])
    static let comments = Table(
        name: "comments", key: ["issue_id", "id"],
        columns: [
            "author_key", "update_author_key", "created_at", "updated_at", "visibility_type",
            "visibility_value", "body",
        ])
    static let worklogs = Table(
        name: "worklogs", key: ["issue_id", "id"],
        columns: [
            "author_key", "update_author_key", "started_at", "started_on", "created_at", "updated_at",
            "time_spent_seconds", "visibility_type", "visibility_value", "comment",
        ])
    /// A worklog that moved to another issue takes its row along.
    static let upsertWorklog =
        worklogs.upsert + " ON CONFLICT (id) DO UPDATE SET "
        + Table.assignments(["issue_id"] + worklogs.columns)
    static let attachments = Table(
        name: "attachments", key: ["issue_id", "id"],
        columns: ["author_key", "filename", "mime_type", "size_bytes", "created_at"])
    static let changelog = Table(
        name: "changelog", key: ["issue_id", "id"], columns: ["author_key", "created_at"])
    static let changelogItems = Table(
        name: "changelog_items", key: ["issue_id", "changelog_id", "position"],
        columns: ["field", "field_type", "field_id", "from_value", "from_text", "to_value", "to_text"])

    // MARK: Custom fields

    static let fieldValues = Table(
        name: "issue_field_values", key: ["issue_id", "field_id", "position"],
        columns: [
            "text_value", "number_value", "instant_value", "date_value", "ref_id", "ref_key", "json_value",
        ])
    static let fieldPositions = "SELECT field_id, position FROM issue_field_values WHERE issue_id = ?1"

    // MARK: Worklogs that answers left out

    static let markIncomplete = """
        INSERT INTO incomplete_worklogs (issue_id, total) VALUES (?1, ?2)
        ON CONFLICT (issue_id) DO UPDATE SET total = excluded.total WHERE total <> excluded.total
        """
    static let unmarkIncomplete = "DELETE FROM incomplete_worklogs WHERE issue_id = ?1"

    // MARK: Links

    /// Leaves the ends alone: setting them would rewrite both indexes of the row at its second listing.
    static let upsertLink = """
        INSERT INTO issue_links (id, link_type_id, source_issue_id, source_key, target_issue_id, target_key,
            listed_by_source, listed_by_target)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        ON CONFLICT (id) DO UPDATE SET
            link_type_id = excluded.link_type_id,
            source_key = excluded.source_key, target_key = excluded.target_key,
            listed_by_source = max(listed_by_source, excluded.listed_by_source),
            listed_by_target = max(listed_by_target, excluded.listed_by_target)
        WHERE link_type_id <> excluded.link_type_id
            OR source_key <> excluded.source_key OR target_key <> excluded.target_key
            OR listed_by_source < excluded.listed_by_source OR listed_by_target < excluded.listed_by_target
        """
    /// A link whose id was given to other ends: a Jira restored from a backup counts anew.
    static let deleteLinkOfOthers = """
        DELETE FROM issue_links WHERE id = ?1 AND (source_issue_id <> ?2 OR target_issue_id <> ?3)
        """
    static let linksOfIssue = """
        SELECT id FROM issue_links WHERE source_issue_id = ?1 AND listed_by_source
        UNION SELECT id FROM issue_links WHERE target_issue_id = ?1 AND listed_by_target
        """
    /// The issue no longer lists the link.
    static let unlistLink = """
        UPDATE issue_links SET
            listed_by_source = CASE WHEN source_issue_id = ?2 THEN 0 ELSE listed_by_source END,
            listed_by_target = CASE WHEN target_issue_id = ?2 THEN 0 ELSE listed_by_target END
        WHERE id = ?1
        """
    /// The link that issue ?2 does not list goes, unless the other end was read after ?3 and lists it.
    static let deleteUnlistedLink = """
        DELETE FROM issue_links WHERE id = ?1 AND (
            (NOT listed_by_source AND NOT listed_by_target)
            OR (SELECT read_at FROM issues WHERE issues.id =
                iif(source_issue_id = ?2, target_issue_id, source_issue_id)) < ?3)
        """
    /// The other end of link ?1 of issue ?2 has changed, and no search brings it.
    static let markArchivedEnd = """
        INSERT INTO stale_issues (issue_id) SELECT issues.id FROM issue_links
        JOIN issues ON issues.id = iif(source_issue_id = ?2, target_issue_id, source_issue_id)
        WHERE issue_links.id = ?1 AND issues.archived_at IS NOT NULL
        ON CONFLICT DO NOTHING
        """

    /// The same for all links of issue ?1.
    static let markArchivedEnds = """
        INSERT INTO stale_issues (issue_id)
        SELECT id FROM issues WHERE archived_at IS NOT NULL AND id IN (
            SELECT target_issue_id FROM issue_links WHERE source_issue_id = ?1
            UNION SELECT source_issue_id FROM issue_links WHERE target_issue_id = ?1)
        ON CONFLICT DO NOTHING
        """

    // MARK: Flow

    static let intervals = Table(
        name: "status_interval_data", key: ["issue_id", "position"],
        columns: ["project_id", "status_id", "entered_ms", "left_ms"])
    static let deleteIntervalsFrom =
        "DELETE FROM status_interval_data WHERE issue_id = ?1 AND position >= ?2"
    static let flow = Table(
        name: "issue_flow", key: ["issue_id"],
        columns: ["project_id", "started_at", "done_at", "cycle_seconds", "active_seconds", "reopen_count"])
    static let storedStatusChanges = """
        SELECT changelog_items.changelog_id, changelog.created_at, from_value, to_value
        FROM changelog_items
        JOIN changelog ON changelog.issue_id = changelog_items.issue_id
            AND changelog.id = changelog_items.changelog_id
        WHERE changelog_items.issue_id = ?1 AND field = 'status' AND (field_type IS NULL OR field_type = 'jira')
        ORDER BY changelog_items.changelog_id, position
        """
}
