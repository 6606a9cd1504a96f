import Reporting

/// A report that one pass over the issues of a selection makes: reports that choose the same issues share it.
protocol PassReport: ReportDefinition {
    /// What the pass is to be given, and what becomes of it.
    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass
}

extension PassReport {
    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument {
        let pass = try pass(request)
        try ReportPass.run([pass], request.reader)
        return try pass.document()
    }
}

/// What a report takes from a pass over its issues.
struct ReportPass {
    enum Body {
        /// What the flow rules say of each issue.
        case flows((SelectedIssue, IssueFlow) -> Void)
        /// The stays of each issue, by time of entering; valid only during the call.
        case stays((SelectedIssue, UnsafeBufferPointer<Stay>) -> Void)
    }

    let scope: IssueScope
    let stages: StageRule
    let body: Body
    /// Called once the pass is over.
    let document: () throws(ReportError) -> ReportDocument

    /// Makes the passes: one over `issue_flow` and one over the stays for all that choose the same issues.
    static func run(_ passes: [ReportPass], _ reader: MirrorReader) throws(ReportError) {
        var rest = passes
        while let first = rest.first {
            let same = rest.filter { $0.scope.choosesAs(first.scope) }
            rest.removeAll { $0.scope.choosesAs(first.scope) }
            let flows = same.compactMap { if case .flows(let take) = $0.body { take } else { nil } }
            let stays = same.compactMap { if case .stays(let take) = $0.body { take } else { nil } }
            let selection = try IssueSelection(first.scope, reader)
            if !flows.isEmpty {
                try FlowScan(scope: first.scope, stages: first.stages).run(reader, selection) { issue, flow in
                    for take in flows { take(issue, flow) }
                }
            }
            if !stays.isEmpty {
                try StayScan(scope: first.scope).run(reader, selection) { issue, stretch in
                    for take in stays { take(issue, stretch) }
                }
            }
        }
    }
}
