/// The mirror's tables and columns that a site alone determines.
enum TruthColumns {
    static let issueTables: [String: [String]] = [
        "issues": [
            "id", "key", "number", "project_id", "issue_type_id", "status_id", "priority_id",
            "resolution_id", "security_level_id", "parent_id", "parent_key", "epic_id", "epic_key", "summary",
            "description", "environment", "creator_key", "reporter_key", "assignee_key", "created_at",
            "updated_at", "resolved_at", "due_date", "original_estimate_seconds",
            "remaining_estimate_seconds", "time_spent_seconds", "story_points", "votes", "watches", "rank",
            "archived_at",
        ],
        "issue_keys": ["key", "issue_id"],
        "issue_labels": ["issue_id", "label"],
        "issue_components": ["issue_id", "component_id"],
        "issue_fix_versions": ["issue_id", "version_id"],
        "issue_affected_versions": ["issue_id", "version_id"],
        "issue_links": [
            "id", "link_type_id", "source_issue_id", "source_key", "target_issue_id", "target_key",
        ],
        "comments": [
            "id", "issue_id", "author_key", "update_author_key", "body", "created_at", "updated_at",
            "visibility_type", "visibility_value",
        ],
        "worklogs": [
            "id", "issue_id", "author_key", "update_author_key", "comment", "started_at", "created_at",
            "updated_at", "time_spent_seconds", "visibility_type", "visibility_value",
        ],
        "attachments": [
            "id", "issue_id", "author_key", "filename", "mime_type", "size_bytes", "created_at",
        ],
        "changelog": ["id", "issue_id", "author_key", "created_at"],
        "changelog_items": [
            "changelog_id", "position", "field", "field_type", "from_value", "from_text", "to_value",
            "to_text",
        ],
        "issue_sprints": ["issue_id", "sprint_id"],
        "sprint_intervals": ["issue_id", "sprint_id", "added_at", "removed_at"],
        "remote_links": [
            "id", "issue_id", "url", "title", "summary", "relationship", "application_type",
            "application_name", "global_id",
        ],
    ]

    static let siteTables: [String: [String]] = [
        "users": ["key", "username", "display_name", "email", "active", "time_zone", "deleted"],
        "projects": [
            "id", "key", "name", "description", "lead_key", "project_type", "category", "url", "archived",
        ],
        "project_keys": ["key", "project_id"],
        "components": ["id", "project_id", "name", "description", "lead_key"],
        "versions": [
            "id", "project_id", "name", "description", "start_date", "release_date", "released", "archived",
            "position",
        ],
        "issue_types": ["id", "name", "description", "is_subtask"],
        "statuses": ["id", "name", "description", "category_id", "position"],
        "status_categories": ["id", "key", "name"],
        "priorities": ["id", "name", "description", "position"],
        "resolutions": ["id", "name", "description", "position"],
        "link_types": ["id", "name", "inward", "outward"],
        "fields": ["id", "name", "custom", "schema_type", "schema_items", "schema_custom"],
        "security_levels": ["id", "name", "description"],
        "boards": ["id", "name", "type", "project_id", "filter_id", "estimation_field_id"],
        "board_columns": ["board_id", "position", "name"],
        "board_column_statuses": ["board_id", "position", "status_id"],
        "sprints": [
            "id", "board_id", "name", "state", "goal", "start_at", "end_at", "complete_at", "activated_at",
        ],
    ]

    /// Custom fields: one row for each value that an issue shows, and the members of those that have some.
    ///
    /// `issue_fields` is tall here, while a mirror has a column for each field.
    static let fieldTables: [String: [String]] = [
        "issue_fields": ["issue_id", "field_id", "value"],
        "issue_field_values": [
            "issue_id", "field_id", "position", "text_value", "number_value", "instant_value", "date_value",
            "ref_id", "ref_key", "json_value",
        ],
    ]

    static let all = issueTables.merging(siteTables) { first, _ in first }
}
