import SyncCore

/// What a page of search results says of itself.
struct SearchEnvelope {
    var startAt: Int64
    var maxResults: Int64
    var total: Int64
}

extension IssueReader {
    /// The whole of a search answer.
    ///
    /// `total` and `issues` must be there: without them a page of another service would pass for an empty
    /// one.
    mutating func readEnvelope() throws(ScanError) -> SearchEnvelope {
        var startAt: Int64?
        var maxResults: Int64?
        var total: Int64?
        var hasIssues = false
        _ = scanner.peek()
        let first = scanner.cursor
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .startAt?: startAt = try integer()
            case .maxResults?: maxResults = try integer()
            case .total?: total = try integer()
            case .issues?:
                if hasIssues {
                    rejected = []
                    rollBack(to: BatchMark(IssueBatch()))
                }
                hasIssues = true
                try readIssues()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        try scanner.expectEnd()
        guard hasIssues else { throw scanner.fault(.missing(.issues), at: first) }
        guard let total else { throw scanner.fault(.missing(.total), at: first) }
        // Jira counts in 32 bits. What is beyond is nonsense, and must not overflow where totals are added.
        return SearchEnvelope(
            startAt: startAt ?? 0,
            maxResults: maxResults ?? Int64(batch.issues.count + rejected.count),
            total: min(max(total, 0), Int64(Int32.max)))
    }

    private mutating func readIssues() throws(ScanError) {
        var position = 0
        var more = try scanner.openArray()
        while more {
            try readIssueOrReject(position: position)
            position += 1
            more = try scanner.nextElement()
        }
    }
}
