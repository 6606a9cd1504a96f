import Reporting
import SyncCore

/// A sprint as the reports use it.
struct Sprint {
    enum State: String {
        case future, active, closed
    }

    var id: Int64
    /// `?ID` where the mirror does not know it.
    var name: String
    /// The board it was made on.
    var boardID: Int64?
    var state: State?
    /// When it was really started, where Jira tells; else the start that it was given.
    var start: Instant?
    var plannedEnd: Instant?
    var closedAt: Instant?
    var goal: String?

    /// What a sprint report covers: from the start to the close, or to the data's moment while it runs.
    struct Span: Equatable {
        var start: Instant
        var end: Instant
        var isClosed: Bool

        /// The last moment at which being in the sprint counts. What is taken out as the sprint is closed was in
        /// it to the end, what is put in then was not.
        var lastMembership: Instant { isClosed ? Instant(milliseconds: end.milliseconds - 1) : end }
    }

    /// Nil before the sprint has begun, and where Jira does not tell when it began or was closed.
    func span(dataMoment: Instant) -> Span? {
        guard let start else { return nil }
        switch state {
        case .active: return Span(start: start, end: max(start, dataMoment), isClosed: false)
        case .closed:
            guard let closedAt, closedAt > start else { return nil }
            return Span(start: start, end: closedAt, isClosed: true)
        case .future, nil: return nil
        }
    }

    /// The sprints that fulfil a condition on `sprints`, by id.
    static func all(where condition: String, _ reader: MirrorReader) throws(ReportError) -> [Sprint] {
        var sprints: [Sprint] = []
        try reader.report(
            """
            SELECT id, name, board_id, state, activated_at, start_at, end_at, complete_at, goal FROM sprints
            WHERE \(condition) ORDER BY id
            """
        ) { row in
            let id = row.number(0)
            sprints.append(
                Sprint(
                    id: id, name: row.text(1) ?? "?\(id)", boardID: row.integer(2),
                    state: row.text(3).flatMap(State.init(rawValue:)),
                    start: row.instant(4) ?? row.instant(5), plannedEnd: row.instant(6),
                    closedAt: row.instant(7), goal: row.text(8)))
        }
        return sprints
    }
}
