import Reporting
import SyncCore

extension SprintReport {
    func tiles(_ outcome: SprintOutcome, _ unit: WorkUnit) -> [Tile] {
        func tile(_ label: String, _ amount: SprintOutcome.Amount, tone: Tile.Tone = .neutral) -> Tile {
            Tile(
                label, WorkUnit.figure(amount.work),
                detail: unit == .issues
                    ? nil : "\(Figure.grouped(amount.issues)) \(amount.issues == 1 ? "issue" : "issues")",
                tone: tone)
        }
        guard let span = outcome.span else {
            var tiles = [tile("Planned", outcome.planned)]
            if unit != .issues { tiles.append(Tile("Without estimate", Figure.grouped(outcome.unestimated))) }
            return tiles
        }
        var tiles = [
            tile("At the start", outcome.committed), tile("Added", outcome.added),
            tile("Removed", outcome.removed),
        ]
        if unit != .issues { tiles.append(Tile("Re-estimated", WorkUnit.signed(outcome.reestimated))) }
        tiles += [
            tile("Completed", outcome.completed, tone: outcome.completed.issues > 0 ? .good : .neutral),
            tile(
                span.isClosed ? "Not completed" : "Still open", outcome.notCompleted,
                tone: span.isClosed && outcome.notCompleted.issues > 0 ? .bad : .neutral),
            tile("Completed outside", outcome.completedOutside),
        ]
        return tiles
    }

    private static let groups: [SprintOutcome.Group] = [
        .completed, .notCompleted, .completedOutside, .removed,
    ]

    func chart(_ outcome: SprintOutcome, _ board: SprintBoard) -> Chart {
        func values(addedLater: Bool) -> [Double] {
            Self.groups.map { outcome.amount($0, addedLater: addedLater).work }
        }
        return .columns(
            ColumnChart(
                title: "What became of the \(board.unit.noun) of \(outcome.sprint.name)",
                summary: Self.groups.map { group in
                    let all =
                        outcome.amount(group, addedLater: false).work
                        + outcome.amount(group, addedLater: true).work
                    return "\(group.rawValue) \(WorkUnit.figure(all))"
                }.joined(separator: ", ").capitalizedFirst + ".",
                axisTitle: board.unit.title, axis: .names(Self.groups.map(\.rawValue.capitalizedFirst)),
                series: [
                    .init("In it at the start", ChartTint(.blue), values(addedLater: false)),
                    .init("Added later", ChartTint(.orange), values(addedLater: true)),
                ], isStacked: true))
    }

    func groupTable(_ outcome: SprintOutcome, _ unit: WorkUnit) -> ReportTable {
        ReportTable(
            name: "groups", title: "Groups, in \(unit.noun)",
            columns: [
                Column("group", "Group", .text), Column("issues", "Issues", .integer),
                Column("work", unit.title, unit.columnKind),
                Column("work_from_start", "In it at the start", unit.columnKind),
                Column("work_added_later", "Added later", unit.columnKind),
            ],
            rows: Self.groups.map { group in
                let (early, late) = (
                    outcome.amount(group, addedLater: false), outcome.amount(group, addedLater: true)
                )
                return [
                    .text(group.rawValue), .integer(Int64(early.issues + late.issues)),
                    unit.value(early.work + late.work), unit.value(early.work), unit.value(late.work),
                ]
            })
    }

    func issueTable(
        _ outcome: SprintOutcome, _ unit: WorkUnit, _ names: [Int64: (key: String, summary: String)],
        _ types: [Int64: String]
    ) -> ReportTable {
        func estimate(_ value: Double?) -> ReportValue {
            unit == .issues ? .integer(1) : value.map { unit.value($0) } ?? .null
        }
        return ReportTable(
            name: "issues", title: "Issues by what became of them",
            columns: [
                Column("key", "Key", .issueKey), Column("type", "Type", .text),
                Column("summary", "Summary", .text), Column("group", "Group", .text),
                Column("added_after_start", "Added after the start", .boolean),
                Column("added_at", "Added", .instant), Column("removed_at", "Removed", .instant),
                Column("done_at", "Done", .instant),
                Column("estimate_then", "Estimate then", unit.columnKind),
                Column("estimate_now", "Estimate now", unit.columnKind),
            ],
            rows: outcome.lines.map { line in
                [
                    .text(names[line.issue]?.key ?? "?\(line.issue)"), .text(optional: types[line.type]),
                    .text(optional: names[line.issue]?.summary), .text(line.group.rawValue),
                    line.group == .planned ? .null : .boolean(!line.wasInAtStart),
                    .instant(optional: line.added), .instant(optional: line.removed),
                    .instant(optional: line.done), estimate(line.firstEstimate), estimate(line.lastEstimate),
                ]
            })
    }
}

extension String {
    /// "not completed" as "Not completed".
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
