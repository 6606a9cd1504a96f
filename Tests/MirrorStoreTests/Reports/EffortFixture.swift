import GRDB

@testable import MirrorStore

extension ReportFixture {
    /// An entry of that many seconds.
    func work(_ id: Int64, _ issue: Int64, _ author: String?, on day: String, _ seconds: Int64) throws {
        try execute(
            """
            INSERT INTO worklogs (id, issue_id, author_key, started_at, started_on, created_at, updated_at,
                time_spent_seconds)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """, [id, issue, author, day + "T12:00:00.000Z", day, Self.asOf, Self.asOf, seconds])
    }

    func set(_ id: Int64, _ assignments: String) throws {
        try execute("UPDATE issues SET \(assignments) WHERE id = \(id)")
    }
}
