/// Indexes that only make reading faster. A first fill goes without them; they are built afterwards, and a
/// missing one is noticed at the next start. Keys that the writer itself needs belong to the schema.
package enum MirrorIndexes {
    package struct Index: Sendable, Equatable {
        package let name: String
        /// Table, columns and condition: what follows `ON`.
        let target: String

        package var sql: String { "CREATE INDEX IF NOT EXISTS \(name) ON \(target)" }
        /// As SQLite keeps it in its schema: an index of an earlier version may bear the name.
        var storedSQL: String { "CREATE INDEX \(name) ON \(target)" }
    }

    /// Jira Software's field that holds a value while work is blocked, by its name in the history.
    static let flag = "Flagged"

    package static let all: [Index] = [
        // Walks, census and counts of a project.
        Index(name: "issues_by_project", target: "issues (project_id, number)"),
        // Counts and ranges of reconciliation, without the table.
        Index(name: "issues_by_project_created", target: "issues (project_id, created_at)"),
        Index(
            name: "issues_archived",
            target: "issues (project_id, created_at, archived_at) WHERE archived_at IS NOT NULL"),
        Index(name: "issues_by_updated", target: "issues (updated_at)"),
        Index(name: "issues_by_project_updated", target: "issues (project_id, updated_at)"),
        // All that the flow reports ask of an issue, and what the list of issues counts by, without its texts.
        Index(
            name: "issues_for_reports",
            target:
                "issues (project_id, issue_type_id, created_on, resolved_on, archived_at, status_id, resolution_id)"
        ),
        // Workload and data quality: the few that are unresolved, without the table.
        Index(
            name: "issues_unresolved",
            target:
                "issues (project_id, issue_type_id, assignee_key, status_id, created_on, updated_at, due_date, "
                + "remaining_estimate_seconds, epic_id, archived_at, resolved_on, resolution_id) "
                + "WHERE resolved_on IS NULL AND resolution_id IS NULL"),
        // Created versus resolved, age.
        Index(name: "issues_by_created", target: "issues (created_on, project_id)"),
        // Resolution time, without the table.
        Index(
            name: "issues_by_resolved",
            target: "issues (resolved_on, project_id, issue_type_id, archived_at, created_at, resolved_at) "
                + "WHERE resolved_on IS NOT NULL"),
        Index(
            name: "issues_by_assignee", target: "issues (assignee_key) WHERE assignee_key IS NOT NULL"),
        Index(name: "issues_by_status", target: "issues (status_id, project_id)"),
        Index(name: "issues_by_parent", target: "issues (parent_id) WHERE parent_id IS NOT NULL"),
        // Children of an epic with what its progress asks of them, and with a NULL first those whose epic is not
        // known yet.
        Index(
            name: "issues_by_epic",
            target:
                "issues (epic_id, epic_key, project_id, issue_type_id, archived_at, status_id, story_points, "
                + "created_on) WHERE epic_key IS NOT NULL"),
        Index(name: "issue_keys_by_issue", target: "issue_keys (issue_id)"),
        Index(name: "issue_labels_by_label", target: "issue_labels (label)"),
        Index(name: "issue_components_by_component", target: "issue_components (component_id)"),
        Index(name: "issue_fix_versions_by_version", target: "issue_fix_versions (version_id)"),
        Index(name: "issue_affected_versions_by_version", target: "issue_affected_versions (version_id)"),
        // Issues by option, version, project or issue; with a NULL first those that name a user, or an
        // issue that is not known yet.
        Index(
            name: "issue_field_values_by_reference",
            target: "issue_field_values (field_id, ref_id, ref_key) "
                + "WHERE ref_id IS NOT NULL OR ref_key IS NOT NULL"),
        Index(name: "worklogs_by_day", target: "worklogs (started_on, author_key, time_spent_seconds)"),
        Index(name: "issue_sprints_by_sprint", target: "issue_sprints (sprint_id)"),
        Index(
            name: "sprint_intervals_by_sprint",
            target: "sprint_intervals (sprint_id, issue_id, added_at, removed_at)"),
        // Blocked time: the few changes of Jira Software's flag among millions of others.
        Index(
            name: "changelog_flags",
            target: "changelog_items (field, issue_id, changelog_id, position) WHERE field = '\(flag)'"),
        // Flow of one project, without touching the tables.
        Index(
            name: "issue_flow_by_project",
            target: "issue_flow (project_id, issue_id, started_at, done_at, cycle_seconds, active_seconds, "
                + "reopen_count)"),
        Index(
            name: "status_intervals_by_project",
            target: "status_interval_data (project_id, issue_id, position, status_id, entered_ms, left_ms)"),
    ]
}
