import Foundation
import GRDB
import Reporting
import SyncCore

@testable import MirrorStore

/// A mirror that a test fills by hand, row by row, so that every number can be worked out on paper.
///
/// Site `https://jira.example.org/jira`, days in Europe/Berlin, data as of 2026-03-31 10:00 UTC, and the
/// report is made two hours later. Statuses: 10 To Do, 11 In Progress, 12 In Review, 13 Done, 14 Closed.
final class ReportFixture {
    static let asOf = "2026-03-31T10:00:00.000Z"
    static let hour: Int64 = 3_600_000

    private let directory: URL
    let store: MirrorDatabase
    let reader: MirrorReader
    let context = ReportContext(
        now: ReportFixture.instant("2026-03-31T12:00:00.000Z"), zone: TimeZone(secondsFromGMT: 0) ?? .current)

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent(
            "reports-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let path = directory.appendingPathComponent("mirror.sqlite").path
        store = try MirrorDatabase(options: MirrorOptions(path: path)) {
            ReportFixture.instant(ReportFixture.asOf)
        }
        reader = try MirrorReader(path: path)
        try execute(
            """
            DELETE FROM site;
            INSERT INTO site (id, base_url, report_time_zone, schema_version, last_synced_at)
            VALUES (1, 'https://jira.example.org/jira', 'Europe/Berlin', 1, '\(Self.asOf)');
            INSERT INTO projects (id, key, name) VALUES (1, 'ALPHA', 'Alpha'), (2, 'BETA', 'Beta');
            INSERT INTO project_keys (key, project_id) VALUES ('ALPHA', 1), ('BETA', 2), ('OLD', 2);
            INSERT INTO issue_types (id, name, is_subtask) VALUES (1, 'Bug', 0), (2, 'Story', 0), (3, 'Sub-task', 1);
            DELETE FROM status_categories;
            INSERT INTO status_categories (id, key, name)
            VALUES (2, 'new', 'To Do'), (4, 'indeterminate', 'In Progress'), (3, 'done', 'Done');
            INSERT INTO statuses (id, name, category_id, position)
            VALUES (10, 'To Do', 2, 0), (11, 'In Progress', 4, 1), (12, 'In Review', 4, 2), (13, 'Done', 3, 3),
                (14, 'Closed', 3, 4);
            """)
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    func execute(_ sql: String, _ arguments: StatementArguments = StatementArguments()) throws {
        try store.write { try $0.execute(sql: sql, arguments: arguments) }
    }

    /// - Parameters:
    ///   - created: a day, or an instant that falls on another day in Berlin together with that day.
    func issue(
        _ id: Int64, _ key: String? = nil, project: Int64 = 1, type: Int64 = 1, status: Int64 = 10,
        created: String = "2026-01-01", createdAt: String? = nil, resolved: String? = nil,
        archived: Bool = false, summary: String = "A summary", assignee: String? = nil
    ) throws {
        let at = "T12:00:00.000Z"
        try execute(
            """
            INSERT INTO issues (id, key, number, project_id, issue_type_id, status_id, summary, created_at,
                created_on, updated_at, resolved_at, resolved_on, resolution_id, archived_at, assignee_key,
                changed_at, read_at, content_hash)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
            """,
            [
                id, key ?? "ALPHA-\(id)", id, project, type, status, summary, createdAt ?? created + at,
                created,
                created + at, resolved.map { $0 + at }, resolved, resolved == nil ? nil : 1,
                archived ? Self.asOf : nil, assignee, Self.asOf, Self.asOf,
            ])
    }

    func flow(
        _ id: Int64, started: String?, done: String?, active: Int64 = 0, reopened: Int64 = 0
    ) throws {
        var cycle: Int64?
        if let started, let done {
            let length = (Self.instant(done).milliseconds - Self.instant(started).milliseconds) / 1000
            cycle = length >= 0 ? length : nil
        }
        try execute(
            """
            INSERT INTO issue_flow
                (issue_id, project_id, started_at, done_at, cycle_seconds, active_seconds, reopen_count)
            VALUES (?1, (SELECT project_id FROM issues WHERE id = ?1), ?2, ?3, ?4, ?5, ?6)
            """, [id, started, done, cycle, active, reopened])
    }

    /// Stays in statuses, in hours before or after 20 hours before the data's moment; nil goes on.
    func stays(_ id: Int64, project: Int64 = 1, _ stays: [(status: Int64, from: Double, to: Double?)]) throws
    {
        let base = Self.instant(Self.asOf).milliseconds - 20 * Self.hour
        for (position, stay) in stays.enumerated() {
            try execute(
                """
                INSERT INTO status_interval_data (issue_id, position, project_id, status_id, entered_ms, left_ms)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    id, position, project, stay.status, base + Int64(stay.from * Double(Self.hour)),
                    stay.to.map { base + Int64($0 * Double(Self.hour)) },
                ])
        }
    }

    func run(_ name: String, _ parameters: [String: [String]] = [:]) throws -> ReportDocument {
        try ReportCatalog().definition(named: name).run(
            reader: reader, parameters: parameters, context: context)
    }

    func text(_ name: String, _ parameters: [String: [String]] = [:], _ format: OutputFormat) throws -> String
    {
        let sink = MemorySink()
        let options = RenderOptions(timeZone: context.zone)
        try ReportCatalog().export(
            name, parameters: parameters, reader: reader, context: context,
            with: ReportRenderer(format, options: options, to: sink))
        return sink.text
    }

    static func instant(_ text: String) -> Instant {
        Instant(mirrorText: text) ?? Instant(milliseconds: 0)
    }
}

/// A table's rows as text, cells joined by `|`, NULL as `-`.
func rows(_ table: ReportTable?) throws -> [String] {
    var out: [String] = []
    try table?.rows { values in
        out.append(
            values.map { value in
                switch value {
                case .null: "-"
                case .integer(let number): String(number)
                case .real(let number): String(number)
                case .text(let text): text
                case .boolean(let flag): String(flag)
                case .instant(let instant): instant.text
                case .day(let day): day.text
                case .bytes(let bytes): String(describing: bytes)
                }
            }.joined(separator: "|"))
        return .next
    }
    return out
}
