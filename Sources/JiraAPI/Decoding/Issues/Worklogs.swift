import SyncCore

/// Worklogs: embedded in an issue, of `/issue/{id}/worklog` and of `/worklog/list`.
extension IssueReader {
    /// `fields.worklog`: at most the 20 first; `total` says how many there are.
    mutating func readEmbeddedWorklogs() throws(ScanError) {
        batch.worklogs.cut(to: draft.mark.worklogs)
        draft.row.worklogTotal = nil
        draft.row.hasWorklogs = false
        if try scanner.takeNull() { return }
        draft.row.hasWorklogs = true
        draft.row.worklogTotal = try readWorklogPage(from: draft.mark.worklogs, issue: IssueDraft.thisIssue)
            .total
    }

    /// `{worklogs: […], total}` or the bare array; gives the total and whether the list was there.
    private mutating func readWorklogPage(
        from mark: Int, issue: Int64?
    ) throws(ScanError) -> (total: Int64?, hasList: Bool) {
        if scanner.peek() == Byte.openBracket {
            try readWorklogs(issue: issue)
            return (nil, true)
        }
        var total: Int64?
        var hasList = false
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .total?: total = try integer()
            case .worklogs?:
                hasList = true
                batch.worklogs.cut(to: mark)
                try readWorklogs(issue: issue)
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        return (total, hasList)
    }

    /// The whole of a worklog answer: an object with `worklogs`, or (`/worklog/list`) the bare array.
    mutating func readWorklogAnswer(issue: Int64?) throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        guard try readWorklogPage(from: 0, issue: issue).hasList else {
            throw scanner.fault(.missing(.worklogs), at: first)
        }
        try scanner.expectEnd()
    }

    private mutating func readWorklogs(issue: Int64?) throws(ScanError) {
        var more = try openArrayOrNull()
        while more {
            try readWorklog(issue: issue)
            more = try scanner.nextElement()
        }
    }

    /// Old versions gave `minutesSpent`, and no `issueId`: that of the request then holds.
    private mutating func readWorklog(issue: Int64?) throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        var row = WorklogRow(
            id: 0, issueID: 0, startedAt: Instant(milliseconds: 0), createdAt: Instant(milliseconds: 0),
            updatedAt: Instant(milliseconds: 0), timeSpentSeconds: 0)
        var id: Int64?
        var issueID: Int64?
        var link: TextSlice?
        var seconds: Int64?
        var minutes: Int64?
        var started: Instant?
        var created: Instant?
        var updated: Instant?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .issueId?: issueID = try integer()
            case .`self`?: link = try text()
            case .author?: row.authorKey = try user()
            case .updateAuthor?: row.updateAuthorKey = try user()
            case .comment?: row.comment = try text()
            case .started?: started = try instant()
            case .created?: created = try instant()
            case .updated?: updated = try instant()
            case .timeSpentSeconds?: seconds = try integer()
            case .minutesSpent?: minutes = try integer()
            case .visibility?: (row.visibilityType, row.visibilityValue) = try readVisibility()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = id ?? Self.trailingNumber(link) else { throw scanner.fault(.missing(.id), at: first) }
        // The issue that embeds it is its issue, whatever it says.
        guard let issueID = issue == IssueDraft.thisIssue ? issue : issueID ?? issue else {
            throw scanner.fault(.missing(.issueId), at: first)
        }
        guard let created else { throw scanner.fault(.missing(.created), at: first) }
        guard let started else { throw scanner.fault(.missing(.started), at: first) }
        if seconds == nil, let minutes {
            let (product, tooFar) = minutes.multipliedReportingOverflow(by: 60)
            guard !tooFar else { throw scanner.fault(.integerOutOfRange, at: first) }
            seconds = product
        }
        guard let seconds else { throw scanner.fault(.missing(.timeSpentSeconds), at: first) }
        row.id = id
        row.issueID = issueID
        row.startedAt = started
        row.createdAt = created
        row.updatedAt = updated ?? created
        row.timeSpentSeconds = seconds
        batch.worklogs.append(row)
    }
}
