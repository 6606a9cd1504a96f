import Reporting
import SyncCore

extension AgingReport {
    func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings
    ) throws(ReportError) -> ReportDocument {
        let elapsed = request.elapsed
        var sections: [ReportSection] = []
        if !found.items.isEmpty {
            sections = [.tiles(tiles(found, elapsed)), .chart(try chart(request, found, scope))]
        }
        sections += [
            .table(placeTable(found, elapsed, stages)), .table(levelTable(found, elapsed)),
            .table(issueTable(request, found, scope)),
        ]
        return document(
            request, headline: headline(found, elapsed), definition: definition(request, scope, stages),
            sample: Sample(
                found.items.count,
                "issues in progress, compared with \(Figure.grouped(found.finished.count)) finished ones"),
            exclusions: [
                Exclusion("open issues that were never started", found.notStarted),
                Exclusion("sub-tasks in progress", found.subtasks),
                Exclusion("archived issues in progress", found.archived),
            ],
            jiraDifference: """
                Jira's control chart shows open issues among the finished ones, by the time in the chosen columns, \
                and its average age gadget counts from the creation. Here the clock runs from the first start, also \
                while the issue waits or is back in To Do, as it does for finished issues in the cycle time report.
                """,
            searches: searches(scope, stages, found), sections: sections, mainTable: "issues")
    }

    private func headline(_ found: Findings, _ elapsed: ElapsedTime) -> String {
        guard let oldest = found.items.first else { return "No issue is in progress." }
        let count = Figure.counted(found.items.count, "issue", "issues")
        let verb = found.items.count == 1 ? "is" : "are"
        guard let level = found.level(85) else {
            return
                "\(count) \(verb) in progress, the oldest for \(elapsed.text(elapsed.days(Double(oldest.ageSeconds)))); no finished issue to compare with."
        }
        let beyond = found.beyond(85)
        return
            "\(Figure.grouped(beyond)) of \(count) in progress \(beyond == 1 ? "is" : "are") older than the \(elapsed.text(elapsed.days(Double(level)))) within which 85 % of the finished ones were done."
    }

    private func definition(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule
    ) -> [String] {
        let window = DayWindow(request)
        return [
            "In progress: started, and not done at the moment that the data show, wherever the issue is now; one that is back in To Do is told by its place. One that was reopened is in progress since its first start; one that was never started is not.",
            stages.startedRule, stages.doneRule,
            "A week before: started by then and not done by then, by the same rules.",
            "Age: from started to the moment that the data show, \(request.elapsed.rule).",
            "Finished issues to compare with: started and done, done from \(window.text); their time is that of the cycle time report.",
            "Percentiles are by nearest rank: 85 % of the finished issues took that long or less. Beyond: the age minus the 85th percentile.",
            stages.edgeRule(scope),
            "Days are those of the time zone \(request.facts.zoneName).",
        ] + [scope.boardRule].compactMap { $0 }
    }

    private func tiles(_ found: Findings, _ elapsed: ElapsedTime) -> [Tile] {
        let median = Percentile.nearestRank(50, ofSorted: found.items.reversed().map(\.ageSeconds))
        func text(_ seconds: Int64?) -> String {
            seconds.map { elapsed.text(elapsed.days(Double($0))) } ?? "–"
        }
        func beyond(_ p: Int, tone: Tile.Tone) -> Tile {
            guard let level = found.level(p) else {
                return Tile("Beyond \(p) %", "–", detail: "no finished issue to compare with")
            }
            return Tile(
                "Beyond \(p) %", Figure.grouped(found.beyond(p)), detail: "older than \(text(level))",
                tone: tone)
        }
        return [
            Tile(
                "In progress", Figure.grouped(found.items.count),
                detail: found.weekBefore > 0 ? "\(Figure.grouped(found.weekBefore)) a week before" : nil),
            beyond(85, tone: found.beyond(85) > 0 ? .bad : .good), beyond(95, tone: .neutral),
            Tile("Back in To Do", Figure.grouped(found.waiting), detail: "of those in progress"),
            Tile("Median age", text(median)),
            Tile("Oldest", text(found.items.first?.ageSeconds)),
        ]
    }

    private func chart(
        _ request: ReportRequest, _ found: Findings, _ scope: IssueScope
    ) throws(ReportError) -> Chart {
        let elapsed = request.elapsed
        let isFew = found.items.count <= ScatterChart.mostSingleMarks
        let names = isFew ? try IssueNames.of(found.items.map(\.id), request.reader) : [:]
        let levels = Self.levels.compactMap { level in
            found.level(level).map { ScatterChart.Level("\(level) %", elapsed.days(Double($0))) }
        }
        return .strip(
            StripChart(
                title: "Age of each issue in progress (n = \(Figure.grouped(found.items.count)))",
                summary:
                    "One mark an issue, in the column of its \(scope.board == nil ? "status" : "column"): "
                    + found.places.map { "\($0.name) \(Figure.grouped($0.ages.count))" }
                    .joined(separator: ", ") + ".",
                axisTitle: elapsed.isBusiness ? "Business days since the start" : "Days since the start",
                unit: elapsed.unit, columns: found.places.map(\.name),
                marks: found.items.map { item in
                    StripChart.Mark(
                        column: item.place, value: elapsed.days(Double(item.ageSeconds)),
                        key: names[item.id]?.key, detail: names[item.id]?.summary ?? "")
                }, levels: levels))
    }

    private func placeTable(
        _ found: Findings, _ elapsed: ElapsedTime, _ stages: StageRule
    ) -> ReportTable {
        let level = found.level(85)
        return ReportTable(
            name: "places", title: stages.isByColumn ? "Columns" : "Statuses",
            columns: [
                Column("place", stages.isByColumn ? "Column" : "Status", .text),
                Column("issues", "Issues", .integer),
                Column("median_days", "Median age, \(elapsed.unit)", .real(digits: 1)),
                Column("oldest_days", "Oldest, \(elapsed.unit)", .real(digits: 1)),
                Column("beyond_p85", "Older than 85 % of the finished", .integer),
            ],
            rows: found.places.map { place in
                let median = Percentile.nearestRank(50, ofSorted: place.ages.reversed())
                return [
                    .text(place.name), .integer(Int64(place.ages.count)),
                    median.map { elapsed.value(ofSeconds: Double($0)) } ?? .null,
                    place.ages.first.map { elapsed.value(ofSeconds: Double($0)) } ?? .null,
                    level.map { level in .integer(Int64(place.ages.partitioningIndex { $0 <= level })) }
                        ?? .null,
                ]
            })
    }

    private func levelTable(_ found: Findings, _ elapsed: ElapsedTime) -> ReportTable {
        ReportTable(
            name: "percentiles", title: "Finished issues to compare with",
            columns: [
                Column("percentile", "Percentile", .integer),
                Column("cycle_days", "Done within, \(elapsed.unit)", .real(digits: 2)),
                Column("older", "In progress and older", .integer),
            ],
            rows: Self.levels.compactMap { level in
                found.level(level).map {
                    [
                        .integer(Int64(level)), elapsed.value(ofSeconds: Double($0)),
                        .integer(Int64(found.beyond(level))),
                    ]
                }
            })
    }

    /// The oldest first.
    private func issueTable(
        _ request: ReportRequest, _ found: Findings, _ scope: IssueScope
    ) -> ReportTable {
        let (elapsed, level, now) = (request.elapsed, found.level(85), request.dataMoment)
        return ReportTable(
            name: "issues", title: "Issues in progress, the oldest first",
            columns: [
                Column("key", "Key", .issueKey), Column("type", "Type", .text),
                Column("summary", "Summary", .text),
                Column("place", scope.board == nil ? "Status" : "Column", .text),
                Column("started_at", "Started", .instant),
                Column("age_days", "Age, \(elapsed.unit)", .real(digits: 1)),
                Column("place_days", "In the present status, \(elapsed.unit)", .real(digits: 1)),
                Column("older_than_percent", "Older than % of the finished", .real(digits: 0)),
                Column("beyond_p85_days", "Beyond 85 %, \(elapsed.unit)", .real(digits: 1)),
            ], items: found.items,
            reading: { items in
                let ids = items.map(\.id)
                return (
                    names: try IssueNames.of(ids, request.reader),
                    entered: try Self.presentStays(ids, request.reader)
                )
            }
        ) { item, facts in
            let stay = facts.entered[item.id].map { elapsed.seconds(from: $0, to: now) }
            let beyond = level.map { max(0, item.ageSeconds - $0) }
            return [
                .text(optional: facts.names[item.id]?.key), .text(optional: scope.typeName[item.type]),
                .text(optional: facts.names[item.id]?.summary),
                found.places.indices.contains(item.place) ? .text(found.places[item.place].name) : .null,
                .instant(Instant(milliseconds: item.started)),
                elapsed.value(ofSeconds: Double(item.ageSeconds)),
                stay.map { elapsed.value(ofSeconds: Double($0)) } ?? .null,
                found.share(within: item.ageSeconds).map { .real(($0 * 100).rounded() / 100) } ?? .null,
                beyond.map { $0 > 0 ? elapsed.value(ofSeconds: Double($0)) : .null } ?? .null,
            ]
        }
    }

    /// When issues came into the status in which they are.
    private static func presentStays(
        _ ids: [Int64], _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: Instant] {
        var entered: [Int64: Instant] = [:]
        try reader.report(
            """
            SELECT issue_id, entered_ms FROM status_interval_data
            WHERE issue_id IN (SELECT value FROM json_each(?)) AND left_ms IS NULL
            """, .positional([.text(SQLText.json(ids))])
        ) { row in
            entered[row.number(0)] = Instant(milliseconds: row.number(1))
        }
        return entered
    }

    private func searches(_ scope: IssueScope, _ stages: StageRule, _ found: Findings) -> [JiraSearch] {
        guard scope.isReproducible, let active = stages.clause(.indeterminate) else { return [] }
        let inProgress = found.items.count - found.waiting - found.elsewhere
        var searches = [
            JiraSearch("In progress now", jql: scope.jql.clause(active).text, expected: inProgress)
        ]
        let names = stages.names(in: .indeterminate)
        if found.waiting > 0, let waiting = stages.clause(.new), !names.isEmpty {
            searches.append(
                JiraSearch(
                    "Started, and back in To Do",
                    jql: scope.jql.clause(waiting).clause("status WAS IN \(JQL.list(names))").text,
                    expected: found.waiting))
        }
        return searches
    }
}
