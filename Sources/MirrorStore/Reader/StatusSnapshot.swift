/// What `status` tells of the mirror. Its JSON form is a contract (`status --json`): members are only added.
/// Instants are texts in the mirror's form; a member whose value is unknown is left out.
package struct StatusSnapshot: Codable, Sendable, Equatable {
    package struct Run: Codable, Sendable, Equatable {
        package var id: Int64
        package var kind: String
        package var startedAt: String
        package var finishedAt: String?
        /// `complete`, `partial`, `failed`; nil while it runs or where it was killed.
        package var outcome: String?
        package var exitStatus: Int64?
        package var message: String?
        package var issuesRead: Int64?
        package var issuesWritten: Int64?
        package var issuesDeleted: Int64?
        package var quarantined: Int64?
        package var requests: Int64?
        package var retries: Int64?
        package var bytes: Int64?
        package var waitSeconds: Double?
        package var expectedTotal: Int64?
        package var mirrorTotal: Int64?

        enum CodingKeys: String, CodingKey {
            case id, kind, outcome, message, quarantined, requests, retries, bytes
            case startedAt = "started_at"
            case finishedAt = "finished_at"
            case exitStatus = "exit_status"
            case issuesRead = "issues_read"
            case issuesWritten = "issues_written"
            case issuesDeleted = "issues_deleted"
            case waitSeconds = "wait_seconds"
            case expectedTotal = "expected_total"
            case mirrorTotal = "mirror_total"
        }
    }

    package struct Project: Codable, Sendable, Equatable {
        package var id: Int64
        package var key: String
        package var name: String?
        package var issues: Int64
        /// The newest `updated` that the mirror holds of the project.
        package var newestUpdatedAt: String?

        enum CodingKeys: String, CodingKey {
            case id, key, name, issues
            case newestUpdatedAt = "newest_updated_at"
        }
    }

    package struct Checkpoint: Codable, Sendable, Equatable {
        package var stream: String
        package var scope: String
        /// JSON, as the planner wrote it.
        package var state: String
        package var updatedAt: String

        enum CodingKeys: String, CodingKey {
            case stream, scope, state
            case updatedAt = "updated_at"
        }
    }

    package struct Quarantined: Codable, Sendable, Equatable {
        package var stream: String
        package var record: String
        package var reason: String
        package var attempts: Int64
        package var firstSeenAt: String
        package var lastSeenAt: String

        enum CodingKeys: String, CodingKey {
            case stream, record, reason, attempts
            case firstSeenAt = "first_seen_at"
            case lastSeenAt = "last_seen_at"
        }
    }

    package struct Backfill: Codable, Sendable, Equatable {
        package var name: String
        package var requestedAt: String
        package var done: Bool
        package var remaining: Int64?

        enum CodingKeys: String, CodingKey {
            case name, done, remaining
            case requestedAt = "requested_at"
        }
    }

    /// The rolling re-read of what Jira changes without telling (checkpoint `reread`).
    package struct Reread: Codable, Sendable, Equatable {
        package var cycleStartedAt: String
        /// How long the last whole cycle took: so old may a vote or a rank be.
        package var lastCycleSeconds: Double?
        /// Issues of this cycle that were read, and all of them.
        package var done: Int64
        package var expected: Int64

        enum CodingKeys: String, CodingKey {
            case done, expected
            case cycleStartedAt = "cycle_started_at"
            case lastCycleSeconds = "last_cycle_seconds"
        }
    }

    /// What is there in Jira, by what the account can see, and is hidden from it.
    package struct Unseen: Codable, Sendable, Equatable {
        package struct Project: Codable, Sendable, Equatable {
            /// The key, from the keys of its issues.
            package var key: String
            /// Its issues that links, parents and epics of visible issues name.
            package var issues: Int64
        }

        /// Issues with more time logged than their visible worklogs add up to, and the time that is missing.
        package var issuesWithHiddenWorklogs: Int64
        package var hiddenWorkSeconds: Int64
        /// Projects that issues point at but this account cannot browse.
        package var projects: [Project]

        enum CodingKeys: String, CodingKey {
            case projects
            case issuesWithHiddenWorklogs = "issues_with_hidden_worklogs"
            case hiddenWorkSeconds = "hidden_work_seconds"
        }
    }

    /// A file of the user's own views.
    package struct UserView: Codable, Sendable, Equatable {
        package var file: String
        /// Nil where the file gives none.
        package var view: String?
        /// What is wrong with it, one line.
        package var problem: String?
    }

    package var path: String
    package var schemaVersion: Int64
    package var baseURL: String?
    package var title: String?
    package var version: String?
    package var account: String?
    package var reportTimeZone: String?
    package var lastSyncedAt: String?
    /// Seconds from the end of the last complete run to now: the age of the data.
    package var lagSeconds: Double?
    /// The newest first.
    package var runs: [Run]
    package var projects: [Project]
    package var checkpoints: [Checkpoint]
    /// Rows of each table; empty where they were not to be counted.
    package var rows: [String: Int64]
    package var deletedIssues: [String: Int64]
    package var quarantine: [Quarantined]
    package var backfills: [Backfill]
    /// Indexes that the next run builds.
    package var missingIndexes: [String]
    /// Nil before the first one began.
    package var reread: Reread?
    /// Issues that are archived in Jira: searches do not show them. Nil where rows were not to be counted.
    package var archivedIssues: Int64?
    /// Issues whose worklogs are still to be completed.
    package var incompleteWorklogs: Int64 = 0
    /// Nil where rows were not to be counted.
    package var unseen: Unseen?
    package var userViews: [UserView] = []

    enum CodingKeys: String, CodingKey {
        case path, title, version, account, runs, projects, checkpoints, rows, quarantine, backfills
        case reread, unseen
        case schemaVersion = "schema_version"
        case baseURL = "base_url"
        case reportTimeZone = "report_time_zone"
        case lastSyncedAt = "last_synced_at"
        case lagSeconds = "lag_seconds"
        case deletedIssues = "deleted_issues"
        case missingIndexes = "missing_indexes"
        case archivedIssues = "archived_issues"
        case incompleteWorklogs = "incomplete_worklogs"
        case userViews = "user_views"
    }
}
