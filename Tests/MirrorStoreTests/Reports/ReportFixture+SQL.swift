import Reporting

@testable import MirrorStore

/// Reports that are written in SQL.
extension ReportFixture {
    /// 1 ALPHA Bug open, 2 ALPHA Story resolved, 3 BETA Bug open, 4 BETA Sub-task open, 5 ALPHA Bug archived.
    static func forSQL() throws -> ReportFixture {
        let fixture = try ReportFixture()
        try fixture.issue(1, created: "2026-03-01", assignee: "anna")
        try fixture.issue(2, type: 2, status: 13, created: "2026-03-02", resolved: "2026-03-05")
        try fixture.issue(3, "BETA-3", project: 2, created: "2026-03-03", assignee: "bert")
        try fixture.issue(4, "BETA-4", project: 2, type: 3, created: "2026-03-04", assignee: "anna")
        try fixture.issue(5, created: "2026-03-05", archived: true)
        try fixture.execute(
            """
            INSERT INTO users (key, username, display_name) VALUES ('anna', 'a.a', 'Anna Å'), ('bert', 'bert', 'Bert');
            INSERT INTO issue_labels (issue_id, label) VALUES (1, 'it''s'), (3, 'plain');
            INSERT INTO components (id, project_id, name) VALUES (7, 1, 'Core'), (8, 2, 'core'), (9, 2, 'Edge');
            INSERT INTO versions (id, project_id, name) VALUES (70, 1, '1.0');
            INSERT INTO issue_components (issue_id, component_id) VALUES (1, 7), (3, 8);
            INSERT INTO sprints (id, name) VALUES (30, 'Sprint 1'), (31, 'Twice'), (32, 'twice');
            INSERT INTO boards (id, name, type) VALUES (50, 'Team', 'scrum');
            """)
        return fixture
    }

    func run(
        sql: String, _ parameters: [String: [String]] = [:], path: String? = "reports/x.sql"
    ) throws -> ReportDocument {
        try SQLReport(name: "x", sql: sql, path: path).run(
            reader: reader, parameters: parameters, context: context)
    }

    /// Nil where there is none.
    func problem(sql: String) -> String? {
        do {
            _ = try run(sql: sql)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
