import Reporting
import SyncCore
import Testing

@testable import MirrorStore

@Suite struct PlanEstimateTests {
    private func history(_ present: Double?, _ changes: [EstimateChange]) -> [Double?] {
        let history = ValueHistory(estimate: present, changes: changes)
        return [0, 10, 20, 30].map { history.value(at: Instant(milliseconds: $0)) }
    }

    private func change(
        _ at: Int64, _ from: Double?, _ to: Double?, certain: Bool = true
    ) -> EstimateChange {
        EstimateChange(at: Instant(milliseconds: at), from: from, to: to, isCertain: certain)
    }

    @Test("an estimate without changes was always what it is")
    func never() {
        #expect(history(5, []) == [5, 5, 5, 5])
        #expect(history(nil, []) == [nil, nil, nil, nil])
    }

    @Test("changes are taken at their word, gaps and an end that does not fit included")
    func word() {
        #expect(history(8, [change(10, 3, 5), change(20, 6, 8)]) == [3, 5, 8, 8])
        #expect(history(13, [change(10, nil, 5), change(20, 5, nil)]) == [nil, 5, nil, nil])
    }

    @Test("of changes that may be another field's only the chain to the present value counts")
    func shared() {
        #expect(
            history(
                5,
                [
                    change(5, 1, 2, certain: false), change(10, 3, 5, certain: false),
                    change(20, 7, 9, certain: false),
                ]) == [3, 5, 5, 5])
        // Without a chain, the present value has always been.
        #expect(history(5, [change(10, 1, 2, certain: false)]) == [5, 5, 5, 5])
        #expect(
            history(nil, [change(10, nil, 4, certain: false), change(20, 4, nil, certain: false)])
                == [nil, 4, nil, nil])
    }

    @Test("the field of the site is the one that story_points shows")
    func fieldOfSite() throws {
        let fixture = try ReportFixture()
        func same() throws -> String? {
            let rule = try fixture.store.read { try StoryPoints.field($0) }
            let found = try EstimateField.idOfSite(fixture.reader)
            #expect(rule == found)
            return found
        }
        #expect(try same() == nil)
        try fixture.execute(
            """
            INSERT INTO fields (id, name, custom, schema_type, is_stub) VALUES
                ('customfield_99', 'story points', 1, 'number', 0),
                ('customfield_100', 'Story Points', 1, 'number', 0),
                ('customfield_7', 'Story Points', 1, 'number', 1),
                ('customfield_8', 'Story Points', 1, 'string', 0)
            """)
        #expect(try same() == "customfield_99")
        try fixture.board(1, "A", field: "customfield_500")
        try fixture.board(2, "B", field: "customfield_60")
        #expect(try same() == "customfield_60")
        try fixture.board(3, "C", field: "customfield_500")
        #expect(try same() == "customfield_500")
    }

    @Test("former names of the field count, other fields and other kinds of items do not")
    func items() throws {
        let fixture = try ReportFixture()
        try fixture.pointsField()
        try fixture.execute(
            """
            INSERT INTO fields (id, name, custom, schema_type) VALUES ('customfield_9', 'Points', 1, 'number');
            INSERT INTO field_names (field_id, name) VALUES ('customfield_9', 'Points')
            """)
        try fixture.board(1, "Team")
        try fixture.sprint(1, "S", start: 0, closed: 100)
        // The field itself, by a name that it never had.
        try fixture.member(1, sprints: [(1, -5, nil)], points: [(8, -9)])
        try fixture.estimateChange(1, at: 10, 2, 8, name: "Größe")
        // By its present name alone.
        try fixture.member(2, sprints: [(1, -5, nil)], points: [(8, -9)])
        try fixture.estimateChange(2, at: 10, 3, 8, field: nil)
        // By a former name that another field has now: once as part of the chain, once not.
        try fixture.member(3, sprints: [(1, -5, nil)], points: [(8, -9)])
        try fixture.estimateChange(3, at: 10, 4, 8, name: "Points", field: nil)
        try fixture.estimateChange(3, at: 20, 1, 13, name: "Points", field: nil)
        // Another field, a system field of the name, a field named as nothing of ours.
        try fixture.member(4, sprints: [(1, -5, nil)], points: [(8, -9)])
        try fixture.estimateChange(4, at: 10, 5, 8, field: "customfield_9")
        try fixture.estimateChange(4, at: 20, 5, 8, field: nil, type: "jira")
        try fixture.estimateChange(4, at: 30, 5, 8, name: "Effort", field: nil)
        let found = try rows(fixture.run("sprint").table(named: "issues")).map { row in
            row.split(separator: "|").suffix(2).joined(separator: " ")
        }
        #expect(found == ["2.0 8.0", "3.0 8.0", "4.0 8.0", "8.0 8.0"])
    }

    @Test("a text that is no number, a huge one and a fraction do not break the sums")
    func oddValues() throws {
        let fixture = try ReportFixture()
        try fixture.pointsField()
        try fixture.board(1, "Team")
        try fixture.sprint(1, "S", start: 0, end: 50, closed: 100)
        try fixture.member(1, sprints: [(1, -5, nil)], points: [(0.1, -9)])
        try fixture.member(2, sprints: [(1, -5, nil)], points: [(0.2, -9)])
        try fixture.member(3, sprints: [(1, -5, nil)], points: [(0.5, -9)])
        try fixture.estimateChange(3, at: -1, .nan, 0.5)
        #expect(
            try fixture.run("sprint").headline
                == "S completed 0 of 0.8 points (0.8 at the start, 0 added, 0 removed).")
        try fixture.member(4, sprints: [(1, -5, nil)], points: [(1e300, -9)])
        try fixture.member(5, sprints: [(1, -5, nil)], points: [(-1e300, -9)])
        for report in ["velocity", "sprint", "burndown"] { _ = try fixture.run(report) }
    }
}
