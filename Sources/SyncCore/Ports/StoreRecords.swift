/// What became of a page.
package struct ApplyOutcome: Sendable, Equatable {
    package var inserted = 0
    package var updated = 0
    package var unchanged = 0
    /// Issues that lost their key to another one: ask for them at once.
    package var evicted: [Int64] = []
    /// Kinds of which the page named an id that no list holds: read those lists again.
    package var unknownReferences: Set<ReferenceKind> = []
    /// Ids of custom fields that got their column with this page: nobody had a value before.
    package var newFields: [String] = []
    /// Issues that were read with an `updated` before the one that was stored: Jira was set back.
    package var setBack = 0

    package init() {}
}

package struct WorklogOutcome: Sendable, Equatable {
    package var written = 0
    /// Issues that the mirror does not hold.
    package var unknownIssues: [Int64] = []

    package init() {}
}

package struct ReferenceOutcome: Sendable, Equatable {
    /// Projects whose key changed: (id, old key, new key).
    package var rekeyedProjects: [RekeyedProject] = []
    /// Issues of other projects that lost their key to a rekeyed one: ask for them at once.
    package var evicted: [Int64] = []
    /// The list of fields has other members than before.
    package var fieldsChanged = false

    package struct RekeyedProject: Sendable, Equatable {
        package var id: Int64
        package var oldKey: String
        package var newKey: String

        package init(id: Int64, oldKey: String, newKey: String) {
            self.id = id
            self.oldKey = oldKey
            self.newKey = newKey
        }
    }

    package init() {}
}

package enum DeletionReason: String, Sendable {
    /// Deleted, or no longer visible: Jira answers both alike.
    case gone
    case archived
    case projectGone = "project_gone"
    case outOfScope = "out_of_scope"
}

/// A cell, or a whole row, that differs between mirror and source.
package struct CellDifference: Sendable, Equatable {
    package var issueID: Int64
    package var issueKey: String
    package var table: String
    /// What identifies the row within the issue: `id=10023`; empty for the issue's own row.
    package var row: String
    /// Nil where the whole row is missing on one side.
    package var column: String?
    /// Values as text; nil is NULL, or the missing side.
    package var mirror: String?
    package var source: String?

    package init(
        issueID: Int64, issueKey: String, table: String, row: String, column: String?, mirror: String?,
        source: String?
    ) {
        self.issueID = issueID
        self.issueKey = issueKey
        self.table = table
        self.row = row
        self.column = column
        self.mirror = mirror
        self.source = source
    }
}

/// An issue whose worklogs are not all stored yet.
package struct IncompleteWorklogs: Sendable, Equatable {
    package var issueID: Int64
    /// What Jira counts.
    package var total: Int64

    package init(issueID: Int64, total: Int64) {
        self.issueID = issueID
        self.total = total
    }
}

/// Work that a migration or a newly used field left: all issues are to be read again.
package struct Backfill: Sendable, Equatable {
    package var name: String
    package var requestedAt: Instant
    package var done: Bool
    package var remaining: Int64?

    package init(name: String, requestedAt: Instant, done: Bool, remaining: Int64?) {
        self.name = name
        self.requestedAt = requestedAt
        self.done = done
        self.remaining = remaining
    }
}

package struct CensusEntry: Sendable, Equatable {
    package var id: Int64
    package var number: Int64
    package var updatedAt: Instant

    package init(id: Int64, number: Int64, updatedAt: Instant) {
        self.id = id
        self.number = number
        self.updatedAt = updatedAt
    }
}

package struct IssuePointer: Sendable, Equatable, Codable {
    package var id: Int64
    package var key: String

    package init(id: Int64, key: String) {
        self.id = id
        self.key = key
    }
}

/// The row of `site`; nil members are unknown or, in an update, left as they are.
package struct SiteRecord: Sendable, Equatable {
    package var baseURL: String?
    package var title: String?
    package var version: String?
    package var deploymentType: String?
    package var accountKey: String?
    package var accountName: String?
    package var accountTimeZone: String?
    package var reportTimeZone: String?
    package var lastSyncedAt: Instant?

    package init() {}
}

/// What a finished run leaves in `sync_runs`.
package struct RunRecord: Sendable, Equatable {
    package enum Outcome: String, Sendable {
        case complete, partial, failed
    }

    package var finishedAt: Instant
    package var outcome: Outcome
    package var exitStatus: Int32
    package var message: String?
    package var serverStartedAt: Instant?
    package var issuesRead = 0
    package var issuesWritten = 0
    package var issuesDeleted = 0
    package var quarantined = 0
    package var requests = 0
    package var retries = 0
    package var bytes = 0
    package var waitSeconds = 0.0
    package var expectedTotal: Int64?
    package var mirrorTotal: Int64?

    package init(finishedAt: Instant, outcome: Outcome, exitStatus: Int32) {
        self.finishedAt = finishedAt
        self.outcome = outcome
        self.exitStatus = exitStatus
    }
}
