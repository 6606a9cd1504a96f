import GRDB
import SyncCore

/// Stores boards and sprints. Both lists are whole: a board that is no longer listed goes; a sprint that no
/// board lists any more becomes a stub, or goes where no issue lists it.
struct AgileWriter {
    let db: Database
    let state: WriterState
    let at: Instant

    func save(_ data: AgileData) throws {
        if let boards = data.boards {
            try save(boards)
            try DerivedData(db, state).refreshStoryPoints(at: at)
        }
        if let sprints = data.sprints { try save(sprints) }
    }

    // MARK: Boards

    private struct Column: Equatable {
        var name: String
        var statuses: [Int64]
    }

    private func save(_ boards: [AgileData.Board]) throws {
        let table = try ReferenceTable(
            db, "boards", columns: ["name", "type", "project_id", "filter_id", "estimation_field_id"])
        var stored = try storedColumns()
        for board in boards {
            try table.upsert([
                board.id, board.name, board.type, board.projectID, board.configuration?.filterID,
                board.configuration?.estimationFieldID,
            ])
            let columns = (board.configuration?.columns ?? []).map {
                Column(name: $0.name, statuses: Array(Set($0.statusIDs)).sorted())
            }
            guard columns != stored[board.id] ?? [] else { continue }
            try removeColumns(of: board.id)
            try insert(columns, of: board.id)
            stored[board.id] = columns
        }
        let listed = Set(boards.map(\.id))
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM boards") where !listed.contains(id) {
            try removeColumns(of: id)
            try db.execute(sql: "DELETE FROM boards WHERE id = ?", arguments: [id])
        }
    }

    private func storedColumns() throws -> [Int64: [Column]] {
        var columns: [Int64: [Column]] = [:]
        for row in try Row.fetchAll(
            db, sql: "SELECT board_id, name FROM board_columns ORDER BY board_id, position")
        {
            columns[row[0], default: []].append(Column(name: row[1], statuses: []))
        }
        for row in try Row.fetchAll(
            db,
            sql: """
                SELECT board_id, position, status_id FROM board_column_statuses
                ORDER BY board_id, position, status_id
                """)
        {
            let position: Int = row[1]
            guard let count = columns[row[0]]?.count, position < count else { continue }
            columns[row[0]]?[position].statuses.append(row[2])
        }
        return columns
    }

    private func insert(_ columns: [Column], of board: Int64) throws {
        for (position, column) in columns.enumerated() {
            try db.execute(
                sql: "INSERT INTO board_columns (board_id, position, name) VALUES (?, ?, ?)",
                arguments: [board, position, column.name])
            for status in column.statuses {
                try db.execute(
                    sql: "INSERT INTO board_column_statuses (board_id, position, status_id) VALUES (?, ?, ?)",
                    arguments: [board, position, status])
            }
        }
    }

    private func removeColumns(of board: Int64) throws {
        for table in ["board_columns", "board_column_statuses"] {
            try db.execute(sql: "DELETE FROM \(table) WHERE board_id = ?", arguments: [board])
        }
    }

    // MARK: Sprints

    private func save(_ sprints: [AgileData.Sprint]) throws {
        let table = try ReferenceTable(
            db, "sprints",
            columns: [
                "board_id", "name", "state", "goal", "start_at", "end_at", "complete_at", "activated_at",
                "is_stub",
            ])
        for sprint in sprints {
            try table.upsert([
                sprint.id, sprint.boardID, sprint.name, sprint.state,
                sprint.goal == "" ? nil : sprint.goal, sprint.startAt?.text,
                sprint.endAt?.text, sprint.completeAt?.text, sprint.activatedAt?.text, false,
            ])
        }
        let listed = Set(sprints.map(\.id))
        for id in try Int64.fetchAll(db, sql: "SELECT id FROM sprints") where !listed.contains(id) {
            try db.execute(
                sql: "UPDATE sprints SET is_stub = 1 WHERE id = ? AND NOT is_stub", arguments: [id])
        }
        try SprintSightings.forgetUnnamed(db, state)
    }
}
