import Testing

@testable import JiraSimulator

/// Searches against the truth, which knows nothing of the index.
@Suite struct JQLSearchTests {
    static let fixture = SiteFixture(issues: 600, projects: 4)
    static let truths = fixture.truths()

    private static func at(_ offset: Int64) -> String { CivilDate.utc(FixtureClock.start + offset) }

    /// Queries and what they mean in terms of the truth.
    static let table: [(String, @Sendable (IssueTruth) -> Bool)] = [
        ("", { _ in true }),
        ("project = ALPHA", { $0.key.hasPrefix("ALPHA-") }),
        ("project = 10010", { $0.key.hasPrefix("BETA-") }),
        ("project = \"Core Platform\"", { $0.key.hasPrefix("CORE-") }),
        ("project in (alpha, BETA)", { $0.key.hasPrefix("ALPHA-") || $0.key.hasPrefix("BETA-") }),
        ("project != ALPHA", { !$0.key.hasPrefix("ALPHA-") }),
        ("project not in (ALPHA, BETA)", { !$0.key.hasPrefix("ALPHA-") && !$0.key.hasPrefix("BETA-") }),
        ("NOT project = ALPHA", { !$0.key.hasPrefix("ALPHA-") }),
        ("status = Open", { $0.column("status_id") == "1" }),
        ("status = 3", { $0.column("status_id") == "3" }),
        ("status in ('in progress', Done)", { ["3", "10001"].contains($0.column("status_id")) }),
        ("status != 'In Progress'", { $0.column("status_id") != "3" }),
        ("statusCategory = Done", { ["5", "6", "10001"].contains($0.column("status_id")) }),
        ("statusCategory != done", { !["5", "6", "10001"].contains($0.column("status_id")) }),
        (
            "statusCategory = 4 AND status != 3",
            {
                ["10004", "10005", "10006", "10007", "10008"].contains($0.column("status_id"))
            }
        ),
        ("timespent is not EMPTY", { $0.column("time_spent_seconds") != nil }),
        ("timespent is EMPTY", { $0.column("time_spent_seconds") == nil }),
        ("assignee is EMPTY", { $0.column("assignee_key") == nil }),
        ("assignee is not EMPTY", { $0.column("assignee_key") != nil }),
        ("assignee = admin", { $0.column("assignee_key") == "admin" }),
        ("assignee = jira-mirror", { $0.column("assignee_key") == "mirror" }),
        ("assignee != admin", { $0.column("assignee_key") != nil && $0.column("assignee_key") != "admin" }),
        (
            "NOT assignee = admin",
            { $0.column("assignee_key") != nil && $0.column("assignee_key") != "admin" }
        ),
        (
            "assignee in (admin, EMPTY)",
            { $0.column("assignee_key") == nil || $0.column("assignee_key") == "admin" }
        ),
        ("reporter = currentUser()", { $0.column("reporter_key") == "admin" }),
        ("reporter = 'anna.müller+jira@example.com'", { $0.column("reporter_key") == "JIRAUSER10004" }),
        ("priority is EMPTY", { $0.column("priority_id") == nil }),
        ("priority = High", { $0.column("priority_id") == "2" }),
        ("priority > Medium", { ["1", "2"].contains($0.column("priority_id")) }),
        ("priority <= Low", { ["4", "5"].contains($0.column("priority_id")) }),
        ("priority != High", { $0.column("priority_id") != nil && $0.column("priority_id") != "2" }),
        ("resolution = Unresolved", { $0.column("resolution_id") == nil }),
        ("resolution is EMPTY", { $0.column("resolution_id") == nil }),
        ("resolution = Fixed", { $0.column("resolution_id") == "1" }),
        ("resolution != Fixed", { $0.column("resolution_id") != nil && $0.column("resolution_id") != "1" }),
        ("issuetype = Bug", { $0.column("issue_type_id") == "10004" }),
        ("type in (Epic, Story)", { ["10000", "10001"].contains($0.column("issue_type_id")) }),
        (
            "labels = backend",
            { $0.rows["issue_labels"]?.contains { $0[1]?.lowercased() == "backend" } == true }
        ),
        (
            "labels != backend",
            {
                let labels = $0.rows["issue_labels"] ?? []
                return !labels.isEmpty && !labels.contains { $0[1]?.lowercased() == "backend" }
            }
        ),
        ("labels is EMPTY", { $0.rows["issue_labels"]?.isEmpty == true }),
        (
            "labels in (ux, EMPTY)",
            {
                let labels = $0.rows["issue_labels"] ?? []
                return labels.isEmpty || labels.contains { $0[1] == "ux" }
            }
        ),
        (
            "fixVersion = '1.1'",
            { $0.rows["issue_fix_versions"]?.contains { $0[1]?.hasSuffix("01") == true } == true }
        ),
        ("fixVersion is EMPTY", { $0.rows["issue_fix_versions"]?.isEmpty == true }),
        ("affectedVersion is not EMPTY", { $0.rows["issue_affected_versions"]?.isEmpty == false }),
        ("component = 10001", { $0.rows["issue_components"]?.contains { $0[1] == "10001" } == true }),
        (
            "component = ui",
            { $0.rows["issue_components"]?.contains { $0[1]?.hasSuffix("00") == true } == true }
        ),
        ("created >= -100d", { $0.column("created_at") ?? "" >= at(-100 * 86_400_000) }),
        ("created < '2024/06/01 12:30'", { $0.column("created_at") ?? "" < "2024-06-01T12:30:00.000Z" }),
        (
            "updated >= 2025-01-01 AND updated < 2025-02-01",
            {
                let updated = $0.column("updated_at") ?? ""
                return updated >= "2025-01-01T00:00:00.000Z" && updated < "2025-02-01T00:00:00.000Z"
            }
        ),
        ("updated >= 1750000000000", { $0.column("updated_at") ?? "" >= CivilDate.utc(1_750_000_000_000) }),
        ("updated > now()", { $0.column("updated_at") ?? "" > at(0) }),
        ("resolved is EMPTY", { $0.column("resolved_at") == nil }),
        (
            "resolutiondate >= -200d",
            { $0.column("resolved_at").map { $0 >= at(-200 * 86_400_000) } ?? false }
        ),
        ("NOT resolved >= -200d", { $0.column("resolved_at").map { $0 < at(-200 * 86_400_000) } ?? false }),
        ("due <= 2025-01-15", { $0.column("due_date").map { $0 <= "2025-01-15" } ?? false }),
        ("due is not EMPTY", { $0.column("due_date") != nil }),
        (
            "project = ALPHA AND status = Closed OR assignee = admin AND priority = Low",
            {
                $0.key.hasPrefix("ALPHA-") && $0.column("status_id") == "6"
                    || $0.column("assignee_key") == "admin" && $0.column("priority_id") == "4"
            }
        ),
        (
            "NOT (project = ALPHA OR assignee is EMPTY)",
            {
                !$0.key.hasPrefix("ALPHA-") && $0.column("assignee_key") != nil
            }
        ),
        (
            "NOT (project = ALPHA AND assignee = admin)",
            {
                !$0.key.hasPrefix("ALPHA-")
                    || $0.column("assignee_key") != nil && $0.column("assignee_key") != "admin"
            }
        ),
    ]

