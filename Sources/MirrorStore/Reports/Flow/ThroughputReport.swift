import Reporting
import SyncCore

/// How much is finished in each period.
///
/// One pass over `issue_flow`; with a board over the stays of its issues.
struct ThroughputReport: PassReport {
    let description = ReportDescription(
        name: "throughput", title: "Throughput",
        summary: "How many issues are finished in a day, a week or a month?",
        parameters: ReportParameter.scope + [
            .board, .from("-26w", "of finishing"), .to("of finishing"), .by("week"), .subtasks("no"),
        ])

    /// Numbers per period.
    struct Findings {
        let window: PeriodWindow
        /// By type, in the periods' order.
        var byType: [Int64: [Int]] = [:]
        var finished: [Int]
        /// Of those, the ones that were never in progress.
        var neverStarted: [Int]
        var reopened = 0
        /// Finished in as many days before.
        var before = 0
        var subtasks = 0
        var archived = 0
        /// The latest finish of all, also outside the window.
        var latest: Int64?

        init(_ window: PeriodWindow) {
            self.window = window
            finished = [Int](repeating: 0, count: window.count)
            neverStarted = finished
        }

        var total: Int { finished.reduce(0, +) }
        /// Of the periods that are over and not cut.
        var complete: [Int] { finished.indices.filter(window.isComplete).map { finished[$0] } }
    }

    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let tally = Tally(try PeriodWindow(request))
        return ReportPass(scope: scope, stages: stages, body: .flows(tally.add)) {
            document(request, scope, stages, tally.found)
        }
    }

    private final class Tally {
        private(set) var found: Findings
        private let window: PeriodWindow
        private let (before, start, end): (Int64, Int64, Int64)

        init(_ window: PeriodWindow) {
            found = Findings(window)
            self.window = window
            (before, start, end) = (window.before.start, window.start, window.end)
        }

        func add(_ issue: SelectedIssue, _ flow: IssueFlow) {
            guard let done = flow.done else { return }
            if issue.place == .counted { found.latest = max(found.latest ?? done, done) }
            guard done >= start, done < end else {
                if issue.place == .counted, done >= before, done < start { found.before += 1 }
                return
            }
            switch issue.place {
            case .archived: found.archived += 1
            case .subtask: found.subtasks += 1
            case .counted:
                let index = window.clock.index(done)
                guard found.finished.indices.contains(index) else { return }
                found.finished[index] += 1
                found.byType[issue.type, default: [Int](repeating: 0, count: window.count)][index] += 1
                if flow.started == nil { found.neverStarted[index] += 1 }
                if flow.reopenCount > 0 { found.reopened += 1 }
            }
        }
    }

    private func document(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ found: Findings
    ) -> ReportDocument {
        let figures = ThroughputFigures(found.complete)
        var sections: [ReportSection] = []
        if found.total > 0 {
            sections = [.tiles(tiles(found, figures)), .chart(chart(found, scope, figures))]
        }
        sections += [.table(periodTable(found)), .table(typeTable(found, scope))]
        return document(
            request, headline: headline(found, figures, request.facts.calendar),
            definition: definition(scope, stages, found.window),
            sample: Sample(found.total, "issues finished from \(found.window.text)"),
            exclusions: [
                Exclusion("sub-tasks", found.subtasks), Exclusion("archived issues", found.archived),
            ],
            jiraDifference: """
                Jira has no throughput report. Its created-versus-resolved gadget counts resolution dates, which a \
                workflow may set early, late or never; here the change of the status counts, and each issue once, \
                at its last finish. The search asks for the change itself: it also finds issues that were reopened \
                and finished again after the period, and not those that were created as done.
                """,
            searches: searches(scope, stages, found), sections: sections, mainTable: "periods")
    }

    private func headline(
        _ found: Findings, _ figures: ThroughputFigures, _ calendar: ReportCalendar
    ) -> String {
        let unit = found.window.unit.rawValue
        guard found.total > 0 else {
            let latest = found.latest.map {
                "; the last finish was on \(calendar.day(of: Instant(milliseconds: $0)).text)"
            }
            return "No issue was finished from \(found.window.text)\(latest ?? "")."
        }
        guard let mean = figures.mean else {
            return
                "\(Figure.counted(found.total, "issue was", "issues were")) finished; no \(unit) is complete yet."
        }
        let sure = figures.atLeast.map { ", and at least \(Figure.grouped($0)) in 85 % of them" } ?? ""
        return
            "\(Figure.grouped(mean, digits: 1)) issues are finished in a \(unit) on average over \(Figure.counted(found.complete.count, "complete \(unit)", "complete \(unit)s"))\(sure)."
    }

    private func definition(_ scope: IssueScope, _ stages: StageRule, _ window: PeriodWindow) -> [String] {
        let unit = window.unit.rawValue
        return [
            stages.doneRule,
            "Throughput: issues by the \(unit) of that moment, periods without one as 0. An issue that was reopened counts once, at its last finish.",
            "Issues that were never started, finished without ever being in progress, count as well; their number stands beside.",
            "Mean, least number and trend are those of complete \(unit)s. The least number is one that occurs: at least 85 % of the \(unit)s had that many or more, the largest such. The trend is the slope of the straight line with the least squares, from 4 \(unit)s on.",
            stages.edgeRule(scope), window.dayRule,
        ] + [scope.boardRule].compactMap { $0 }
    }

    private func searches(_ scope: IssueScope, _ stages: StageRule, _ found: Findings) -> [JiraSearch] {
        let (open, done) = (
            stages.names(in: .new) + stages.names(in: .indeterminate), stages.names(in: .done)
        )
        guard scope.isReproducible, let isDone = stages.clause(.done), !open.isEmpty, !done.isEmpty else {
            return []
        }
        let next = Day(daysSince1970: found.window.last.daysSince1970 + 1).text
        let jql = scope.jql.clause(isDone).clause(
            "status CHANGED FROM \(JQL.list(open)) TO \(JQL.list(done)) DURING \(JQL.list([found.window.first.text, next]))"
        )
        return [JiraSearch("Finished in the period, and done now", jql: jql.text)]
    }
}

/// Statistics over the counts of complete periods.
struct ThroughputFigures {
    let mean: Double?
    /// 85 % of the periods had that many or more.
    let atLeast: Int?
    /// More a period, each period; nil for fewer than 4.
    let trend: Double?

    init(_ counts: [Int]) {
        let count = Double(counts.count)
        let sum = Double(counts.reduce(0, +))
        mean = counts.isEmpty ? nil : sum / count
        // The largest number that at least 85 of 100 periods reach: up to 15 lie below.
        atLeast = counts.isEmpty ? nil : counts.sorted()[counts.count * 15 / 100]
        guard counts.count >= 4 else {
            trend = nil
            return
        }
        let middle = (count - 1) / 2
        var (product, square) = (0.0, 0.0)
        for (index, value) in counts.enumerated() {
            let x = Double(index) - middle
            product += x * (Double(value) - sum / count)
            square += x * x
        }
        trend = product / square
    }
}
