import Reporting
import SyncCore

/// How far versions are, and when they will be finished.
///
/// Reads the issues of the versions shown, by the index of fix versions.
struct VersionProgressReport: ReportDefinition {
    let description = ReportDescription(
        name: "version-progress", title: "Version progress",
        summary: "How far are the unreleased versions, and when will they be finished?",
        parameters: ReportParameter.scope + ProgressRequest.parameters("version"))

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let asked = try ProgressRequest(request, scope)
        let versions = try versions(scope, request)
        var scan = ProgressScan()
        if !versions.isEmpty {
            scan = try ProgressScan(
                owner: "fv.version_id",
                source: """
                    FROM issue_fix_versions AS fv CROSS JOIN issues AS i ON i.id = fv.issue_id
                    LEFT JOIN issue_flow AS flow ON flow.issue_id = i.id
                    WHERE fv.version_id IN (\(IssueScope.list(versions.map(\.id)))) AND \(scope.condition("i"))
                    """, scope, asked.window, request)
        }
        var items = versions.map { version in
            var version = version
            version.tally = scan.tallies[version.id] ?? ProgressTally()
            return version
        }
        let isNamed = !request.values.list("version").isEmpty
        let all = items.count
        if !isNamed { items.removeAll { $0.tally.total == 0 } }
        return document(request, scope, asked, scan, items, isNamed: isNamed, empty: all - items.count)
    }

    /// By release date, those without one last, then by the project's order.
    private func versions(
        _ scope: IssueScope, _ request: ReportRequest
    ) throws(ReportError) -> [ProgressItem] {
        let names = Set(request.values.list("version").map { $0.lowercased() })
        let projects = scope.projects.map(\.id)
        let condition = projects.isEmpty ? "1" : "v.project_id IN (\(IssueScope.list(projects)))"
        let unnamed = names.isEmpty ? "AND NOT v.released AND NOT v.archived" : ""
        var versions: [ProgressItem] = []
        try request.reader.report(
            """
            SELECT v.id, v.name, p.key, v.start_date, v.release_date FROM versions AS v
            LEFT JOIN projects AS p ON p.id = v.project_id WHERE \(condition) \(unnamed)
            ORDER BY v.release_date IS NULL, v.release_date, p.key, v.position, v.id
            """
        ) { row in
            let name = row.text(1) ?? "?\(row.number(0))"
            guard names.isEmpty || names.contains(name.lowercased()) else { return }
            versions.append(
                ProgressItem(
                    id: row.number(0), name: name, projectKey: row.text(2), start: row.day(3),
                    due: row.day(4)))
        }
        return versions
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ asked: ProgressRequest, _ scan: ProgressScan,
        _ items: [ProgressItem], isNamed: Bool, empty: Int
    ) -> ReportDocument {
        let shown = asked.forecast(items)
        let view = ProgressView(
            noun: "version", dueTitle: "Release date", settings: asked.settings, items: shown)
        return document(
            request, headline: headline(view, items.count, isNamed: isNamed),
            definition: [
                isNamed
                    ? "Versions: those asked for, whether released or not."
                    : "Versions: those not released and not archived that have issues, by release date.",
                "An issue belongs to each version that it has as fix version now; one of several versions counts in each.",
            ] + asked.rules,
            sample: Sample(
                shown.reduce(0) { $0 + $1.tally.total },
                "issues of \(shown.count) \(shown.count == 1 ? "version" : "versions")"),
            exclusions: scan.exclusions + [
                Exclusion("versions without issues", empty),
                Exclusion("versions beyond the limit", items.count - shown.count),
            ],
            jiraDifference: """
                Jira's version report divides the points done by the working days since the version's start and \
                predicts a date from that, optimistic and pessimistic at ±10 %; when an issue is reopened and done \
                again it counts its points twice (GHS-11735). It leaves out sub-tasks, as this report does.
                """,
            searches: searches(scope, view.chosen), sections: view.sections(), mainTable: "versions")
    }

    private func headline(_ view: ProgressView, _ count: Int, isNamed: Bool) -> String {
        guard let first = view.chosen else {
            return isNamed
                ? "None of these versions is in the projects." : "No unreleased version has issues."
        }
        guard count > 1 else { return view.finding(first) }
        return "\(Figure.grouped(count)) \(isNamed ? "" : "unreleased ")versions. \(view.finding(first))"
    }

    private func searches(_ scope: IssueScope, _ item: ProgressItem?) -> [JiraSearch] {
        guard let item, item.tally.total > 0 else { return [] }
        let jql = scope.jql.clause("fixVersion = \(item.id)")
        return [
            JiraSearch(
                "Issues of \(item.name)", jql: jql.ordered(by: "key").text, expected: item.tally.total),
            JiraSearch(
                "Open issues of \(item.name)",
                jql: jql.clause("statusCategory != Done").ordered(by: "key").text, expected: item.tally.open),
        ]
    }
}