    @Test("a query finds what its words mean", arguments: table.indices)
    func finds(_ index: Int) throws {
        let (query, isWanted) = Self.table[index]
        let found = try Self.fixture.keys(query + " ORDER BY key ASC")
        let wanted = Self.truths.filter { isWanted($0) }.map { $0.key }
        #expect(Set(found) == Set(wanted), "\(query)")
        #expect(found.count == Set(found).count)
        // A condition that nothing or everything meets would prove little.
        if query != "" { #expect(!wanted.isEmpty && wanted.count < Self.truths.count, "\(query)") }
    }

    @Test(
        "refusals are Jira's 400 with its words",
        arguments: [
            ("x = 3", "Field 'x' does not exist or you do not have permission to view it."),
            ("project = NOPE", "The value 'NOPE' does not exist for the field 'project'."),
            ("project = 99999", "A value with ID '99999' does not exist for the field 'project'."),
            ("status = Nope", "The value 'Nope' does not exist for the field 'status'."),
            ("assignee = nobody", "The value 'nobody' does not exist for the field 'assignee'."),
            ("fixVersion = none", "The value 'none' does not exist for the field 'fixVersion'."),
            ("key = ALPHA-99999", "An issue with key 'ALPHA-99999' does not exist for field 'key'."),
            ("issue in (ALPHA-99999)", "An issue with key 'ALPHA-99999' does not exist for field 'issue'."),
            ("id = 99999999", "A value with ID '99999999' does not exist for the field 'id'."),
            ("key = 'no key'", "An issue with key 'no key' does not exist for field 'key'."),
            ("project = ALPHA ORDER BY bogus", "Not able to sort using field 'bogus'."),
            ("updated > now(1)", "Function 'now' expected '0' arguments but received '1'."),
            ("status ~ x", "The operator '~' is not supported by the 'status' field."),
            ("project > ALPHA", "The operator '>' is not supported by the 'project' field."),
            ("assignee = foo()", "Unable to find JQL function 'foo()'."),
        ])
    func refusals(_ query: String, _ message: String) throws {
        let refusal = try Self.fixture.refusal(query)
        #expect(refusal.status == 400)
        #expect(refusal.messages == [message])
    }

    @Test("a date that is none is refused with the valid formats")
    func badDate() throws {
        let refusal = try Self.fixture.refusal("updated >= '2025-01-01 10:00:01'")
        #expect(refusal.status == 400)
        #expect(
            refusal.messages.first?.hasPrefix(
                "Date value '2025-01-01 10:00:01' for field 'updated' is invalid.") == true)
    }

