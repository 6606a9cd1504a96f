import Testing

@testable import JiraSimulator

/// "Does `updated` move?": each row as it is believed, and the other way round.
@Suite struct UpdatedRuleTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var rule: any WritableKeyPath<UpdatedRules, Bool> & Sendable
        var believed: Bool
        /// Prepares, then gives the event and the issue whose `updated` is looked at.
        var event: @Sendable (SiteFixture) throws -> (Mutation, String)

        var testDescription: String { name }
    }

    private static func bug(_ fixture: SiteFixture, _ more: String = "") throws -> String {
        try #require(try fixture.keys("project = ALPHA AND issuetype = Bug \(more) ORDER BY key ASC").first)
    }

    private static let rows: [Row] = [
        Row(name: "field edit", rule: \.fieldEdit, believed: true) { fixture in
            let key = try bug(fixture)
            return (.editIssue(issue: key, edit: IssueEdit(summary: "new")), key)
        },
        Row(name: "custom field edit", rule: \.fieldEdit, believed: true) { fixture in
            let key = try bug(fixture)
            return (.setField(issue: key, field: "Cost", value: "77"), key)
        },
        Row(name: "transition", rule: \.transition, believed: true) { fixture in
            let key = try bug(fixture)
            return (.transition(issue: key, to: "Blocked"), key)
        },
        Row(name: "assignee", rule: \.assign, believed: true) { fixture in
            let key = try bug(fixture, "AND assignee is EMPTY")
            return (.assign(issue: key, to: "mirror"), key)
        },
        Row(name: "label", rule: \.labels, believed: true) { fixture in
            let key = try bug(fixture)
            return (.addLabel(issue: key, label: "new"), key)
        },
        Row(name: "attachment", rule: \.attachment, believed: true) { fixture in
            let key = try bug(fixture)
            return (.addAttachment(issue: key, filename: "a"), key)
        },
        Row(name: "comment added", rule: \.commentAdd, believed: true) { fixture in
            let key = try bug(fixture)
            return (.addComment(issue: key, body: "a"), key)
        },
        Row(name: "comment edited", rule: \.commentEdit, believed: true) { fixture in
            let key = try bug(fixture)
            let id = try #require(try fixture.apply(.addComment(issue: key, body: "a")).id)
            return (.editComment(issue: key, comment: id, body: "b"), key)
        },
        Row(name: "comment deleted", rule: \.commentDelete, believed: true) { fixture in
            let key = try bug(fixture)
            let id = try #require(try fixture.apply(.addComment(issue: key, body: "a")).id)
            return (.deleteComment(issue: key, comment: id), key)
        },
        Row(name: "worklog added", rule: \.worklogAdd, believed: true) { fixture in
            let key = try bug(fixture)
            return (.addWorklog(issue: key, seconds: 60), key)
        },
        Row(name: "worklog edited", rule: \.worklogEdit, believed: true) { fixture in
            let key = try bug(fixture)
            let id = try #require(try fixture.apply(.addWorklog(issue: key, seconds: 60)).id)
            return (.editWorklog(issue: key, worklog: id, seconds: 120), key)
        },
        Row(name: "worklog deleted", rule: \.worklogDelete, believed: true) { fixture in
            let key = try bug(fixture)
            let id = try #require(try fixture.apply(.addWorklog(issue: key, seconds: 60)).id)
            return (.deleteWorklog(issue: key, worklog: id), key)
        },
        Row(name: "link", rule: \.link, believed: true) { fixture in
            let key = try bug(fixture)
            let other = try #require(try fixture.keys("project = BETA").first)
            return (.addLink(type: "Relates", source: other, target: key), key)
        },
        Row(name: "vote", rule: \.vote, believed: false) { fixture in
            let key = try bug(fixture)
            return (.setVotes(issue: key, votes: 99), key)
        },
        Row(name: "watch", rule: \.watch, believed: false) { fixture in
            let key = try bug(fixture)
            return (.setWatches(issue: key, watches: 99), key)
        },
        Row(name: "view", rule: \.view, believed: false) { fixture in
            let key = try bug(fixture)
            return (.viewIssue(issue: key), key)
        },
        Row(name: "issue property", rule: \.issueProperty, believed: false) { fixture in
            let key = try bug(fixture)
            return (.setProperty(issue: key, property: "app", value: "{\"a\": 1}"), key)
        },
        Row(name: "rank", rule: \.rank, believed: false) { fixture in
            let key = try bug(fixture)
            return (.rankIssue(issue: key), key)
        },
        Row(name: "sprint", rule: \.sprintMove, believed: true) { fixture in
            let key = try bug(fixture)
            return (.setField(issue: key, field: "Sprint", value: "10000"), key)
        },
        Row(name: "move", rule: \.move, believed: true) { fixture in
            let truth = try #require(
                fixture.truths().first {
                    $0.key.hasPrefix("ALPHA-") && $0.column("parent_id") == nil
                        && $0.rows["issue_components"]?.isEmpty == true
                        && $0.rows["issue_fix_versions"]?.isEmpty == true
                        && $0.rows["issue_affected_versions"]?.isEmpty == true
                        && $0.field("customfield_10313") == nil && $0.field("customfield_10314") == nil
                })
            return (.moveIssue(issue: truth.key, toProject: "BETA"), String(truth.id))
        },
        Row(name: "security level", rule: \.securityLevel, believed: true) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.createSecurityLevel(project: "ALPHA", name: "Closed circle"))
            return (.setSecurityLevel(issue: key, level: "Closed circle"), key)
        },
        Row(name: "remote link", rule: \.remoteLink, believed: true) { fixture in
            let key = try bug(fixture)
            let link = NewRemoteLink(url: "https://example.com/1", title: "One")
            return (.addRemoteLink(issue: key, link: link), key)
        },
        Row(name: "sprint renamed", rule: \.sprintRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setField(issue: key, field: "Sprint", value: "10000"))
            return (.renameSprint(sprint: 10000, to: "Otherwise"), key)
        },
        Row(name: "sprint started", rule: \.sprintStart, believed: false) { fixture in
            let key = try bug(fixture)
            let sprint = try #require(try fixture.apply(.createSprint(board: 1, name: "New")).id)
            _ = try fixture.apply(.moveToSprint(issues: [key], sprint: sprint))
            return (.startSprint(sprint: sprint), key)
        },
        Row(name: "sprint closed", rule: \.sprintClose, believed: false) { fixture in
            let key = try bug(fixture)
            let sprint = try #require(try fixture.apply(.createSprint(board: 1, name: "New")).id)
            _ = try fixture.apply(.moveToSprint(issues: [key], sprint: sprint))
            _ = try fixture.apply(.startSprint(sprint: sprint))
            return (.closeSprint(sprint: sprint), key)
        },
        Row(name: "permission taken", rule: \.permission, believed: false) { fixture in
            (.hideProject(project: "ALPHA", from: "mirror"), try bug(fixture))
        },
        Row(name: "project key changed", rule: \.projectKeyChange, believed: false) { fixture in
            let truth = try fixture.truth(try bug(fixture))
            return (.changeProjectKey(project: "ALPHA", to: "OMEGA"), String(truth.id))
        },
        Row(name: "archive", rule: \.archive, believed: false) { fixture in
            let key = try bug(fixture)
            return (.archiveIssue(issue: key), key)
        },
        Row(name: "scripted field", rule: \.scriptedField, believed: false) { fixture in
            (.recalculateFields, "10001")
        },
        Row(name: "value for all issues", rule: \.scriptedField, believed: false) { fixture in
            (.setFieldForAll(project: "ALPHA", field: "Cost", value: "1"), try bug(fixture))
        },
        Row(name: "sub-task, for its parent", rule: \.subtaskChange, believed: false) { fixture in
            let child = try #require(fixture.truths().first { $0.column("parent_id") != nil })
            let parent = try #require(child.column("parent_id"))
            return (.transition(issue: child.key, to: "Blocked"), parent)
        },
        Row(name: "epic renamed, for its children", rule: \.epicRename, believed: false) { fixture in
            let child = try #require(fixture.truths().first { $0.column("epic_id") != nil })
            let epic = try #require(child.column("epic_id"))
            return (.editIssue(issue: epic, edit: IssueEdit(summary: "Epos")), String(child.id))
        },
        Row(name: "status renamed", rule: \.statusRename, believed: false) { fixture in
            let truth = try fixture.truth(try bug(fixture))
            return (.renameStatus(status: truth.column("status_id") ?? "", to: "Otherwise"), truth.key)
        },
        Row(name: "priority renamed", rule: \.priorityRename, believed: false) { fixture in
            let truth = try fixture.truth(try bug(fixture, "AND priority is not EMPTY"))
            return (.renamePriority(priority: truth.column("priority_id") ?? "", to: "Otherwise"), truth.key)
        },
        Row(name: "resolution renamed", rule: \.resolutionRename, believed: false) { fixture in
            let truth = try fixture.truth(try bug(fixture, "AND resolution is not EMPTY"))
            return (
                .renameResolution(resolution: truth.column("resolution_id") ?? "", to: "Otherwise"), truth.key
            )
        },
        Row(name: "issue type renamed", rule: \.typeRename, believed: false) { fixture in
            (.renameIssueType(type: "Bug", to: "Otherwise"), try bug(fixture))
        },
        Row(name: "version renamed", rule: \.versionRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setFixVersions(issue: key, versions: ["1.0"]))
            return (.renameVersion(project: "ALPHA", version: "1.0", to: "Otherwise"), key)
        },
        Row(name: "component renamed", rule: \.componentRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setComponents(issue: key, components: ["UI"]))
            return (.renameComponent(project: "ALPHA", component: "UI", to: "Otherwise"), key)
        },
        Row(name: "user renamed", rule: \.userRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.assign(issue: key, to: "mirror"))
            return (.renameUser(user: "mirror", to: "otherwise"), key)
        },
        Row(name: "custom field renamed", rule: \.fieldRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setField(issue: key, field: "Cost", value: "1"))
            return (.renameField(field: "Cost", to: "Otherwise"), key)
        },
        Row(name: "option renamed", rule: \.optionRename, believed: false) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setField(issue: key, field: "Platforms", value: "Linux"))
            return (.renameOption(field: "Platforms", option: "Linux", to: "Otherwise"), key)
        },
        Row(name: "version merged", rule: \.versionMerge, believed: true) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setFixVersions(issue: key, versions: ["1.0"]))
            return (.mergeVersion(project: "ALPHA", from: "1.0", into: "1.1"), key)
        },
        Row(name: "component deleted", rule: \.componentMerge, believed: true) { fixture in
            let key = try bug(fixture)
            _ = try fixture.apply(.setComponents(issue: key, components: ["UI"]))
            return (.deleteComponent(project: "ALPHA", component: "UI"), key)
        },
    ]

    @Test("an event moves updated as it is believed, or as the switch says", arguments: rows)
    private func row(_ row: Row) throws {
        #expect(UpdatedRules()[keyPath: row.rule] == row.believed)
        for isOn in [true, false] {
            let fixture = SiteFixture(issues: 160) { $0.updatedRules[keyPath: row.rule] = isOn }
            let (event, issue) = try row.event(fixture)
            func updated() throws -> String? {
                try fixture.truth(issue).column("updated_at")
            }
            let before = try updated()
            #expect(before != nil)
            _ = try fixture.apply(event)
            #expect(try updated() == (isOn ? CivilDate.utc(fixture.clock.now) : before), "switch \(isOn)")
        }
    }
}
