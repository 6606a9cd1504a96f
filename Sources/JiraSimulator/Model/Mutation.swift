/// A change to the site.
///
/// `Codable` in the compiler's own form, so the control API takes
/// `{"addComment":{"issue":"ABC-1","body":"hello"}}`; parameters with a default may be left out.
///
/// An issue is named by key (present or former) or id; a person by key or username; a project, status,
/// version, component, link type, priority, resolution by id, key or name. `author` nil is the administrator.
package enum Mutation: Codable, Sendable, Equatable {
    case createIssue(
        project: String, summary: String, type: String? = nil, parent: String? = nil, edit: IssueEdit? = nil,
        author: String? = nil)
    case editIssue(issue: String, edit: IssueEdit, author: String? = nil)
    /// A status of the category `done` sets the resolution (`Done` unless named); any other clears it.
    case transition(issue: String, to: String, resolution: String? = nil, author: String? = nil)
    /// `to` nil unassigns.
    case assign(issue: String, to: String? = nil, author: String? = nil)
    case addComment(issue: String, body: String, visibility: Visibility? = nil, author: String? = nil)
    case editComment(issue: String, comment: Int64, body: String, author: String? = nil)
    case deleteComment(issue: String, comment: Int64, author: String? = nil)
    /// `started` is epoch milliseconds, nil is now.
    case addWorklog(
        issue: String, seconds: Int64, comment: String? = nil, started: Int64? = nil,
        visibility: Visibility? = nil, author: String? = nil)
    case editWorklog(
        issue: String, worklog: Int64, seconds: Int64? = nil, comment: String? = nil, author: String? = nil)
    case deleteWorklog(issue: String, worklog: Int64, author: String? = nil)
    /// `source` is the outward side: "source blocks target".
    case addLink(type: String, source: String, target: String, author: String? = nil)
    case removeLink(link: Int64, author: String? = nil)
    case addLabel(issue: String, label: String, author: String? = nil)
    case removeLabel(issue: String, label: String, author: String? = nil)
    case setFixVersions(issue: String, versions: [String], author: String? = nil)
    case setComponents(issue: String, components: [String], author: String? = nil)
    case addAttachment(
        issue: String, filename: String, size: Int64? = nil, mimeType: String? = nil, author: String? = nil)
    case deleteAttachment(issue: String, attachment: Int64, author: String? = nil)
    /// Same id, new key; sub-tasks move along. The old key keeps answering.
    case moveIssue(issue: String, toProject: String, author: String? = nil)
    /// Sub-tasks go too; links vanish at their other ends without touching `updated`.
    case deleteIssue(issue: String)
    /// Votes, watches, views and (by default) ranks change what is shown but not `updated`.
    case setVotes(issue: String, votes: Int)
    case setWatches(issue: String, watches: Int)
    case viewIssue(issue: String)
    /// A property of the issue, as apps keep them; no value takes it away. `value` is JSON.
    case setProperty(issue: String, property: String, value: String? = nil)
    case rankIssue(issue: String, author: String? = nil)

    case createProject(key: String, name: String, lead: String? = nil)
    /// All keys of the project change with no issue being touched.
    case changeProjectKey(project: String, to: String)
    case renameProject(project: String, to: String)
    /// Takes the permission to browse: from one person, or from all but the administrator.
    case hideProject(project: String, from: String? = nil)
    case showProject(project: String, to: String? = nil)
    case archiveProject(project: String)
    case restoreProject(project: String)
    case deleteProject(project: String)
    case createVersion(project: String, name: String, releaseDate: String? = nil)
    case createComponent(project: String, name: String)

    case renameStatus(status: String, to: String)
    case renameVersion(project: String, version: String, to: String)
    case renameComponent(project: String, component: String, to: String)

    case createUser(name: String, displayName: String? = nil, email: String? = nil, timeZone: String? = nil)
    /// Changes the username; the key stays and no issue is touched.
    case renameUser(user: String, to: String, displayName: String? = nil)
    case deactivateUser(user: String)
    case activateUser(user: String)
    /// Leaves an author with only `name` and `active:false`.
    case deleteUser(user: String)
    case setUserTimeZone(user: String, timeZone: String)

    /// One label added to `count` issues in one instant: many issues share one `updated`.
    case bulkEdit(count: Int, seed: UInt64? = nil)
    /// `count` edits of all kinds on random issues, one millisecond apart.
    case randomEdits(count: Int, seed: UInt64)
    case advanceClock(milliseconds: Int64)
    case setServerVersion(version: String)

    // MARK: Jira Software; a board or sprint is named by its id

    /// `type` is `scrum` or `kanban`; the board's filter finds the issues of `projects`.
    case createBoard(name: String, type: String, projects: [String])
    /// Its sprints stay in their issues.
    case deleteBoard(board: Int64)
    case renameBoard(board: Int64, to: String)
    case setBoardColumns(board: Int64, columns: [BoardColumn])
    /// A number field by id or name, `timeoriginalestimate`, or nil for the count of issues.
    case setEstimationField(board: Int64, field: String? = nil)
    /// A future sprint; days and times are epoch milliseconds.
    case createSprint(
        board: Int64, name: String, goal: String? = nil, start: Int64? = nil, end: Int64? = nil)
    /// No issue is touched, yet the text inside each of its issues changes.
    case renameSprint(sprint: Int64, to: String, goal: String? = nil)
    /// `end` nil is two weeks later.
    case startSprint(sprint: Int64, end: Int64? = nil)
    /// Unfinished issues go on to the sprint `moveTo`, which touches them, or to the backlog: nothing changes
    /// in them then, as a closed sprint stays in its issues.
    case closeSprint(sprint: Int64, moveTo: Int64? = nil, author: String? = nil)
    /// Its issues lose it, with history.
    case deleteSprint(sprint: Int64, author: String? = nil)
    /// Closed sprints stay in the issues; nil is the backlog.
    case moveToSprint(issues: [String], sprint: Int64? = nil, author: String? = nil)

    // MARK: People, security levels, remote links

    /// Key, username and display name change; no issue's `updated` moves.
    case anonymiseUser(user: String)
    /// nil hides the address.
    case setUserEmail(user: String, email: String? = nil)
    /// A level of the issue's project by id or name; nil opens the issue. Sub-tasks follow their parent.
    case setSecurityLevel(issue: String, level: String? = nil, author: String? = nil)
    case createSecurityLevel(
        project: String, name: String, description: String? = nil, members: SecurityMembers? = nil)
    case renameSecurityLevel(level: Int64, to: String, description: String? = nil)
    /// Issues appear and vanish for people without being touched.
    case setSecurityMembers(level: Int64, members: SecurityMembers)
    case addRemoteLink(issue: String, link: NewRemoteLink, author: String? = nil)
    case removeRemoteLink(issue: String, link: Int64, author: String? = nil)
    /// What is left out stays as it is.
    case setSwitches(switches: SiteSwitches)
    // MARK: Custom fields, named by `customfield_NNNNN`, number or name

    /// `value` as ``IssueEdit/custom`` takes it; nil empties the field.
    case setField(issue: String, field: String, value: String? = nil, author: String? = nil)
    /// `type` is the last part of the type's key (`textfield`, `multiselect`, `userpicker` …) or all of it.
    case createField(name: String, type: String)
    case renameField(field: String, to: String)
    /// Its values vanish with it and no issue is touched.
    case deleteField(field: String)
    /// `parent` names the option of the first level in a cascading select.
    case addOption(field: String, value: String, parent: String? = nil)
    case renameOption(field: String, option: String, to: String)
    /// Every issue of a project shows a value where it holds none, without being written; nil ends it.
    case setFieldForAll(project: String, field: String, value: String? = nil)
    /// The calculated field shows other values, but in archived issues: nothing can be changed in them.
    case recalculateFields

    // MARK: Archives, imports, clocks, nodes, backups

    /// Leaves every search; sub-tasks go along.
    case archiveIssue(issue: String, author: String? = nil)
    case restoreIssue(issue: String, author: String? = nil)
    /// Dates are epoch milliseconds and may lie in the future.
    case importIssue(
        project: String, summary: String, created: Int64, updated: Int64, author: String? = nil)
    /// What the server's clock shows more than the true time, in milliseconds; no time passes.
    case setClock(offset: Int64)
    /// Later changes are made on that node and bear its clock; nil is the site's.
    case workOn(node: String? = nil)
    /// Milliseconds; what is nil stays.
    case setNode(node: String, indexLag: Int64? = nil, clockOffset: Int64? = nil)
    case takeBackup
    /// The whole site goes back to the backup, but for the clocks; ids are given again.
    case restoreBackup

    // MARK: Merges and names

    /// The issues that have the first get the second, with history.
    case mergeVersion(project: String, from: String, into: String)
    case deleteVersion(project: String, version: String, replacement: String? = nil)
    case mergeComponent(project: String, from: String, into: String)
    case deleteComponent(project: String, component: String, replacement: String? = nil)
    case renamePriority(priority: String, to: String)
    case renameResolution(resolution: String, to: String)
    case renameIssueType(type: String, to: String)
    case renameLinkType(type: String, to: String, inward: String? = nil, outward: String? = nil)
    case changeStatusCategory(status: String, to: String)
    case createStatus(name: String, category: String)
}

