import Reporting
import SyncCore

/// What the flow rules say about an issue, in integers: a row of `issue_flow`, or the same rules with the columns
/// of a board instead of the categories.
struct IssueFlow {
    /// Milliseconds since 1970; nil is never started.
    var started: Int64?
    /// Milliseconds since 1970; nil is not done.
    var done: Int64?
    /// Nil unless it is both, in that order.
    var cycleSeconds: Int64?
    var activeSeconds: Int64
    var reopenCount: Int64

    /// A finished issue whose work ended before it began.
    var isBackwards: Bool { started != nil && done != nil && cycleSeconds == nil }
}

extension IssueFlow {
    init(_ rules: FlowRules) {
        self.init(
            started: rules.startedAt?.milliseconds, done: rules.doneAt?.milliseconds,
            cycleSeconds: rules.cycleSeconds, activeSeconds: rules.activeSeconds,
            reopenCount: rules.reopenCount)
    }
}

/// Reads what the flow rules say of each issue of the selection, once.
///
/// By category that is `issue_flow`, part by part of the sorted selection: with projects alone through its index by
/// project, else by primary key, issue by issue where there are few. With a board the rules are worked out from the
/// stays of its issues, which are few.
struct FlowScan {
    let scope: IssueScope
    let stages: StageRule
    /// Whether the issues come with their days of creation.
    var readsCreation = false
    var smallestPart = IssueSelection.smallestPart
    /// Up to so many issues are looked up one by one: more cost as much as a pass over all of a large mirror.
    var few = 200_000

    /// Each issue once, in no order.
    ///
    /// - Parameter selection: of this scope, where it is at hand already.
    func run(
        _ reader: MirrorReader, _ selection: IssueSelection? = nil,
        _ body: (SelectedIssue, IssueFlow) -> Void
    ) throws(ReportError) {
        let selection =
            if let selection { selection } else {
                try IssueSelection(scope, reader, readsCreation: readsCreation)
            }
        if stages.isByColumn {
            try byColumn(selection, reader, body)
        } else {
            try byCategory(selection, reader, body)
        }
    }

    private static let columns = "d.started_at, d.done_at, d.cycle_seconds, d.active_seconds, d.reopen_count"

    /// - Parameter first: the index of `started_at`.
    private static func flow(_ row: MirrorRow, _ first: Int) -> IssueFlow {
        let cycle = row.number(first + 2)
        return IssueFlow(
            started: row.instant(first)?.milliseconds, done: row.instant(first + 1)?.milliseconds,
            // NULL reads as 0.
            cycleSeconds: cycle == 0 && row.isNull(first + 2) ? nil : cycle,
            activeSeconds: row.number(first + 3), reopenCount: row.number(first + 4))
    }

    private func byCategory(
        _ selection: IssueSelection, _ reader: MirrorReader, _ body: (SelectedIssue, IssueFlow) -> Void
    ) throws(ReportError) {
        let byKey = scope.isNarrow && selection.issues.count <= few
        try reader.inParts(selection.parts(of: scope, smallest: smallestPart)) {
            reader, part throws(ReportError) in
            let issues = selection.issues[part.issues]
            var position = issues.startIndex
            var block: [(SelectedIssue, IssueFlow)] = []
            block.reserveCapacity(issues.count)
            let (source, arguments) = selection.source("issue_flow", part, byKey: byKey)
            try reader.report("SELECT d.issue_id, \(Self.columns) FROM \(source)", arguments) { row in
                let id = row.number(0)
                while position < issues.endIndex, issues[position].id < id { position += 1 }
                guard position < issues.endIndex, issues[position].id == id else { return }
                block.append((issues[position], Self.flow(row, 1)))
            }
            return block
        } take: { block in
            for (issue, flow) in block { body(issue, flow) }
        }
    }

    private func byColumn(
        _ selection: IssueSelection, _ reader: MirrorReader, _ body: (SelectedIssue, IssueFlow) -> Void
    ) throws(ReportError) {
        var intervals: [StatusInterval] = []
        try StayScan(scope: scope, smallestPart: smallestPart).run(reader, selection) { issue, stays in
            intervals.removeAll(keepingCapacity: true)
            for stay in stays {
                intervals.append(
                    StatusInterval(
                        statusID: stay.status, entered: Instant(milliseconds: stay.entered),
                        left: stay.goesOn ? nil : Instant(milliseconds: stay.left)))
            }
            body(issue, IssueFlow(FlowRules(intervals, category: stages.stage)))
        }
    }
}
