/// The truth about a site at one moment, for comparing with a mirror row by row: computed from the model,
/// never from rendered JSON. Rows are plain texts in the order of ``columns``; nil is NULL, flags are `0` and
/// `1`, instants `YYYY-MM-DDTHH:MM:SS.sssZ` in UTC, days `YYYY-MM-DD`; NUL and lone surrogates are U+FFFD.
package struct SiteSnapshot: Sendable {
    /// Names of the columns of each table. What depends on the mirror's own clock or report zone is left out
    /// (`created_on`, `started_on`, `changed_at`, `read_at`, `is_stub` …).
    package static let columns: [String: [String]] = TruthColumns.all

    /// Rows of a table that belongs to no issue: `users`, `projects`, `project_keys`, `components`, `versions`,
    /// `issue_types`, `statuses`, `status_categories`, `priorities`, `resolutions`, `link_types`, `fields`.
    package func rows(of table: String) -> [[String?]] { [] }

    /// Every issue that the person may see, in the order of the ids, one at a time.
    package func forEachIssue(_ body: (IssueTruth) throws -> Void) rethrows {}
}

/// One issue of a ``SiteSnapshot`` with all its rows.
package struct IssueTruth: Sendable {
    package var id: Int64
    package var key: String
    /// In an archived project: exists, but no search finds it.
    package var isArchived: Bool
    /// Rows by table name: `issues`, `issue_keys`, `comments`, `worklogs`, `attachments`, `changelog`,
    /// `changelog_items`, `issue_labels`, `issue_components`, `issue_fix_versions`, `issue_affected_versions`,
    /// `issue_links` (only where this issue is the source, so that a link appears once).
    package var rows: [String: [[String?]]]
}
