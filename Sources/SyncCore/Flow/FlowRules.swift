/// The groups of statuses that the reports go by (`status_categories.key`).
package enum StatusCategory: String, Sendable, CaseIterable {
    case new, indeterminate, done
    /// Jira's own "No Category".
    case undefined
}

/// What the flow reports measure of one issue (`issue_flow`).
///
/// - Started: the first entry into a status of category indeterminate (in progress).
/// - Done: the last entry into category done that it has not left since; moving between two done statuses
///   does not count as leaving.
/// - Cycle: from started to done, in whole seconds.
/// - Active: all ended stays in category indeterminate together; one that goes on is left to the report,
///   which knows up to when it counts.
/// - Reopened: how often the issue went from category done to another one.
/// - A status whose category is unknown says nothing: it does not end a stay in category done unless the
///   issue is in it now.
package struct FlowRules: Sendable, Equatable {
    package var startedAt: Instant?
    package var doneAt: Instant?
    package var cycleSeconds: Int64?
    package var activeSeconds: Int64 = 0
    package var reopenCount: Int64 = 0

    /// - Parameter category: today's category of a status, nil where it is unknown.
    package init(_ intervals: [StatusInterval], category: (Int64) -> StatusCategory?) {
        var active: Int64 = 0
        var last: StatusCategory?
        for interval in intervals {
            last = category(interval.statusID)
            switch last {
            case .done:
                if doneAt == nil { doneAt = interval.entered }
            case .new, .indeterminate, .undefined:
                if doneAt != nil { reopenCount += 1 }
                doneAt = nil
            case nil: break
            }
            if last == .indeterminate {
                if startedAt == nil { startedAt = interval.entered }
                if let left = interval.left {
                    active += max(0, left.milliseconds - interval.entered.milliseconds)
                }
            }
        }
        if last != .done { doneAt = nil }
        activeSeconds = active / 1000
        if let startedAt, let doneAt, startedAt <= doneAt {
            cycleSeconds = (doneAt.milliseconds - startedAt.milliseconds) / 1000
        }
    }
}
