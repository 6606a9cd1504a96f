/// The truth about a site at one moment, for comparing with a mirror row by row: computed from the model,
/// never from rendered JSON.
///
/// Rows are plain texts in the order of ``columns``; nil is NULL, flags are `0` and `1`, instants
/// `YYYY-MM-DDTHH:MM:SS.sssZ` in UTC, days `YYYY-MM-DD`, fractions as Swift prints a `Double` (`5.0`); NUL
/// and lone surrogates are U+FFFD.
package struct SiteSnapshot: Sendable {
    let state: SiteState
    let viewer: Viewer

    /// Names of the columns of each table.
    ///
    /// What depends on the mirror's own clock or report zone is left out (`created_on`, `started_on`,
    /// `changed_at`, `read_at`, `is_stub` …).
    package static let columns: [String: [String]] = TruthColumns.all

    /// Columns of the rows that every ``IssueTruth`` has of its custom fields besides: `issue_fields`
    /// (issue_id, field_id, value as the text of the mirror's column: JSON arrays compact, numbers as Swift
    /// prints a `Double`) and `issue_field_values`.
    package static let fieldColumns: [String: [String]] = TruthColumns.fieldTables

    /// Names of the tables whose rows ``forEachIssue(_:)`` gives.
    package static let issueTables: [String] = TruthColumns.issueTables.keys.sorted()

    /// How many issues the person may see, those of archived projects included.
    package var issueCount: Int {
        (0..<Int32(state.records.count)).count { state.sees(viewer, $0) }
    }

    /// Keys of those issues, in the order of the ids.
    package var issueKeys: [String] { keys { _ in true } }

    /// Keys of those that are not archived: archived ones are read-only.
    package var changeableIssueKeys: [String] { keys { !state.isArchived($0) } }

    private func keys(where isWanted: (Int32) -> Bool) -> [String] {
        (0..<Int32(state.records.count)).filter { state.sees(viewer, $0) && isWanted($0) }
            .map { state.key($0) }
    }

    /// Every issue that the person may see, in the order of the ids, one at a time.
    package func forEachIssue(_ body: (IssueTruth) throws -> Void) rethrows {
        let maker = IssueTruthMaker(state: state, viewer: viewer)
        for slot in 0..<Int32(state.records.count) where state.sees(viewer, slot) {
            try body(maker.truth(slot))
        }
    }
}

/// One issue of a ``SiteSnapshot`` with all its rows.
package struct IssueTruth: Sendable {
    package var id: Int64
    package var key: String
    /// Archived itself, or in an archived project: exists, but no search finds it.
    package var isArchived: Bool
    /// Rows by table name: `issues`, `issue_keys`, `comments`, `worklogs`, `attachments`, `changelog`,
    /// `changelog_items`, `issue_labels`, `issue_components`, `issue_fix_versions`, `issue_affected_versions`,
    /// `issue_fields`, `issue_field_values` (see ``SiteSnapshot/fieldColumns``),
    /// `issue_links` (only where this issue is the source, so that a link appears once), `issue_sprints`,
    /// `sprint_intervals`, `remote_links`.
    package var rows: [String: [[String?]]]
}
