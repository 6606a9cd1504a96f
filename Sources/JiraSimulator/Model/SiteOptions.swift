import Foundation

/// How large the bodies of seeded issues are.
package enum BodySize: String, Sendable, Codable {
    /// About 9 KB an issue: few comments, a short history, an empty Development field.
    case small
    /// 10 to 25 KB an issue with its changelog, as busy sites have them.
    case realistic
}

/// Which events move an issue's `updated`.
///
/// The defaults are what Jira is believed to do (no published source), so each can be switched.
package struct UpdatedRules: Sendable, Codable, Equatable {
    package var commentAdd = true
    package var commentEdit = true
    package var commentDelete = true
    package var worklogAdd = true
    package var worklogEdit = true
    package var worklogDelete = true
    package var link = true
    package var attachment = true
    package var rank = false
    package var remoteLink = true
    /// Edits of fields, by what the history calls them.
    package var fieldEdit = true
    package var transition = true
    package var assign = true
    package var labels = true
    package var securityLevel = true
    package var move = true
    package var sprintMove = true
    package var sprintRename = false
    package var sprintStart = false
    package var sprintClose = false
    /// Permissions to browse, and the keys of projects.
    package var permission = false
    package var projectKeyChange = false
    /// What only the look of an issue changes by.
    package var vote = false
    package var watch = false
    package var view = false
    package var issueProperty = false
    package var archive = false
    package var scriptedField = false
    /// A change of a sub-task or of an epic's name, for the parent or the children.
    package var subtaskChange = false
    package var epicRename = false
    /// Names that are embedded in issues.
    package var statusRename = false
    package var priorityRename = false
    package var resolutionRename = false
    package var typeRename = false
    package var versionRename = false
    package var componentRename = false
    package var userRename = false
    package var fieldRename = false
    package var optionRename = false
    /// Merges and deletions, for the issues that had the version or component.
    package var versionMerge = true
    package var componentMerge = true

    package init() {}

    /// Whether a change moves `updated`, by what the history says of it.
    func moves(_ item: ChangeItem) -> Bool {
        switch (item.field, item.isCustom) {
        case ("status", false), ("resolution", false): transition
        case ("assignee", false): assign
        case ("labels", false): labels
        case ("security", false): securityLevel
        case ("project", false), ("Key", false): move
        case ("Sprint", true): sprintMove
        default: fieldEdit
        }
    }
}

/// What a simulated site is made of and how it behaves.
///
/// The same options and the same clock give the same bytes.
package struct SiteOptions: Sendable {
    /// All seeded content follows from it.
    package var seed: UInt64
    package var issues: Int
    /// At least 1.
    package var projects: Int
    /// At least 8: an administrator, a read-only service account, ordinary, deactivated and deleted people.
    package var users: Int
    /// Without a trailing slash; a context path is allowed.
    ///
    /// Shown in every `self` URL.
    package var baseURL: String
    /// Epoch milliseconds.
    ///
    /// ``Mutation/advanceClock(milliseconds:)`` adds to it.
    package var now: @Sendable () -> Int64
    /// Offset of the server's zone in rendered dates: 120 gives `+0200`.
    package var serverZoneOffsetMinutes: Int
    /// `jira.search.views.default.max`: larger pages are cut without a word.
    package var pageCap: Int
    package var bodySize: BodySize
    /// Texts with NUL, lone surrogates, markup, formulas, control characters; odd names; future-dated issues.
    package var hostileTexts: Bool
    /// `startAt + maxResults` beyond it is answered with 500, as versions 10.x and 11 do; nil has no limit.
    package var resultWindow: Int?
    /// Jira's version, as `serverInfo` shows it.
    package var version: String
    package var serverTitle: String
    /// A relational bound on a key that does not exist (`key >= ABC-99999`): true answers 400,
    /// false answers with an empty result.
    package var missingKeyBoundIsError: Bool
    /// The first N projects can be read by anonymous users.
    package var publicProjects: Int
    /// How many of an issue's worklogs are embedded in it.
    package var embeddedWorklogs: Int
    /// Precision of dates in the search index, in milliseconds: order and bounds see dates cut to it.
    package var indexPrecision: Int64
    /// Years of history behind the seeded issues.
    package var historyYears: Int
    package var updatedRules: UpdatedRules
    /// Text and number fields beyond the usual ones, sparsely used: thousands, as large sites have them.
    package var extraCustomFields = 0
    /// How many of an issue's comments are embedded in it; nil is all of them, as Server and Data Center do.
    package var embeddedComments: Int?
    /// false answers 404 for archived issues asked for by id.
    package var archivedIssuesReadable = true
    package var parentLinkForm = ParentLinkForm.key
    /// The nodes of the cluster; none is a server without a cluster.
    package var nodes: [NodeOptions] = []

    // What follows is set on a value, not in the initializer.

    /// Without it there is no agile API and no sprint, epic or rank, in the seeded past neither.
    package var hasJiraSoftware = true
    /// The agile API answers 403: the account has no Jira Software licence.
    package var agileForbidden = false
    /// The agile API gives at most so many rows a page.
    package var agilePageCap = 50
    /// How sprints are written inside issues; nil follows the version.
    package var sprintEra: SprintEra?
    package var userList = UserListSupport.byVersion
    /// `/user/search` gives at most so many a request; nil follows the version (100 from 10 on, else 1000).
    package var userSearchCap: Int?
    /// Nobody beyond the first capped page of `/user/search` can be reached.
    package var userSearchEndsAtCap = false
    package var emails = EmailDisplay.shown
    /// Of a hundred seeded issues in projects with security levels so many have one.
    package var securedPercent = 0
    /// Off, remote links answer 403.
    package var issueLinking = true

    package init(
        seed: UInt64 = 1, issues: Int = 200, projects: Int = 4, users: Int = 24,
        baseURL: String = "http://localhost:8080",
        now: @escaping @Sendable () -> Int64 = { Int64(Date().timeIntervalSince1970 * 1000) },
        serverZoneOffsetMinutes: Int = 120, pageCap: Int = 1000, bodySize: BodySize = .realistic,
        hostileTexts: Bool = true, resultWindow: Int? = nil, version: String = "9.12.4",
        serverTitle: String = "Simulated Jira", missingKeyBoundIsError: Bool = false,
        publicProjects: Int = 0, embeddedWorklogs: Int = 20, indexPrecision: Int64 = 1,
        historyYears: Int = 3, updatedRules: UpdatedRules = UpdatedRules()
    ) {
        self.seed = seed
        self.issues = issues
        self.projects = projects
        self.users = users
        self.baseURL = baseURL
        self.now = now
        self.serverZoneOffsetMinutes = serverZoneOffsetMinutes
        self.pageCap = pageCap
        self.bodySize = bodySize
        self.hostileTexts = hostileTexts
        self.resultWindow = resultWindow
        self.version = version
        self.serverTitle = serverTitle
        self.missingKeyBoundIsError = missingKeyBoundIsError
        self.publicProjects = publicProjects
        self.embeddedWorklogs = embeddedWorklogs
        self.indexPrecision = indexPrecision
        self.historyYears = historyYears
        self.updatedRules = updatedRules
    }
}
