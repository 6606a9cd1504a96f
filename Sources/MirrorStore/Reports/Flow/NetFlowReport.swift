import Reporting
import SyncCore

/// Whether more work comes in, is begun and is finished, and what that leaves open.
///
/// One pass over `issue_flow` beside the selection, which brings the days of creation.
struct NetFlowReport: ReportDefinition {
    let description = ReportDescription(
        name: "net-flow", title: "Net flow",
        summary: "Is more work created or begun than finished?",
        parameters: ReportParameter.scope + [
            .board, .from("-26w", "of counting"), .to("of counting"), .by("week"), .subtasks("no"),
        ])

    /// Numbers per period.
    struct Findings {
        let window: PeriodWindow
        var created: [Int]
        var started: [Int]
        var finished: [Int]
        /// Of those, the ones that were never in progress.
        var neverStarted: [Int]
        /// At the end of each period.
        var open: [Int] = []
        var inProgress: [Int] = []
        /// When the first day began.
        var inProgressBefore = 0
        /// In as many days before.
        var before = (created: 0, started: 0, finished: 0)
        var backwards = 0
        var subtasks = 0
        var archived = 0

        init(_ window: PeriodWindow) {
            self.window = window
            created = [Int](repeating: 0, count: window.count)
            (started, finished, neverStarted) = (created, created, created)
        }

        func total(_ part: KeyPath<Findings, [Int]>) -> Int { self[keyPath: part].reduce(0, +) }
    }

    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let found = try find(scope, stages, PeriodWindow(request), request.reader)
        return document(request, scope, stages, found)
    }

    private func find(
        _ scope: IssueScope, _ stages: StageRule, _ window: PeriodWindow, _ reader: MirrorReader
    ) throws(ReportError) -> Findings {
        var found = Findings(window)
        let (start, end) = (window.start, window.end)
        // Changes of what is open and in progress: before the window, and in each period.
        var open = [Int](repeating: 0, count: window.count + 1)
        var active = open
        func add(_ moment: Int64, _ sign: Int, to changes: inout [Int], _ counts: inout [Int]) {
            guard moment < end else { return }
            let place = window.place(moment)
            changes[place] += sign
            if place > 0 { counts[place - 1] += 1 }
        }
        var none = found.created
        let earlier = window.before
        let past = earlier.start..<start
        try FlowScan(scope: scope, stages: stages, readsCreation: true).run(reader) { issue, flow in
            guard let created = issue.created, created <= window.last else { return }
            if issue.place == .counted {
                if created >= earlier.first, created <= earlier.last { found.before.created += 1 }
                if let started = flow.started, past.contains(started) { found.before.started += 1 }
                if let done = flow.done, past.contains(done) { found.before.finished += 1 }
            }
            // What was over before the first day changes nothing: it is not told as left out either.
            guard flow.done.map({ $0 >= start }) ?? true || flow.started.map({ $0 >= start }) ?? false else {
                return
            }
            switch issue.place {
            case .archived: found.archived += 1
            case .subtask: found.subtasks += 1
            case .counted:
                let place = window.place(created)
                open[place] += 1
                if place > 0 { found.created[place - 1] += 1 }
                if let done = flow.done {
                    add(done, -1, to: &open, &found.finished)
                    if flow.started == nil, done >= start, done < end {
                        found.neverStarted[window.clock.index(done)] += 1
                    }
                }
                if flow.isBackwards { found.backwards += 1 }
                if let started = flow.started {
                    // One that was done before it was begun is never in progress for long.
                    let wasInProgress = !flow.isBackwards
                    add(started, wasInProgress ? 1 : 0, to: &active, &found.started)
                    if wasInProgress, let done = flow.done { add(done, -1, to: &active, &none) }
                }
            }
        }
        found.inProgressBefore = active[0]
        var (running, work) = (open[0], active[0])
        for index in 0..<window.count {
            running += open[index + 1]
            work += active[index + 1]
            found.open.append(running)
            found.inProgress.append(work)
        }
        return found
    }
}
