/// How far the fill of a project has come: the state of a checkpoint of stream `fill`.
///
/// Scope `PROJECT` holds ``Project`` once the project was begun; scope `PROJECT:N` holds ``Segment``,
/// committed together with each of its pages.
enum FillState {
    static let stream = "fill"

    struct Project: Codable, Equatable, Sendable {
        var completed: Bool
        /// Number of segments while the fill goes on.
        var segments: Int
    }

    struct Segment: Codable, Equatable, Sendable {
        /// The issue the next page begins with; nil begins at the project's start.
        var last: IssuePointer?
        /// Number of the next segment's first key; nil for the last segment.
        var endNumber: Int64?
        var finished: Bool
    }

    static func scope(_ project: Int64) -> String { String(project) }
    static func scope(_ project: Int64, segment: Int) -> String { "\(project):\(segment)" }

    /// How many segments `total` issues of a project are walked in, so that a few large projects still keep all workers
    /// busy to the end: one up to ``SyncOptions/largestUnsplit``, else its share of three for each request at once.
    static func segmentCount(total: Int64, siteTotal: Int64, options: SyncOptions) -> Int {
        guard total > options.largestUnsplit, options.concurrency > 1, siteTotal > 0 else { return 1 }
        let share = Double(total) / Double(siteTotal)
        return max(1, Int((min(1, share) * Double(3 * options.concurrency)).rounded()))
    }

    /// Days that cut the time from the first issue's creation to now in equal parts: where to look for
    /// existing keys to split at.
    static func splitDays(from first: Instant, to now: Instant, segments: Int) -> [String] {
        guard segments > 1, now > first else { return [] }
        let step = (now - first) / Double(segments)
        let days = (1..<segments).map { part -> String in
            let instant = first + step * Double(part)
            return Day(daysSince1970: Int((Double(instant.milliseconds) / 86_400_000).rounded(.down))).text
        }
        return days.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
