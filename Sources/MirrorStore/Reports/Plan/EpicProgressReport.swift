import Reporting
import SyncCore

/// How far epics are, and when they will be finished.
///
/// Reads the issues of the epics from the index of epics, which holds what is asked of them; `+` keeps SQLite from
/// starting with the other conditions.
struct EpicProgressReport: ReportDefinition {
    let description = ReportDescription(
        name: "epic-progress", title: "Epic progress",
        summary: "How far are the open epics, and when will they be finished?",
        parameters: ReportParameter.scope + [
            ReportParameter("epic", .list, help: "only these epics, by key, open or not")
        ] + ProgressRequest.parameters("epic"))

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let asked = try ProgressRequest(request, scope)
        let named = try named(request)
        let epics = try epics(named, scope, request)
        var scan = ProgressScan()
        if !epics.isEmpty {
            scan = try ProgressScan(
                owner: "i.epic_id",
                source: """
                    FROM issues AS i LEFT JOIN issue_flow AS flow ON flow.issue_id = i.id
                    WHERE i.epic_key IS NOT NULL AND i.epic_id IN (\(IssueScope.list(epics.map(\.id))))
                        AND \(scope.condition("+i"))
                    """, scope, asked.window, request)
        }
        var items = epics.map { epic in
            var epic = epic
            epic.tally = scan.tallies[epic.id] ?? ProgressTally()
            return epic
        }
        if named.isEmpty { items.removeAll { $0.tally.total == 0 } }
        // Stable: what is left most first, of equals in the order of the keys.
        items = items.enumerated().sorted {
            ($1.element.tally.open, $0.offset) < ($0.element.tally.open, $1.offset)
        }.map(\.element)
        return document(
            request, scope, asked, scan, items, isNamed: !named.isEmpty,
            withoutEpic: named.isEmpty ? try lost(scope, request) : 0, field: try linkField(request.reader))
    }

    /// The epics of the parameter, former keys included.
    private func named(_ request: ReportRequest) throws(ReportError) -> [Int64] {
        var ids: [Int64] = []
        var problems: [ParameterProblem] = []
        for key in request.values.list("epic") {
            var found: Int64?
            try request.reader.report(
                """
                SELECT id, 1 FROM issues WHERE key = ?1
                UNION ALL SELECT issues.id, 2 FROM issue_keys JOIN issues ON issues.id = issue_keys.issue_id
                    WHERE issue_keys.key = ?1
                ORDER BY 2
                """, .positional([.text(key.uppercased())])
            ) { if found == nil { found = $0.number(0) } }
            if let found {
                if !ids.contains(found) { ids.append(found) }
            } else {
                problems.append(.notInMirror(name: "epic", value: key, nearest: nil))
            }
        }
        guard problems.isEmpty else { throw .parameters(report: request.name, problems) }
        return ids
    }

    /// In the order of the keys. Of all epics only those that have issues in the projects: the others would be looked
    /// up in the longest rows of the mirror to be left out afterwards.
    private func epics(
        _ named: [Int64], _ scope: IssueScope, _ request: ReportRequest
    ) throws(ReportError) -> [ProgressItem] {
        let condition =
            named.isEmpty
            ? """
            e.id IN (SELECT c.epic_id FROM issues AS c
                WHERE c.epic_key IS NOT NULL AND \(scope.projectCondition("+c.project_id")))
            AND e.archived_at IS NULL AND coalesce(k.key, '') <> 'done'
            """ : "e.id IN (\(IssueScope.list(named)))"
        var epics: [ProgressItem] = []
        try request.reader.report(
            """
            SELECT e.id, e.key, e.summary, p.key, e.due_date FROM issues AS e
            LEFT JOIN projects AS p ON p.id = e.project_id LEFT JOIN statuses AS s ON s.id = e.status_id
            LEFT JOIN status_categories AS k ON k.id = s.category_id
            WHERE \(condition) ORDER BY p.key, e.number, e.id
            """
        ) { row in
            epics.append(
                ProgressItem(
                    id: row.number(0), name: row.text(1) ?? "?\(row.number(0))", summary: row.text(2),
                    projectKey: row.text(3), due: row.day(4)))
        }
        return epics
    }

    /// Issues of an epic that the mirror does not hold: deleted, or invisible to the account.
    private func lost(_ scope: IssueScope, _ request: ReportRequest) throws(ReportError) -> Int {
        var count = 0
        try request.reader.report(
            """
            SELECT i.issue_type_id, i.archived_at IS NOT NULL
            FROM (SELECT c.id FROM issues AS c WHERE c.epic_key IS NOT NULL AND c.epic_id IS NULL) AS m
            CROSS JOIN issues AS i ON i.id = m.id WHERE \(scope.condition("i"))
            """
        ) { row in
            if scope.place(type: row.number(0), isArchived: row.number(1) == 1) == .counted { count += 1 }
        }
        return count
    }

    /// `cf[10008]`, what JQL calls the field Epic Link whatever its name is.
    private func linkField(_ reader: MirrorReader) throws(ReportError) -> String? {
        var field: String?
        try reader.report(
            """
            SELECT id FROM fields WHERE schema_custom = 'com.pyxis.greenhopper.jira:gh-epic-link'
            ORDER BY is_stub, length(id), id LIMIT 1
            """
        ) { row in
            if let id = row.text(0)?.split(separator: "_").last.flatMap({ Int64($0) }) { field = "cf[\(id)]" }
        }
        return field
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ asked: ProgressRequest, _ scan: ProgressScan,
        _ items: [ProgressItem], isNamed: Bool, withoutEpic: Int, field: String?
    ) -> ReportDocument {
        let shown = asked.forecast(items)
        let view = ProgressView(noun: "epic", dueTitle: "Due date", settings: asked.settings, items: shown)
        return document(
            request, headline: headline(view, items.count, isNamed: isNamed),
            definition: [
                isNamed
                    ? "Epics: those asked for, open or not."
                    : "Epics: issues that others name in the field Epic Link and whose own status is not of the category Done, those with most left first.",
                "The issues of an epic are those that name it now; sub-tasks of theirs do not name it.",
            ] + asked.rules,
            sample: Sample(
                shown.reduce(0) { $0 + $1.tally.total },
                "issues of \(shown.count) \(shown.count == 1 ? "epic" : "epics")"),
            exclusions: scan.exclusions + [
                Exclusion("issues whose epic the mirror does not hold", withoutEpic),
                Exclusion("epics beyond the limit", items.count - shown.count),
            ],
            jiraDifference: """
                Jira's epic burndown forecasts from the mean of the last three sprints, rounded to whole points, \
                and takes no account of how much that varies; its epic report shows progress only. Here whole \
                weeks are drawn, with or without sprints, and the dates come with their certainty.
                """,
            searches: searches(scope, view.chosen, field), sections: view.sections(), mainTable: "epics")
    }

    private func headline(_ view: ProgressView, _ count: Int, isNamed: Bool) -> String {
        guard let first = view.chosen else { return "No open epic has issues." }
        guard count > 1 else { return view.finding(first) }
        return "\(Figure.grouped(count)) \(isNamed ? "" : "open ")epics. \(view.finding(first))"
    }

    private func searches(
        _ scope: IssueScope, _ item: ProgressItem?, _ field: String?
    ) -> [JiraSearch] {
        guard let item, let field, item.tally.total > 0, !item.name.hasPrefix("?") else { return [] }
        let jql = scope.jql.isOneOf(field, [item.name])
        return [
            JiraSearch(
                "Issues of \(item.name)", jql: jql.ordered(by: "key").text, expected: item.tally.total),
            JiraSearch(
                "Open issues of \(item.name)",
                jql: jql.clause("statusCategory != Done").ordered(by: "key").text, expected: item.tally.open),
        ]
    }
}
