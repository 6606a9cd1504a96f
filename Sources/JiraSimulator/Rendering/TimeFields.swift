/// Time tracking, own and summed over sub-tasks.
extension IssueRenderer {
    private struct Times {
        var original: Int64?
        var remaining: Int64?
        var spent: Int64?

        mutating func add(_ other: Times) {
            func sum(_ a: Int64?, _ b: Int64?) -> Int64? { a == nil && b == nil ? nil : (a ?? 0) + (b ?? 0) }
            original = sum(original, other.original)
            remaining = sum(remaining, other.remaining)
            spent = sum(spent, other.spent)
        }
    }

    mutating func time(_ content: FieldDefinition.Content, _ slot: Int32, _ detail: IssueDetail) {
        let own = Times(
            original: detail.originalEstimate, remaining: detail.remainingEstimate, spent: detail.timeSpent)
        switch content {
        case .timeSpent: number(own.spent)
        case .timeEstimate: number(own.remaining)
        case .timeOriginalEstimate: number(own.original)
        case .aggregateTimeSpent: number(total(own, slot).spent)
        case .aggregateTimeEstimate: number(total(own, slot).remaining)
        case .aggregateTimeOriginalEstimate: number(total(own, slot).original)
        case .workRatio:
            if let original = own.original, original > 0 {
                out.integer((own.spent ?? 0) * 100 / original)
            } else {
                out.raw("-1")
            }
        case .progress: progress(own)
        case .aggregateProgress: progress(total(own, slot))
        default: timeTracking(own)
        }
    }

    private func total(_ own: Times, _ slot: Int32) -> Times {
        var sum = own
        for child in state.children[slot] ?? [] where !state.records[Int(child)].isDeleted {
            let detail = state.detail(child)
            sum.add(
                Times(
                    original: detail.originalEstimate, remaining: detail.remainingEstimate,
                    spent: detail.timeSpent))
        }
        return sum
    }

    private mutating func progress(_ times: Times) {
        let spent = times.spent ?? 0
        let total = spent + (times.remaining ?? 0)
        out.raw("{\"progress\":")
        out.integer(spent)
        out.raw(",\"total\":")
        out.integer(total)
        if total > 0 {
            out.raw(",\"percent\":")
            out.integer(spent * 100 / total)
        }
        out.byte(125)
    }

    private mutating func timeTracking(_ times: Times) {
        let texts: [(StaticString, Int64?)] = [
            ("originalEstimate", times.original), ("remainingEstimate", times.remaining),
            ("timeSpent", times.spent),
        ]
        out.byte(123)
        var isFirst = true
        for (name, seconds) in texts {
            guard let seconds else { continue }
            if !isFirst { out.byte(44) }
            isFirst = false
            out.byte(34)
            out.raw(name)
            out.raw("\":\"")
            duration(seconds)
            out.byte(34)
        }
        for (name, seconds) in texts {
            guard let seconds else { continue }
            out.raw(",\"")
            out.raw(name)
            out.raw("Seconds\":")
            out.integer(seconds)
        }
        out.byte(125)
    }

    /// `1w 2d 3h 30m` with Jira's shipped eight hours a day and five days a week.
    mutating func duration(_ seconds: Int64) {
        let minutes = seconds / 60
        if minutes == 0 { return out.raw("0m") }
        let parts: [(Int64, UInt8)] = [
            (minutes / 2400, 119), (minutes / 480 % 5, 100), (minutes / 60 % 8, 104), (minutes % 60, 109),
        ]
        var isFirst = true
        for (value, unit) in parts where value > 0 {
            if !isFirst { out.byte(32) }
            isFirst = false
            out.integer(value)
            out.byte(unit)
        }
    }
}
