/// A table or view of a mirror with what its columns mean.
package struct SchemaTable: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case table, view
        /// A view of the user's (`views.d`).
        case ownView = "own view"
    }

    package struct Column: Sendable, Equatable {
        package var name: String
        /// As it is declared, TEXT, TIMESTAMP …; of a view's computed column what it gives. Empty is unknown.
        package var type: String
        /// Part of the primary key.
        package var isKey: Bool
        /// `projects.id`.
        package var refersTo: String?
        /// The custom field that the column holds: `customfield_10042`.
        package var fieldID: String?
        package var meaning: String?

        init(name: String, type: String, isKey: Bool) {
            self.name = name
            self.type = type
            self.isKey = isKey
        }
    }

    package var name: String
    package var kind: Kind
    package var topic: SchemaTopic
    package var meaning: String?
    package var columns: [Column]
}

/// What a table is about: the chapters of the documentation, in its order.
package enum SchemaTopic: String, Sendable, CaseIterable {
    case views = "Views: begin here"
    case ownViews = "Your own views"
    case issues = "Issues and what hangs on them"
    case history = "History and flow"
    case customFields = "Custom fields"
    case agile = "Boards and sprints"
    case reference = "People, projects and reference data"
    case program = "The program's own records"

    private static let tables: [SchemaTopic: [String]] = [
        .issues: [
            "issues", "issue_keys", "issue_labels", "issue_components", "issue_fix_versions",
            "issue_affected_versions", "issue_links", "comments", "worklogs", "attachments", "remote_links",
            "deleted_issues",
        ],
        .history: ["changelog", "changelog_items", "issue_flow", "status_interval_data", "days"],
        .customFields: [
            "fields", "issue_fields", "issue_field_values", "field_options", "field_names",
        ],
        .agile: [
            "boards", "board_columns", "board_column_statuses", "sprints", "issue_sprints",
            "sprint_intervals",
        ],
        .reference: [
            "site", "users", "projects", "project_keys", "components", "versions", "issue_types", "statuses",
            "status_categories", "priorities", "resolutions", "security_levels", "link_types",
        ],
        .program: [
            "sync_runs", "sync_checkpoints", "quarantine", "backfills", "stale_issues", "incomplete_worklogs",
        ],
    ]
    /// In the order of the documentation.
    static let viewOrder = [
        "issue_details", "open_issues", "status_intervals", "status_durations", "changes", "field_history",
        "linked_issues", "issue_tree", "issue_parents", "sprint_issues",
    ]

    /// The chapter of a table of the mirror, and its place there.
    static func place(of table: String) -> (topic: SchemaTopic, position: Int)? {
        for (topic, names) in tables {
            if let position = names.firstIndex(of: table) { return (topic, position) }
        }
        // issue_fields_2 and further ones, which come with many fields.
        if table.hasPrefix("issue_fields_") { return (.customFields, 2) }
        return nil
    }
}
