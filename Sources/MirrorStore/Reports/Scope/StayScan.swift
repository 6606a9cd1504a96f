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
/// One pass over `status_interval_data` in the order of its key beside the sorted selection; with projects alone
/// through its index by project; few issues by key.
struct StayScan {
    let scope: IssueScope
    /// Whether the issues come with their days of creation.
    var readsCreation = false

    /// - Parameters:
    ///   - selection: of this scope, where it is at hand already.
    ///   - body: an issue and its stays, by time of entering; valid only during the call.
    func run(
        _ reader: MirrorReader, _ selection: IssueSelection? = nil,
        _ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void
    ) throws(ReportError) {
        let selection =
            if let selection { selection } else {
                try IssueSelection(scope, reader, readsCreation: readsCreation)
            }
        if scope.projects.isEmpty || scope.isNarrow {
            try Self.run(selection, reader, body)
        } else {
            for project in scope.projects {
                try Self.read(
                    selection, from: "status_interval_data AS d WHERE d.project_id = \(project.id)",
                    order: true, reader, body)
            }
        }
    }

    /// The stays of a selection that is at hand.
    static func run(
        _ selection: IssueSelection, _ reader: MirrorReader,
        _ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void
    ) throws(ReportError) {
        if selection.isFew {
            try read(
                selection,
                from: "json_each(?) AS j CROSS JOIN status_interval_data AS d ON d.issue_id = j.value",
                .positional([.text(selection.idsJSON)]), order: false, reader, body)
        } else {
            try read(selection, from: "status_interval_data AS d", order: true, reader, body)
        }
    }

    /// - Parameter order: false where the source itself gives the issues one after the other.
    private static func read(
        _ selection: IssueSelection, from source: String, _ arguments: MirrorArguments = .none, order: Bool,
        _ reader: MirrorReader, _ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void
    ) throws(ReportError) {
        var gathering = StayGathering(selection.issues)
        try reader.report(
            """
            SELECT d.issue_id, d.status_id, d.entered_ms, d.left_ms FROM \(source)
            \(order ? "ORDER BY d.issue_id, d.position" : "")
            """, arguments
        ) { gathering.take($0, body) }
        gathering.finish(body)
    }
}

/// Puts the stays of an issue together, as their rows come by.
private struct StayGathering {
    private let issues: [SelectedIssue]
    private var position = 0
    private var current: Int64?
    private var isSelected = false
    private var stays: [Stay] = []

    /// - Parameter issues: ascending; rows of others are passed over.
    init(_ issues: [SelectedIssue]) { self.issues = issues }

    mutating func take(_ row: MirrorRow, _ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void) {
        let id = row.number(0)
        if id != current {
            finish(body)
            while position < issues.count, issues[position].id < id { position += 1 }
            isSelected = position < issues.count && issues[position].id == id
            current = id
        }
        guard isSelected else { return }
        let left = row.number(3)
        // NULL reads as 0.
        let goesOn = left == 0 && row.isNull(3)
        stays.append(Stay(status: row.number(1), entered: row.number(2), left: goesOn ? Stay.open : left))
    }

    /// Hands over what came of the issue at hand.
    mutating func finish(_ body: (SelectedIssue, UnsafeBufferPointer<Stay>) -> Void) {
        guard !stays.isEmpty else { return }
        stays.withUnsafeBufferPointer { body(issues[position], $0) }
        stays.removeAll(keepingCapacity: true)
    }
}
