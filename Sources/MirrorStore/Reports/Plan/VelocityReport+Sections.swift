import Reporting
import SyncCore

extension VelocityReport {
    func tiles(_ found: Findings, _ unit: WorkUnit) -> [Tile] {
        let completed = found.outcomes.map(\.completed.work).sorted()
        guard let mean = found.meanCompleted, let least = completed.first, let most = completed.last,
            let last = found.outcomes.last
        else { return [] }
        let sum = found.committed
        return [
            Tile(
                "Velocity", Figure.fixed(mean, digits: 1),
                detail: "\(unit.noun) a sprint, \(found.outcomes.count) sprints"),
            Tile("Range", "\(WorkUnit.figure(least)) – \(WorkUnit.figure(most))", detail: unit.noun),
            Tile(
                "Completed of committed",
                WorkUnit.percent(found.completed, of: sum),
                detail: "\(WorkUnit.figure(found.completed)) of \(WorkUnit.figure(sum)) \(unit.noun)"),
            Tile(
                "Last sprint", WorkUnit.figure(last.completed.work),
                detail: "\(last.sprint.name): committed \(WorkUnit.figure(last.committed.work))"),
        ]
    }

    func chart(_ found: Findings, _ board: SprintBoard) -> Chart {
        let outcomes = found.outcomes
        let mean = found.meanCompleted ?? 0
        return .columns(
            ColumnChart(
                title: "Committed and completed \(board.unit.noun) per sprint",
                summary:
                    "Two columns for each of \(outcomes.count) sprints, committed and completed; on average \(Figure.fixed(mean, digits: 1)) \(board.unit.noun) were completed. The numbers are in the table below.",
                axisTitle: board.unit.title, axis: .names(outcomes.map(\.sprint.name)),
                series: [
                    .init("Committed", ChartTint(.grey), outcomes.map { $0.committed.work }),
                    .init("Completed", ChartTint(.green), outcomes.map { $0.completed.work }),
                ],
                markers: [.init("Mean \(Figure.fixed(mean, digits: 1))", .horizontal, at: mean)]))
    }

    func table(_ found: Findings, _ unit: WorkUnit) -> ReportTable {
        let work = unit.columnKind
        return ReportTable(
            name: "sprints", title: "Sprints, in \(unit.noun)",
            columns: [
                Column("sprint_id", "Id", .integer), Column("sprint", "Sprint", .text),
                Column("started_at", "Started", .instant), Column("closed_at", "Closed", .instant),
                Column("committed", "Committed", work), Column("completed", "Completed", work),
                Column("completed_percent", "Completed, %", .real(digits: 0)),
                Column("added", "Added", work), Column("removed", "Removed", work),
                Column("reestimated", "Re-estimated", work), Column("not_completed", "Not completed", work),
                Column("completed_outside", "Completed outside", work),
                Column("issues_committed", "Issues committed", .integer),
                Column("issues_completed", "Issues completed", .integer),
                Column("issues_unestimated", "Without estimate", .integer),
            ],
            rows: found.outcomes.map { outcome in
                let committed = outcome.committed.work
                return [
                    .integer(outcome.sprint.id), .text(outcome.sprint.name),
                    .instant(optional: outcome.span?.start), .instant(optional: outcome.span?.end),
                    unit.value(committed), unit.value(outcome.completed.work),
                    committed > 0
                        ? .real((outcome.completed.work / committed * 1000).rounded() / 10) : .null,
                    unit.value(outcome.added.work), unit.value(outcome.removed.work),
                    unit.value(outcome.reestimated), unit.value(outcome.notCompleted.work),
                    unit.value(outcome.completedOutside.work),
                    .integer(Int64(outcome.committed.issues)), .integer(Int64(outcome.completed.issues)),
                    unit == .issues ? .null : .integer(Int64(outcome.unestimated)),
                ]
            })
    }
}
