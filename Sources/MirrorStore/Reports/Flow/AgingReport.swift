import Reporting
import SyncCore

/// How old the work in progress is, against how long finished work took.
///
/// One pass over `issue_flow` gives both; the present statuses come from the index of issues that are not done.
struct AgingReport: PassReport {
    static let levels = [50, 70, 85, 95]

    let description = ReportDescription(
        name: "aging-wip", title: "Aging work in progress",
        summary: "Which of the issues in progress take longer than finished ones did?",
        parameters: ReportParameter.scope + [
            .board, .from("-1y", "of finishing, of the issues to compare with"),
            .to("of finishing, of the issues to compare with"), .calendar, .subtasks("no"),
        ])

    /// An issue that was started and is not done.
    struct Item {
        var id: Int64
        var type: Int64
        /// Milliseconds since 1970.
        var started: Int64
        var ageSeconds: Int64 = 0
        /// Index in ``Findings/places``; -1 until it is known.
        var place = -1
    }

    /// Where issues wait: a status, or a column of the board.
    struct Place {
        var name: String
        var stage: StatusCategory?
        /// Ages in seconds, descending.
        var ages: [Int64] = []
    }

    struct Findings {
        /// The oldest first.
        var items: [Item] = []
        /// In the order of work; those where an issue is.
        var places: [Place] = []
        /// Seconds from start to finish, ascending.
        var finished: [Int64] = []
        /// Started ones that are back in To Do, and those whose stage is not known.
        var waiting = 0
        var elsewhere = 0
        var notStarted = 0
        /// In progress a week before the data's moment.
        var weekBefore = 0
        var subtasks = 0
        var archived = 0

        func level(_ p: Int) -> Int64? { Percentile.nearestRank(p, ofSorted: finished) }

        /// How many issues are older than that share of the finished ones took.
        func beyond(_ p: Int) -> Int {
            guard let level = level(p) else { return 0 }
            return items.partitioningIndex { $0.ageSeconds <= level }
        }

        /// Of a hundred finished issues so many took that long or less.
        func share(within seconds: Int64) -> Double? {
            guard !finished.isEmpty else { return nil }
            return Double(finished.partitioningIndex { $0 > seconds }) / Double(finished.count) * 100
        }
    }

    func pass(_ request: ReportRequest) throws(ReportError) -> ReportPass {
        let scope = try IssueScope(request)
        let stages = try StageRule(scope, request.reader)
        let tally = Tally(request)
        return ReportPass(
            scope: scope, stages: stages, body: .flows(tally.add),
            document: { () throws(ReportError) in
                var found = tally.result
                try place(&found, scope, stages, request.reader)
                return try document(request, scope, stages, found)
            })
    }

    private final class Tally {
        private var found = Findings()
        private let elapsed: ElapsedTime
        private let isBusiness: Bool
        private let now: Instant
        private let (start, end): (Int64, Int64)
        private let weekBefore: Int64

        init(_ request: ReportRequest) {
            (elapsed, now) = (request.elapsed, request.dataMoment)
            isBusiness = elapsed.isBusiness
            let window = DayWindow(request)
            (start, end) = (window.start, window.end)
            weekBefore = now.milliseconds - 7 * 86_400_000
        }

        var result: Findings {
            var result = found
            result.finished.sort()
            result.items.sort { ($1.ageSeconds, $0.started, $0.id) < ($0.ageSeconds, $1.started, $1.id) }
            return result
        }

        func add(_ issue: SelectedIssue, _ flow: IssueFlow) {
            if issue.place == .counted, let started = flow.started, started < weekBefore,
                flow.done.map({ $0 >= weekBefore && !flow.isBackwards }) ?? true
            {
                found.weekBefore += 1
            }
            if let done = flow.done {
                guard issue.place == .counted, done >= start, done < end, let started = flow.started,
                    let cycle = flow.cycleSeconds
                else { return }
                found.finished.append(
                    isBusiness
                        ? elapsed.seconds(
                            from: Instant(milliseconds: started), to: Instant(milliseconds: done)) : cycle)
                return
            }
            guard let started = flow.started else {
                if issue.place == .counted { found.notStarted += 1 }
                return
            }
            switch issue.place {
            case .archived: found.archived += 1
            case .subtask: found.subtasks += 1
            case .counted:
                let age = elapsed.seconds(from: Instant(milliseconds: started), to: now)
                found.items.append(
                    Item(id: issue.id, type: issue.type, started: started, ageSeconds: age))
            }
        }
    }

    /// Puts each item into its status or column.
    private func place(
        _ found: inout Findings, _ scope: IssueScope, _ stages: StageRule, _ reader: MirrorReader
    ) throws(ReportError) {
        guard !found.items.isEmpty else { return }
        var statusOf: [Int64: Int64] = [:]
        statusOf.reserveCapacity(found.items.count)
        for item in found.items { statusOf[item.id] = StatusTimeline.unknownStatus }
        let done = Set(stages.statuses(in: .done))
        let open = stages.statuses.keys.filter { !done.contains($0) }.sorted()
        try reader.report(
            """
            SELECT i.id, i.status_id FROM issues AS i
            WHERE i.status_id IN (\(IssueScope.list(open))) AND \(scope.projectCondition("i.project_id"))
            """
        ) { row in
            if statusOf[row.number(0)] != nil { statusOf[row.number(0)] = row.number(1) }
        }
        let order = AgingPlaces(stages)
        var places: [Int: Place] = [:]
        for index in found.items.indices {
            let item = found.items[index]
            let status = statusOf[item.id] ?? StatusTimeline.unknownStatus
            let rank = order.rank(status)
            let stage = stages.stage(status)
            places[rank, default: Place(name: order.name(status), stage: stage)].ages.append(item.ageSeconds)
            found.items[index].place = rank
            switch stage {
            case .indeterminate, .done: break
            case .new: found.waiting += 1
            case nil, .undefined: found.elsewhere += 1
            }
        }
        let ranks = places.keys.sorted()
        found.places = ranks.compactMap { places[$0] }
        let positions = Dictionary(uniqueKeysWithValues: ranks.enumerated().map { ($1, $0) })
        for index in found.items.indices {
            found.items[index].place = positions[found.items[index].place] ?? -1
        }
    }
}

/// The order of statuses or columns on the way.
private struct AgingPlaces {
    private let stages: StageRule
    private let column: [Int64: Int]
    private var ranks: [Int64: Int] = [:]

    init(_ stages: StageRule) {
        self.stages = stages
        column = stages.board?.columnOfStatus ?? [:]
        let order: [StatusCategory?] = [.new, .indeterminate, .done, .undefined, nil]
        let sorted = stages.statuses.values.sorted {
            let (a, b) = (
                order.firstIndex(of: stages.stage($0.id)) ?? 4, order.firstIndex(of: stages.stage($1.id)) ?? 4
            )
            return (a, $0.position, $0.id) < (b, $1.position, $1.id)
        }
        for (rank, status) in sorted.enumerated() { ranks[status.id] = rank }
    }

    func rank(_ status: Int64) -> Int {
        stages.isByColumn ? column[status] ?? Int.max : ranks[status] ?? Int.max
    }

    func name(_ status: Int64) -> String {
        guard let board = stages.board else { return stages.name(status) }
        return column[status].map { board.columns[$0].name } ?? "(not on the board)"
    }
}

extension Array {
    /// The first index whose element fulfils the condition, in an array where all that do come last.
    func partitioningIndex(_ condition: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if condition(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
