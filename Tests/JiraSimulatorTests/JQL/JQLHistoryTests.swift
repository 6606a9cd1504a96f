import Testing

@testable import JiraSimulator

/// WAS, CHANGED and the functions of types, against what issues hold.
@Suite struct JQLHistoryTests {
    static let fixture = SiteFixture(issues: 400, projects: 3)

    private func found(_ jql: String) throws -> Set<Int32> {
        let state = Self.fixture.site.read()
        return Set(try JQLSearch(state, state.viewer("admin")).find(jql, validate: true).slots)
    }

    /// Slots of the visible issues whose detail fulfils the condition.
    private func expected(_ condition: (IssueRecord, IssueDetail) -> Bool) throws -> Set<Int32> {
        let all = try found("")
        let state = Self.fixture.site.read()
        return all.filter { condition(state.records[Int($0)], state.detail($0)) }
    }

    private static func moves(_ detail: IssueDetail) -> [(at: Int64, from: String?, to: String?)] {
        detail.history.flatMap { entry in
            entry.items.filter { $0.field == "status" }.map { (entry.created, $0.from, $0.to) }
        }
    }

    private static let inProgress = "3"

    @Test("WAS finds what is or ever was, WAS NOT all the others")
    func was() throws {
        let (all, was) = (try found(""), try found("status WAS 'In Progress'"))
        let statuses = Self.fixture.site.read().catalogue.statuses.map { String($0.id) }
        let expected = try expected { record, detail in
            statuses[Int(record.status)] == Self.inProgress
                || Self.moves(detail).contains { $0.from == Self.inProgress || $0.to == Self.inProgress }
        }
        #expect(was == expected && !was.isEmpty && was != all)
        #expect(try found("status WAS NOT 'In Progress'") == all.subtracting(was))
        #expect(try found("NOT status WAS 'In Progress'") == all.subtracting(was))
        let either = try found("status WAS IN ('In Progress', Done)")
        #expect(either == was.union(try found("status WAS Done")))
        #expect(try found("status WAS NOT IN ('In Progress', Done)") == all.subtracting(either))
    }

    @Test("CHANGED FROM, TO and DURING ask for the same change")
    func changed() throws {
        let all = try found("")
        #expect(try found("status CHANGED") == expected { !Self.moves($1).isEmpty })
        #expect(try found("NOT status CHANGED") == expected { Self.moves($1).isEmpty })
        let to = try found("status CHANGED TO 'In Progress'")
        #expect(try to == expected { Self.moves($1).contains { $0.to == Self.inProgress } })
        #expect(!to.isEmpty && to != all)
        let (start, zone) = (FixtureClock.start, Self.fixture.site.read().viewer("admin").zone)
        let (first, last) = (zone.day(of: start) - 400, zone.day(of: start) - 100)
        func date(_ day: Int) -> String { String(CivilDate.utc(Int64(day) * 86_400_000).prefix(10)) }
        let (low, high) = (
            zone.instant(day: first, hour: 0, minute: 0), zone.instant(day: last, hour: 0, minute: 0)
        )
        let during = try found("status CHANGED TO 'In Progress' DURING ('\(date(first))', '\(date(last))')")
        #expect(
            try during
                == expected {
                    Self.moves($1).contains { $0.to == Self.inProgress && (low...high).contains($0.at) }
                })
        let between = try found("status CHANGED AFTER '\(date(first))' BEFORE '\(date(last))'")
        #expect(try between == expected { Self.moves($1).contains { $0.at >= low && $0.at < high } })
    }

    @Test("types of issues and of sub-tasks share the site among them")
    func types() throws {
        let (standard, subtasks) = (
            try found("issuetype in standardIssueTypes()"), try found("issuetype in subTaskIssueTypes()")
        )
        #expect(!standard.isEmpty && !subtasks.isEmpty && standard.isDisjoint(with: subtasks))
        #expect(try standard.union(subtasks) == found(""))
        #expect(try found("issuetype not in subTaskIssueTypes()") == standard)
    }

    @Test(
        "what the fields and operators do not support is refused, and said",
        arguments: [
            ("summary WAS x", "does not exist"), ("labels WAS x", "not supported by the 'labels' field"),
            ("status WAS Nowhere", "'Nowhere' does not exist"), ("status WAS Done FROM Open", "'from'"),
            ("status CHANGED DURING ('2026-01-01')", "got 1 dates"),
            ("status CHANGED AFTER soon", "Date value 'soon'"),
            ("project in standardIssueTypes()", "does not fit the field"),
            ("originalEstimate > 3", "knows no operator '>'"),
        ])
    func refusals(_ jql: String, _ text: String) throws {
        #expect {
            try found(jql)
        } throws: { error in
            (error as? APIFailure).map { String(decoding: $0.body, as: UTF8.self).contains(text) } ?? false
        }
    }
}
