/// Boards and sprints of Jira Software (`/rest/agile/1.0`).
package struct AgileData: Sendable {
    /// Every board that the account sees, or nil: not read in this run.
    package var boards: [Board]?
    /// Every sprint of those boards, each id once, or nil: not read in this run.
    package var sprints: [Sprint]?

    package init() {}

    /// `/board`, `/board/{id}/configuration`, `/board/{id}/project`.
    package struct Board: Sendable, Equatable {
        package var id: Int64
        package var name: String
        /// `scrum` or `kanban`.
        package var type: String
        /// The project, where the board belongs to exactly one.
        package var projectID: Int64?
        /// Nil where the account may not see the configuration.
        package var configuration: BoardConfiguration?

        package init(
            id: Int64, name: String, type: String, projectID: Int64? = nil,
            configuration: BoardConfiguration? = nil
        ) {
            self.id = id
            self.name = name
            self.type = type
            self.projectID = projectID
            self.configuration = configuration
        }
    }

    /// `/board/{id}/configuration`.
    package struct BoardConfiguration: Sendable, Equatable {
        package var filterID: Int64?
        /// `customfield_NNNNN`, nil where the board estimates by issue count or time.
        package var estimationFieldID: String?
        package var columns: [Column]

        package init(filterID: Int64?, estimationFieldID: String?, columns: [Column]) {
            self.filterID = filterID
            self.estimationFieldID = estimationFieldID
            self.columns = columns
        }
    }

    package struct Column: Sendable, Equatable {
        package var name: String
        package var statusIDs: [Int64]

        package init(name: String, statusIDs: [Int64]) {
            self.name = name
            self.statusIDs = statusIDs
        }
    }

    /// `/board/{id}/sprint`.
    package struct Sprint: Sendable, Equatable {
        package var id: Int64
        /// `originBoardId`.
        package var boardID: Int64?
        package var name: String
        /// `future`, `active` or `closed`.
        package var state: String
        package var goal: String?
        package var startAt: Instant?
        package var endAt: Instant?
        package var completeAt: Instant?
        /// Jira 10 and later.
        package var activatedAt: Instant?

        package init(
            id: Int64, boardID: Int64?, name: String, state: String, goal: String? = nil,
            startAt: Instant? = nil, endAt: Instant? = nil, completeAt: Instant? = nil,
            activatedAt: Instant? = nil
        ) {
            self.id = id
            self.boardID = boardID
            self.name = name
            self.state = state
            self.goal = goal
            self.startAt = startAt
            self.endAt = endAt
            self.completeAt = completeAt
            self.activatedAt = activatedAt
        }
    }
}

/// `/issue/{id}/remotelink[]`: a link to something outside of Jira.
package struct RemoteLink: Sendable, Equatable {
    package var id: Int64
    package var url: String?
    package var title: String?
    package var summary: String?
    package var relationship: String?
    package var applicationType: String?
    package var applicationName: String?
    package var globalID: String?

    package init(
        id: Int64, url: String? = nil, title: String? = nil, summary: String? = nil,
        relationship: String? = nil, applicationType: String? = nil, applicationName: String? = nil,
        globalID: String? = nil
    ) {
        self.id = id
        self.url = url
        self.title = title
        self.summary = summary
        self.relationship = relationship
        self.applicationType = applicationType
        self.applicationName = applicationName
        self.globalID = globalID
    }
}
