import Foundation
import Reporting
import SyncCore

/// Issues whose fields contradict each other, or that nobody looks after.
struct DataQualityReport: ReportDefinition {
    let description = ReportDescription(
        name: "data-quality", title: "Data quality",
        summary: "Which issues are not what they say, so that every other report is wrong about them?",
        parameters: ReportParameter.scope + [
            ReportParameter(
                "stale", .integer, default: "90", help: "open issues count as stale after this many days"),
            .subtasks("no"),
        ])

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let facts = try DataQualityFacts(request)
        let scope = try IssueScope(request)
        let scan = try DataQualityScan(scope, facts, request.reader, request.facts.calendar)
        let issues = Set(scan.findings.map(\.issue)).count
        var sections: [ReportSection] = []
        if issues > 0 {
            sections = [
                .tiles([
                    Tile(
                        "Issues to look at", Figure.grouped(issues),
                        detail: "\(Figure.percent(issues, of: scan.looked)) of \(Figure.grouped(scan.looked))"
                    ),
                    Tile("Problems", Figure.grouped(scan.findings.count)),
                ]), .chart(chart(scan, facts)),
            ]
        }
        sections += [
            .table(summary(scan, facts, scope)), .table(list(scan, facts, request)),
        ]
        return document(
            request, headline: headline(scan, facts, issues),
            definition: DataQualityCheck.allCases.map { $0.rule(stale: facts.staleDays) } + [
                "An issue stands in the list once for each problem; unresolved is without a resolution; a status without a category says nothing.",
                "A reopened issue is looked at like any other, as is one that was never started.",
                scope.edgeRule(byColumn: false),
                "Days are those of the time zone \(request.facts.calendar.zone.identifier).",
            ],
            sample: Sample(scan.looked, "issues that are unresolved or not done"),
            exclusions: [Exclusion("archived issues", scan.archived), Exclusion("sub-tasks", scan.subtasks)],
            jiraDifference:
                "Jira has no such report; where JQL can ask the question, the search finds the same issues. Jira cannot be asked about epics and sub-tasks in one search.",
            searches: searches(scan, facts, scope), sections: sections)
    }

    private func headline(_ scan: DataQualityScan, _ facts: DataQualityFacts, _ issues: Int) -> String {
        let counts = DataQualityCheck.allCases.map { ($0, scan.count($0)) }
        guard let most = counts.max(by: { $0.1 < $1.1 }), most.1 > 0 else {
            return
                "Nothing is amiss with the \(Figure.grouped(scan.looked)) issues that are unresolved or not done."
        }
        let title = most.0.title(stale: facts.staleDays)
        return
            "\(Figure.grouped(issues)) of \(Figure.grouped(scan.looked)) issues need a look; most often: \(title.prefix(1).lowercased() + title.dropFirst()) (\(Figure.grouped(most.1)))."
    }

    private func chart(_ scan: DataQualityScan, _ facts: DataQualityFacts) -> Chart {
        let bars = DataQualityCheck.allCases.map { check in
            let count = scan.count(check)
            return BarChart.Bar(
                check.title(stale: facts.staleDays), .vermilion, Double(count), text: Figure.grouped(count))
        }
        return .bars(
            BarChart(
                title: "Issues by problem",
                summary: bars.map { "\($0.label): \($0.valueText)" }.joined(separator: "; ") + ".",
                axisTitle: "Issues", bars: bars, legend: [], tickName: "", whiskerName: ""))
    }

    private func jql(
        _ check: DataQualityCheck, _ facts: DataQualityFacts, _ scope: IssueScope
    ) -> String? {
        guard scope.isReproducible else { return nil }
        return check.jql(facts).map { scope.jql.clause($0).text }
    }

    private func summary(
        _ scan: DataQualityScan, _ facts: DataQualityFacts, _ scope: IssueScope
    ) -> ReportTable {
        ReportTable(
            name: "problems", title: "Problems",
            columns: [
                Column("check", "Check", .text), Column("problem", "Problem", .text),
                Column("issues", "Issues", .integer), Column("oldest", "Oldest since", .day),
                Column("jql", "JQL", .text),
            ],
            rows: DataQualityCheck.allCases.map { check in
                let days = scan.findings.filter { $0.check == check }.compactMap(\.since)
                return [
                    .text(check.name), .text(check.title(stale: facts.staleDays)),
                    .integer(Int64(scan.count(check))), days.min().map { .day($0) } ?? .null,
                    .text(optional: jql(check, facts, scope)),
                ]
            })
    }

    private func list(
        _ scan: DataQualityScan, _ facts: DataQualityFacts, _ request: ReportRequest
    ) -> ReportTable {
        let (findings, reader) = (scan.findings, request.reader)
        return ReportTable(
            name: "issues", title: "Issues to look at",
            columns: [
                Column("key", "Issue", .issueKey), Column("problem", "Problem", .text),
                Column("since", "Since", .day), Column("days", "Days", .integer),
                Column("assignee", "Assignee", .text), Column("summary", "Summary", .text),
            ], items: findings, reading: { try Self.names($0.map(\.issue), reader) }
        ) { finding, names in
            let name = names[finding.issue]
            let days = finding.since.map { Int64(facts.today.daysSince1970 - $0.daysSince1970) }
            return [
                .text(name?.key ?? "?\(finding.issue)"),
                .text(finding.check.title(stale: facts.staleDays)),
                finding.since.map { .day($0) } ?? .null, .integer(optional: days),
                .text(optional: name?.assignee), .text(optional: name?.summary),
            ]
        }
    }

    private static func names(
        _ ids: [Int64], _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: (key: String, assignee: String?, summary: String?)] {
        var names: [Int64: (key: String, assignee: String?, summary: String?)] = [:]
        try reader.report(
            """
            SELECT i.id, i.key, coalesce(u.display_name, i.assignee_key), i.summary
            FROM json_each(?) AS e CROSS JOIN issues AS i ON i.id = e.value
            LEFT JOIN users AS u ON u.key = i.assignee_key
            """, .positional([.text(SQLText.json(Set(ids)))])
        ) { row in
            names[row.number(0)] = (row.text(1) ?? "?\(row.number(0))", row.text(2), row.text(3))
        }
        return names
    }

    private func searches(
        _ scan: DataQualityScan, _ facts: DataQualityFacts, _ scope: IssueScope
    ) -> [JiraSearch] {
        DataQualityCheck.allCases.compactMap { check in
            jql(check, facts, scope).map {
                JiraSearch(check.title(stale: facts.staleDays), jql: $0, expected: scan.count(check))
            }
        }
    }
}