/// Who may see a comment or a worklog.
package struct Visibility: Codable, Sendable, Equatable {
    /// `role` or `group`.
    package var type: String
    package var value: String

    package init(type: String, value: String) {
        self.type = type
        self.value = value
    }
}

/// New values of fields; nil leaves a field alone, ``clear`` names the fields to empty.
package struct IssueEdit: Codable, Sendable, Equatable {
    package var summary: String?
    package var description: String?
    package var environment: String?
    package var issueType: String?
    package var priority: String?
    package var reporter: String?
    package var assignee: String?
    /// `YYYY-MM-DD`.
    package var dueDate: String?
    package var originalEstimateSeconds: Int64?
    package var remainingEstimateSeconds: Int64?
    package var labels: [String]?
    package var components: [String]?
    package var fixVersions: [String]?
    package var affectedVersions: [String]?
    /// Key of the epic.
    package var epic: String?
    /// Custom fields by name or `customfield_NNNNN`: text, a number, an option, a person, a version, a group,
    /// `YYYY-MM-DD`, an instant; several as a JSON array of texts or separated by commas; JSON for unknown
    /// types.
    package var custom: [String: String]?
    /// Fields to empty, by the names above: `description`, `priority`, `dueDate`, `epic`, `customfield_10204`.
    package var clear: [String]?

    package init(
        summary: String? = nil, description: String? = nil, environment: String? = nil,
        issueType: String? = nil, priority: String? = nil, reporter: String? = nil, assignee: String? = nil,
        dueDate: String? = nil, originalEstimateSeconds: Int64? = nil, remainingEstimateSeconds: Int64? = nil,
        labels: [String]? = nil, components: [String]? = nil, fixVersions: [String]? = nil,
        affectedVersions: [String]? = nil, epic: String? = nil, custom: [String: String]? = nil,
        clear: [String]? = nil
    ) {
        self.summary = summary
        self.description = description
        self.environment = environment
        self.issueType = issueType
        self.priority = priority
        self.reporter = reporter
        self.assignee = assignee
        self.dueDate = dueDate
        self.originalEstimateSeconds = originalEstimateSeconds
        self.remainingEstimateSeconds = remainingEstimateSeconds
        self.labels = labels
        self.components = components
        self.fixVersions = fixVersions
        self.affectedVersions = affectedVersions
        self.epic = epic
        self.custom = custom
        self.clear = clear
    }
}

/// What a mutation made or touched.
package struct MutationResult: Codable, Sendable, Equatable {
    /// Why nothing happened: an unknown issue, status, person … Nothing was changed then.
    package var error: String?
    /// Id of what was made: the issue, comment, worklog, link, attachment, project, version, component.
    package var id: Int64?
    /// Key of the issue or project made or moved, or of the person made.
    package var key: String?
    /// Ids of all issues whose content changed.
    package var issues: [Int64]

    package init(error: String? = nil, id: Int64? = nil, key: String? = nil, issues: [Int64] = []) {
        self.error = error
        self.id = id
        self.key = key
        self.issues = issues
    }
}
