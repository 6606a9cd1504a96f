import Reporting
import SyncCore

/// How long work is blocked: by a flag, or in a status that says so.
///
/// Reads the history of the flag through its index, and the stays of the issues that it names; where a status says
/// that work is blocked, the stays of all.
struct BlockedTimeReport: ReportDefinition {
    let description = ReportDescription(
        name: "blocked-time", title: "Blocked time",
        summary: "How much work is blocked, how long, and which issues are?",
        parameters: ReportParameter.scope + [
            .board, .from("-26w", "of counting"), .to("of counting"), .by("week"), .calendar,
        ] + BlockedRule.parameters + [.subtasks("no")])

    /// An issue that was blocked in the window.
    struct Item {
        var id: Int64
        var type: Int64
        /// In the status in which it is at the end of the window.
        var status: Int64
        /// Within the window.
        var seconds: Int64
        var times: Int
        /// Milliseconds since 1970: blocked at the end of the window since then, also before it.
        var since: Int64?
    }

    struct Findings {
        let window: PeriodWindow
        /// Blocked at the end first, the longest first.
        var items: [Item] = []
        /// Per period: seconds, issues, and those blocked at its end.
        var seconds: [Int64]
        var issues: [Int]
        var atEnd: [Int]
        /// Seconds in as many days before.
        var before: Int64 = 0
        var subtasks = 0
        var archived = 0

        init(_ window: PeriodWindow) {
            self.window = window
            seconds = [Int64](repeating: 0, count: window.count)
            issues = [Int](repeating: 0, count: window.count)
            atEnd = issues
        }

        var blockedNow: Int { items.count { $0.since != nil } }
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let rule = try BlockedRule(request, stages)
        let found = try find(request, scope, stages, rule)
        return document(request, scope, stages, rule, found)
    }

    private func find(
        _ request: ReportRequest, _ scope: IssueScope, _ stages: StageRule, _ rule: BlockedRule
    ) throws(ReportError) -> Findings {
        let changes = try rule.changes(scope, request.reader)
        var found = Findings(try PeriodWindow(request))
        let (window, elapsed) = (found.window, request.elapsed)
        let end = min(window.end, request.dataMoment.milliseconds)
        let shown = min(window.start, end)..<end
        let past = min(window.before.start, shown.lowerBound)..<shown.lowerBound
        func seconds(_ spans: [Range<Int64>], in range: Range<Int64>) -> Int64 {
            spans.reduce(0) { sum, span in
                let part = span.clamped(to: range)
                return sum
                    + elapsed.seconds(
                        from: Instant(milliseconds: part.lowerBound),
                        to: Instant(milliseconds: part.upperBound))
            }
        }
        func take(_ issue: SelectedIssue, _ stays: UnsafeBufferPointer<Stay>) {
            let flags = changes.isEmpty ? nil : changes[issue.id]
            guard
                flags != nil
                    || stays.contains(where: {
                        $0.left > past.lowerBound && rule.statuses.contains($0.status)
                    })
            else { return }
            let all = rule.spans(stays, flags ?? [], stages)
            if issue.place == .counted { found.before += seconds(all, in: past) }
            let spans = all.filter { $0.overlaps(shown) }
            guard let last = spans.last else { return }
            switch issue.place {
            case .archived: return found.archived += 1
            case .subtask: return found.subtasks += 1
            case .counted: break
            }
            let status = stays.last { $0.entered < end }?.status ?? StatusTimeline.unknownStatus
            var item = Item(
                id: issue.id, type: issue.type, status: status, seconds: 0, times: spans.count,
                since: last.contains(end - 1) ? last.lowerBound : nil)
            var touched = -1
            for span in spans {
                let part = span.clamped(to: shown)
                guard !part.isEmpty else { continue }
                var index = window.clock.index(part.lowerBound)
                while index < window.count, window.clock.start(index) < part.upperBound {
                    let low = max(part.lowerBound, window.clock.start(index))
                    let high = min(part.upperBound, window.clock.start(index + 1))
                    let seconds = elapsed.seconds(
                        from: Instant(milliseconds: low), to: Instant(milliseconds: high))
                    item.seconds += seconds
                    found.seconds[index] += seconds
                    if touched != index { found.issues[index] += 1 }
                    touched = index
                    // In the last moment of the period, which the data may cut.
                    if span.contains(min(window.clock.start(index + 1), end) - 1) { found.atEnd[index] += 1 }
                    index += 1
                }
            }
            found.items.append(item)
        }
        if rule.statuses.isEmpty {
            let flagged = try IssueSelection(of: Set(changes.keys), scope, request.reader)
            try StayScan().run(request.reader, flagged, take)
        } else {
            try StayScan(scope: scope).run(request.reader, IssueSelection(scope, request.reader), take)
        }
        found.items.sort {
            (($0.since ?? .max), -$0.seconds, $0.id) < (($1.since ?? .max), -$1.seconds, $1.id)
        }
        return found
    }
}
