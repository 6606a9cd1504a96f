import GRDB
import SyncCore

/// Stores sprints as issues show them. A sighting is younger than the boards' lists: a sprint that was
/// renamed, started or closed touches no issue, yet every later reading of one tells.
struct SprintSightings {
    /// What every version of Jira writes follows the sighting, also where it became empty; what only some
    /// write stays where the sighting is silent. An empty goal is none.
    private static let upsert = """
        INSERT INTO sprints (id, board_id, name, state, goal, start_at, end_at, complete_at, activated_at,
            is_stub)
        VALUES (?1, ?2, ?3, ?4, nullif(?5, ''), ?6, ?7, ?8, ?9, 1)
        ON CONFLICT (id) DO UPDATE SET
            board_id = coalesce(?2, board_id), name = coalesce(?3, name), state = coalesce(?4, state),
            goal = CASE WHEN ?5 IS NULL THEN goal ELSE nullif(?5, '') END,
            start_at = CASE WHEN ?4 IS NULL THEN coalesce(?6, start_at) ELSE ?6 END,
            end_at = CASE WHEN ?4 IS NULL THEN coalesce(?7, end_at) ELSE ?7 END,
            complete_at = CASE WHEN ?4 IS NULL THEN coalesce(?8, complete_at) ELSE ?8 END,
            activated_at = coalesce(?9, activated_at)
        WHERE board_id IS NOT coalesce(?2, board_id) OR name IS NOT coalesce(?3, name)
            OR state IS NOT coalesce(?4, state) OR (?5 IS NOT NULL AND goal IS NOT nullif(?5, ''))
            OR activated_at IS NOT coalesce(?9, activated_at)
            OR CASE WHEN ?4 IS NULL THEN start_at IS NOT coalesce(?6, start_at)
                    OR end_at IS NOT coalesce(?7, end_at) OR complete_at IS NOT coalesce(?8, complete_at)
                ELSE start_at IS NOT ?6 OR end_at IS NOT ?7 OR complete_at IS NOT ?8 END
        """
    private static let find = "SELECT 1 FROM sprints WHERE id = ?1"
    private static let stub =
        "INSERT INTO sprints (id, is_stub) VALUES (?1, 1) ON CONFLICT (id) DO NOTHING"

    /// - Returns: whether a sprint was named that no list and no page had named before.
    static func save(_ batch: IssueBatch, _ db: Database, _ state: WriterState) throws -> Bool {
        guard !batch.sprints.isEmpty || !batch.issueSprints.isEmpty else { return false }
        let find = try HotStatement(db, state, Self.find)
        let upsert = try HotStatement(db, state, Self.upsert)
        let stub = try HotStatement(db, state, Self.stub)
        var isUnknown = false
        var sighted: Set<Int64> = []
        for sprint in batch.sprints {
            sighted.insert(sprint.id)
            find.bind(1, sprint.id)
            if try find.next() { find.reset() } else { isUnknown = true }
            upsert.bind(1, sprint.id)
            upsert.bind(2, sprint.boardID)
            upsert.bind(3, sprint.name)
            upsert.bind(4, sprint.state)
            upsert.bind(5, sprint.goal)
            upsert.bind(6, sprint.startAt)
            upsert.bind(7, sprint.endAt)
            upsert.bind(8, sprint.completeAt)
            upsert.bind(9, sprint.activatedAt)
            try upsert.run()
        }
        for id in Set(batch.issueSprints).subtracting(sighted).sorted() {
            stub.bind(1, id)
            try stub.run()
            if stub.changes > 0 { isUnknown = true }
        }
        return isUnknown
    }

    /// Removes sprints that neither a board nor an issue lists any more. The history keeps their ids.
    static func forgetUnnamed(_ db: Database, _ state: WriterState) throws {
        try db.execute(
            sql: """
                DELETE FROM sprints WHERE is_stub
                    AND NOT EXISTS (SELECT 1 FROM issue_sprints WHERE sprint_id = sprints.id)
                """)
        // Whoever names one of them again names something new.
        if db.changesCount > 0 { state.forgetSightings() }
    }
}
