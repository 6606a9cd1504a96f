import Foundation
import Reporting
import SyncCore

/// Who worked on what, and how long, by the entries of the worklogs.
struct WorklogReport: ReportDefinition {
    let description = ReportDescription(
        name: "worklog", title: "Logged work",
        summary: "How many hours went where: by person, project, period or issue?",
        parameters: ReportParameter.scope + [
            .from("-12w", "of work"), .to("of work"), .by("week"),
            ReportParameter(
                "group", .choice(Group.allCases.map(\.rawValue)), default: "person",
                help: "what the hours are added up by"),
            person, .subtasks("yes"),
        ])

    static let person = ReportParameter(
        "person", .people, help: "only work of these people, by key, login name or full name")

    enum Group: String, CaseIterable {
        case person, project, period, issue

        /// Of the table.
        var plural: String {
            switch self {
            case .person: "people"
            case .project: "projects"
            case .period: "periods"
            case .issue: "issues"
            }
        }

        var title: String {
            switch self {
            case .person: "Person"
            case .project: "Project"
            case .period: "Period"
            case .issue: "Issue"
            }
        }

        /// Whether the picture shows its members: periods are the axis, issues are too many.
        var isDrawn: Bool { self == .person || self == .project }
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let lookup = try ParameterLookup(request, [Self.person])
        let scope = try IssueScope(request)
        let group = Group(rawValue: request.values.text("group") ?? "") ?? .person
        var tally = WorklogTally(group: group, window: try PeriodWindow(request))
        try WorklogScan(scope: scope, people: lookup.arguments).run(request.reader, &tally)
        let names = try names(tally, request.reader)
        let incomplete = try incomplete(scope, request.reader)
        return document(request, scope, tally, names, incomplete: incomplete)
    }

    /// What the members of the groups are called; issues are named when they are printed.
    private func names(_ tally: WorklogTally, _ reader: MirrorReader) throws(ReportError) -> [String] {
        var known: [String: String] = [:]
        switch tally.group {
        case .person:
            try reader.report("SELECT key, coalesce(display_name, username, key) FROM users") { row in
                if let key = row.text(0) { known[key] = row.text(1) }
            }
            known[""] = "(anonymous)"
        case .project:
            try reader.report("SELECT id, key FROM projects") { row in
                known[String(row.number(0))] = row.text(1)
            }
        case .period, .issue: break
        }
        return tally.members.map { known[$0] ?? $0 }
    }

    /// Issues of the selection whose answers held fewer worklogs than Jira counts.
    private func incomplete(_ scope: IssueScope, _ reader: MirrorReader) throws(ReportError) -> Int {
        var count = 0
        try reader.report(
            """
            SELECT count(*) FROM incomplete_worklogs AS w JOIN issues AS i ON i.id = w.issue_id
            WHERE \(scope.condition("i"))
            """
        ) { count = Int($0.number(0)) }
        return count
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ tally: WorklogTally, _ names: [String],
        incomplete: Int
    ) -> ReportDocument {
        let figures = WorklogFigures(tally: tally, names: names, reader: request.reader)
        let span = tally.window.text
        var sections: [ReportSection] = []
        if tally.seconds != 0 { sections = [.tiles(figures.tiles), .chart(figures.chart)] }
        sections.append(.table(figures.groupTable))
        if tally.group.isDrawn { sections.append(.table(figures.detailTable)) }
        if tally.group == .issue { sections.append(.table(figures.periodTable)) }
        return document(
            request, headline: figures.headline(span), definition: definition(request, scope, incomplete),
            sample: Sample(tally.entries, "worklog entries from \(span)"),
            exclusions: [
                Exclusion(
                    "entries on archived issues (\(Figure.hours(tally.archivedSeconds)))", tally.archived),
                Exclusion("entries on sub-tasks (\(Figure.hours(tally.subtaskSeconds)))", tally.subtasks),
            ],
            jiraDifference: """
                Jira itself finds the issues with such entries, but adds up no hours; its time tracking report \
                shows the totals of issues, whoever worked on them and whenever. Entries that are restricted to a \
                group or role that the account is not in are in neither.
                """,
            searches: searches(request, scope, tally), sections: sections)
    }

    private func definition(_ request: ReportRequest, _ scope: IssueScope, _ incomplete: Int) -> [String] {
        var rules = [
            "Each worklog entry counts for its author, on the day on which the work was started; an entry is never split over days.",
            "Hours are those that the entry states, 1 hour being 60 minutes; estimates do not count.",
            "Days are those of the time zone \(request.facts.calendar.zone.identifier); weeks start on Monday (ISO 8601).",
            "Entries belong to the project that their issue is in now, moved ones included; whether it was started, finished or reopened, and what its status is called, plays no part. Entries on archived and deleted issues do not count; those on sub-tasks \(scope.subtaskRule).",
        ]
        if incomplete > 0 {
            rules.append(
                "Of \(Figure.grouped(incomplete)) issues not all entries have been read yet: their hours are too low."
            )
        }
        return rules
    }

    /// Issues with such entries; by author Jira would also find issues where the day is another's.
    private func searches(
        _ request: ReportRequest, _ scope: IssueScope, _ tally: WorklogTally
    ) -> [JiraSearch] {
        guard scope.isReproducible, request.values.list("person").isEmpty else { return [] }
        let jql = scope.jql.compare("worklogDate", ">=", tally.window.first.text)
            .compare("worklogDate", "<=", tally.window.last.text)
        return [JiraSearch("Issues worked on", jql: jql.text, expected: tally.issues.count)]
    }
}

extension Figure {
    /// "7.5 h" of seconds.
    static func hours(_ seconds: Int64) -> String { grouped(Double(seconds) / 3600, digits: 1) + "\u{202F}h" }
}
