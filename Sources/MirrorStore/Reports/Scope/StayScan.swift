import Reporting

/// A stay of an issue in a status, in milliseconds since 1970.
struct Stay {
    var status: Int64
    var entered: Int64
    /// ``open`` while it goes on.
    var left: Int64

    static let open = Int64.max

    var goesOn: Bool { left == Self.open }
}

/// Reads the stays of each issue of the selection once, issue by issue.
///
/// Part by part of the sorted selection, beside `status_interval_data` in the order of its key; with projects alone
/// through its index by project; few issues by key.
struct StayScan {
    /// Nil for a selection that was chosen by ids.
    var scope: IssueScope?
    var smallestPart = IssueSelection.smallestPart

    /// - Parameters:
    ///   - selection: of this scope.
    ///   - body: an issue and its stays, by time of entering; valid only during the call. Issues come in no order.
    func run(
        _ reader: MirrorReader, _ selection: IssueSelection,
        _ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void
    ) throws(ReportError) {
        let columns = "d.issue_id, d.status_id, d.entered_ms, d.left_ms"
        try reader.inParts(selection.parts(of: scope, smallest: smallestPart)) {
            reader, part throws(ReportError) in
            var block = StayBlock(selection.issues[part.issues])
            let (source, arguments) = selection.source(
                "status_interval_data", part, byKey: selection.isFew, then: "d.position")
            try reader.report("SELECT \(columns) FROM \(source)", arguments) { block.take($0) }
            return block
        } take: { block in
            block.forEach(body)
        }
    }
}

/// The stays of some issues, one issue's after the other's.
private struct StayBlock {
    private let issues: ArraySlice<SelectedIssue>
    private var position: Int
    private var current: Int64?
    private var stays: [Stay] = []
    /// Of the issues that have stays, in the order of the stays: which one, and where its stays begin.
    private var starts: [(issue: Int, first: Int)] = []

    /// - Parameter issues: ascending; rows of others are passed over.
    init(_ issues: ArraySlice<SelectedIssue>) {
        self.issues = issues
        position = issues.startIndex
        starts.reserveCapacity(issues.count)
        // Some four statuses an issue.
        stays.reserveCapacity(4 * issues.count)
    }

    /// Takes a row; those of an issue follow each other, and issues are ascending.
    mutating func take(_ row: MirrorRow) {
        let id = row.number(0)
        if id != current {
            while position < issues.endIndex, issues[position].id < id { position += 1 }
            guard position < issues.endIndex, issues[position].id == id else { return }
            starts.append((position, stays.count))
            current = id
        }
        let left = row.number(3)
        // NULL reads as 0.
        let goesOn = left == 0 && row.isNull(3)
        stays.append(Stay(status: row.number(1), entered: row.number(2), left: goesOn ? Stay.open : left))
    }

    func forEach(_ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void) {
        stays.withUnsafeBufferPointer { all in
            for (index, start) in starts.enumerated() {
                let end = index + 1 < starts.count ? starts[index + 1].first : all.count
                body(issues[start.issue], UnsafeBufferPointer(rebasing: all[start.first..<end]))
            }
        }
    }
}