    @Test("validateQuery=false turns unknown values, not broken syntax, into warnings")
    func warnings() throws {
        let answer = try Self.fixture.search("project = NOPE OR project = ALPHA", validate: false)
        #expect(
            answer["warningMessages"]?[0]?.text == "The value 'NOPE' does not exist for the field 'project'.")
        #expect(answer["total"]?.int == Self.truths.count { $0.key.hasPrefix("ALPHA-") })
        let broken = SearchRequest(jql: "project =", validateQuery: false)
        #expect(throws: APIFailure.self) { try Self.fixture.site.search(broken, as: "admin").get() }
    }

    @Test("minutes are read in the searching person's own zone")
    func zones() throws {
        let state = Self.fixture.site.read()
        let edge = try #require(state.records.map { $0.created }.first { $0 % 60_000 != 0 })
        func count(_ query: String, _ user: String) throws -> Int? {
            try Self.fixture.search(query, max: 0, as: user)["total"]?.int
        }
        let utc = CivilDate.utc(edge).prefix(16).replacing("T", with: " ")
        // The minute has begun before the instant within it.
        #expect(try count("created <= '\(utc)' AND created >= \(edge)", "admin") == 0)
        #expect(try count("created > '\(utc)' AND created <= \(edge)", "admin") ?? 0 >= 1)
        let offset =
            Int64(UserZone(identifier: "Europe/Berlin", elseMinutes: 0).offsetSeconds(at: edge)) * 1000
        let berlin = CivilDate.utc(edge + offset).prefix(16).replacing("T", with: " ")
        #expect(try count("created >= '\(berlin)' AND created <= \(edge)", "mirror") ?? 0 >= 1)
        #expect(try count("created >= '\(berlin)' AND created <= \(edge)", "admin") == 0)
    }
}
