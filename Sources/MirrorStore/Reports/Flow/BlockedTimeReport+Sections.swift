import Reporting
import SyncCore

extension BlockedTimeReport {
    func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ rule: BlockedRule,
        _ found: Findings
    ) -> ReportDocument {
        let elapsed = request.elapsed
        var sections: [ReportSection] = []
        if !found.items.isEmpty {
            sections = [.tiles(tiles(found, elapsed)), .chart(chart(found, elapsed))]
        }
        sections += [
            .table(issueTable(request, found, scope, stages)), .table(periodTable(found, elapsed)),
        ]
        return document(
            request, headline: headline(found, elapsed),
            definition: definition(scope, stages, rule, found.window, request),
            sample: Sample(found.items.count, "issues blocked from \(found.window.text)"),
            exclusions: [
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira shows a flag on its boards and counts no time with it. The search finds what is blocked now; no \
                JQL can ask how long an issue was flagged.
                """,
            searches: searches(scope, stages, rule, found), sections: sections, mainTable: "issues")
    }

    private func headline(_ found: Findings, _ elapsed: ElapsedTime) -> String {
        guard !found.items.isEmpty else { return "No issue was blocked from \(found.window.text)." }
        let total = found.seconds.reduce(0, +)
        return
            "\(Figure.counted(found.items.count, "issue was", "issues were")) blocked for \(elapsed.text(elapsed.days(Double(total)))) in all; \(Figure.counted(found.blockedNow, "is", "are")) blocked at the end."
    }

    private func tiles(_ found: Findings, _ elapsed: ElapsedTime) -> [Tile] {
        func text(_ seconds: Double) -> String { elapsed.text(elapsed.days(seconds)) }
        let lengths = found.items.map(\.seconds).sorted()
        let total = Double(lengths.reduce(0, +))
        let day = found.window.last.text
        return [
            Tile(
                "Blocked now", Figure.grouped(found.blockedNow),
                detail: found.window.reachesNow ? nil : "at the end of \(day)",
                tone: found.blockedNow > 0 ? .bad : .good),
            Tile(
                "Blocked", text(total),
                detail: found.before > 0
                    ? found.window.days.comparison(Figure.days(elapsed.days(Double(found.before))))
                    : "\(Figure.counted(found.items.count, "issue", "issues")) together"),
            Tile("Issues blocked", Figure.grouped(found.items.count)),
            Tile(
                "Median", Percentile.nearestRank(50, ofSorted: lengths).map { text(Double($0)) } ?? "–",
                detail: "of a blocked issue"),
            Tile(
                "85 % within", Percentile.nearestRank(85, ofSorted: lengths).map { text(Double($0)) } ?? "–",
                detail: "of the blocked issues"),
        ]
    }

    private func chart(_ found: Findings, _ elapsed: ElapsedTime) -> Chart {
        let (window, values) = (found.window, found.seconds.map { elapsed.days(Double($0)) })
        let unit = elapsed.isBusiness ? "Business days" : "Days"
        return .columns(
            ColumnChart(
                title: "\(unit) that issues were blocked, per \(window.unit.rawValue)",
                summary:
                    "A column for each of \(window.count) \(window.unit.rawValue)s, up to \(elapsed.text(values.max() ?? 0)). The numbers are in the table below.",
                axisTitle: unit, axis: .periods(window.unit, window.axis.starts),
                series: [.init("Blocked", ChartTint(.vermilion), values)],
                isFirstPartial: window.isFirstPartial, isLastPartial: window.isLastPartial))
    }

    private func periodTable(_ found: Findings, _ elapsed: ElapsedTime) -> ReportTable {
        let window = found.window
        return window.table(
            "Per \(window.unit.rawValue)",
            [
                Column("blocked_days", "Blocked, \(elapsed.unit)", .real(digits: 1)),
                Column("issues", "Issues blocked", .integer),
                Column("blocked_at_end", "Blocked at the end", .integer),
            ]
        ) { index in
            [
                elapsed.value(ofSeconds: Double(found.seconds[index])),
                .integer(Int64(found.issues[index])), .integer(Int64(found.atEnd[index])),
            ]
        }
    }

    private func issueTable(
        _ request: ReportRequest, _ found: Findings, _ scope: IssueScope, _ stages: StageRule
    ) -> ReportTable {
        let elapsed = request.elapsed
        return ReportTable(
            name: "issues", title: "Blocked issues, those that still are first",
            columns: [
                Column("key", "Key", .issueKey), Column("type", "Type", .text),
                Column("summary", "Summary", .text), Column("status", "Status", .text),
                Column("blocked_since", "Blocked since", .instant),
                Column("blocked_days", "Blocked, \(elapsed.unit)", .real(digits: 1)),
                Column("times", "Times", .integer),
            ], items: found.items, reading: { try IssueNames.of($0.map(\.id), request.reader) }
        ) { item, names in
            [
                .text(optional: names[item.id]?.key), .text(optional: scope.typeName[item.type]),
                .text(optional: names[item.id]?.summary), .text(stages.name(item.status)),
                .instant(optional: item.since.map(Instant.init(milliseconds:))),
                elapsed.value(ofSeconds: Double(item.seconds)), .integer(Int64(item.times)),
            ]
        }
    }

    private func definition(
        _ scope: IssueScope, _ stages: StageRule, _ rule: BlockedRule, _ window: PeriodWindow,
        _ request: ReportRequest
    ) -> [String] {
        [
            rule.text(stages),
            "Blocked time counts while the issue is not done, also when it was never started, within the chosen days and up to the moment that the data show: \(request.elapsed.rule). A flag that an issue was created with counts from its creation, if the history tells that it was taken off.",
            "An issue that was reopened is blocked again while its flag stands; the time in which it was done does not count.",
            "Issues blocked in several periods count in each of them; times: how often it began to be blocked, or was so from before.",
            stages.edgeRule(scope), window.dayRule,
        ] + [scope.boardRule].compactMap { $0 }
    }

    private func searches(
        _ scope: IssueScope, _ stages: StageRule, _ rule: BlockedRule, _ found: Findings
    ) -> [JiraSearch] {
        guard scope.isReproducible, found.window.reachesNow, let open = stages.clause(.done, "!="),
            let blocked = rule.clause(stages)
        else { return [] }
        return [
            JiraSearch(
                "Blocked now", jql: scope.jql.clause(open).clause(blocked).text, expected: found.blockedNow)
        ]
    }
}
