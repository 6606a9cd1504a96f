import Testing

@testable import JiraSimulator

/// What is rendered, read back with a reader of its own, says what the truth says.
@Suite struct RenderingTests {
    static let fixture = SiteFixture(issues: 400, projects: 4) { $0.bodySize = .realistic }

    /// `2024-06-17T10:35:40.762+0200` as the truth writes it.
    private func utc(_ value: JSONValue?) throws -> String? {
        guard let text = value?.text else { return nil }
        try #require(text.utf8.count == 28 && text.hasSuffix("+0200"), "\(text)")
        let day = try #require(CivilDate.parse(day: text.prefix(10)))
        let parts = text.dropFirst(11).prefix(12).split { $0 == ":" || $0 == "." }.compactMap { Int64($0) }
        let time = ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1000 + parts[3]
        return CivilDate.utc(Int64(day) * 86_400_000 + time - 120 * 60_000)
    }

    private func key(_ person: JSONValue?) -> String? { person?["key"]?.text ?? person?["name"]?.text }

    @Test("issues of a search hold exactly the truth", arguments: ["admin", "mirror"])
    func issuesMatchTruth(_ user: String) throws {
        var rendered: [String: JSONValue] = [:]
        let answer = try Self.fixture.search(
            "ORDER BY key ASC", fields: ["*all"], expand: ["changelog"], as: user)
        for issue in answer["issues"]?.items ?? [] { rendered[issue["id"]?.text ?? ""] = issue }
        let truths = Self.fixture.truths(as: user)
        #expect(truths.count == rendered.count && truths.count == 400)
        for truth in truths {
            let issue = try #require(rendered[String(truth.id)])
            let fields = try #require(issue["fields"])
            #expect(issue["key"]?.text == truth.key)
            #expect(fields["summary"]?.text == truth.column("summary"))
            #expect(fields["description"]?.text == truth.column("description"))
            #expect(fields["environment"]?.text == truth.column("environment"))
            #expect(fields["status"]?["id"]?.text == truth.column("status_id"))
            #expect(fields["priority"]?["id"]?.text == truth.column("priority_id"))
            #expect(fields["resolution"]?["id"]?.text == truth.column("resolution_id"))
            #expect(fields["issuetype"]?["id"]?.text == truth.column("issue_type_id"))
            #expect(fields["project"]?["id"]?.text == truth.column("project_id"))
            #expect(fields["parent"]?["id"]?.text == truth.column("parent_id"))
            #expect(fields["customfield_10102"]?.text == truth.column("epic_key"))
            #expect(fields["customfield_10107"]?.text == truth.column("story_points"))
            #expect(fields["customfield_10106"]?.text == truth.column("rank"))
            #expect(fields["duedate"]?.text == truth.column("due_date"))
            #expect(fields["timespent"]?.text == truth.column("time_spent_seconds"))
            #expect(fields["timeestimate"]?.text == truth.column("remaining_estimate_seconds"))
            #expect(key(fields["assignee"]) == truth.column("assignee_key"))
            #expect(key(fields["reporter"]) == truth.column("reporter_key"))
            #expect(try utc(fields["created"]) == truth.column("created_at"))
            #expect(try utc(fields["updated"]) == truth.column("updated_at"))
            #expect(try utc(fields["resolutiondate"]) == truth.column("resolved_at"))
            #expect(fields["labels"]?.items.map { $0.text } == truth.rows["issue_labels"]?.map { $0[1] })
            #expect(
                fields["fixVersions"]?.items.map { $0["id"]?.text }
                    == truth.rows["issue_fix_versions"]?.map { $0[1] })
            try compareChildren(fields, truth)
            try compareHistory(issue, truth)
        }
    }

    private func compareChildren(_ fields: JSONValue, _ truth: IssueTruth) throws {
        let comments = try (fields["comment"]?["comments"]?.items ?? []).map { comment in
            [
                comment["id"]?.text, String(truth.id), key(comment["author"]), key(comment["updateAuthor"]),
                comment["body"]?.text, try utc(comment["created"]), try utc(comment["updated"]),
                comment["visibility"]?["type"]?.text, comment["visibility"]?["value"]?.text,
            ]
        }
        #expect(comments == truth.rows["comments"])
        let worklogs = try (fields["worklog"]?["worklogs"]?.items ?? []).map { worklog in
            [
                worklog["id"]?.text, worklog["issueId"]?.text, key(worklog["author"]),
                key(worklog["updateAuthor"]),
                worklog["comment"]?.text, try utc(worklog["started"]), try utc(worklog["created"]),
                try utc(worklog["updated"]), worklog["timeSpentSeconds"]?.text,
                worklog["visibility"]?["type"]?.text,
                worklog["visibility"]?["value"]?.text,
            ]
        }
        #expect(worklogs == Array((truth.rows["worklogs"] ?? []).prefix(20)))
        #expect(fields["worklog"]?["total"]?.int == truth.rows["worklogs"]?.count)
        let files = (fields["attachment"]?.items ?? []).map { $0["filename"]?.text }
        #expect(files == truth.rows["attachments"]?.map { $0[3] })
    }

    private func compareHistory(_ issue: JSONValue, _ truth: IssueTruth) throws {
        let histories = issue["changelog"]?["histories"]?.items ?? []
        #expect(issue["changelog"]?["total"]?.int == histories.count)
        let entries = try histories.map {
            [$0["id"]?.text, String(truth.id), key($0["author"]), try utc($0["created"])]
        }
        #expect(entries == truth.rows["changelog"])
        let items = histories.flatMap { entry in
            (entry["items"]?.items ?? []).enumerated().map { position, item in
                [
                    entry["id"]?.text, String(position), item["field"]?.text, item["fieldtype"]?.text,
                    item["from"]?.text, item["fromString"]?.text, item["to"]?.text, item["toString"]?.text,
                ]
            }
        }
        #expect(items == truth.rows["changelog_items"])
    }

    @Test("links show at both ends with the other issue in short")
    func links() throws {
        let truth = try #require(Self.fixture.truths().first { !$0.table("issue_links").isEmpty })
        let link = try #require(truth.table("issue_links").first)
        let source = try Self.fixture.issue(truth.key)["fields"]?["issuelinks"]?.items ?? []
        let outward = try #require(source.first { $0["id"]?.text == link["id"] })
        #expect(outward["outwardIssue"]?["key"]?.text == link["target_key"])
        #expect(outward["outwardIssue"]?["fields"]?["status"]?["name"] != nil)
        let target =
            try Self.fixture.issue(try #require(link["target_key"]))["fields"]?["issuelinks"]?.items ?? []
        let inward = try #require(target.first { $0["id"]?.text == link["id"] })
        #expect(inward["inwardIssue"]?["key"]?.text == truth.key)
        #expect(inward["type"]?["id"]?.text == link["link_type_id"])
    }

    @Test("restricted comments and worklogs are missing without a word")
    func visibility() throws {
        func count(_ user: String, _ table: String) -> Int {
            Self.fixture.truths(as: user).reduce(0) { $0 + $1.table(table).count }
        }
        #expect(count("mirror", "comments") < count("admin", "comments"))
        let hidden = Self.fixture.truths(as: "mirror").flatMap { $0.table("comments") }
        #expect(hidden.allSatisfy { $0["visibility_value"] != "Administrators" })
        #expect(hidden.contains { $0["visibility_value"] == "Developers" })
    }

    @Test("deleted people are a name and a flag, hidden addresses are left out")
    func people() throws {
        let state = Self.fixture.site.read()
        let blocks = try #require(state.blocks)
        let deleted = try JSONReader.read(blocks.users[3])
        #expect(deleted == .object(["name": .string("JIRAUSER10003"), "active": .boolean(false)]))
        #expect(try JSONReader.read(blocks.users[7])["emailAddress"] == nil)
        let mail = try JSONReader.read(blocks.users[4])
        #expect(mail["self"]?.text?.hasSuffix("username=anna.m%C3%BCller%2Bjira%40example.com") == true)
    }

    @Test("a baseURL set later is in every link")
    func baseURL() throws {
        let fixture = SiteFixture(issues: 5)
        fixture.site.baseURL = "https://other.test"
        let bytes = try fixture.site.search(SearchRequest(jql: "", fields: ["*all"]), as: "admin").get()
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("https://other.test/rest/api/2/issue/10000"))
        #expect(!text.contains("jira.test"))
    }

    @Test("sprints are Java texts whose hash changes and whose order of keys follows the version")
    func sprints() throws {
        let fixture = SiteFixture(issues: 400) { $0.bodySize = .realistic }
        let answer = try fixture.search("", fields: ["customfield_10101"])
        let issue = try #require(
            answer["issues"]?.items.first { !($0["fields"]?["customfield_10101"]?.items ?? []).isEmpty })
        let key = try #require(issue["key"]?.text)
        let first = try #require(issue["fields"]?["customfield_10101"]?[0]?.text)
        #expect(first.hasPrefix("com.atlassian.greenhopper.service.sprint.Sprint@"))
        #expect(first.contains("[id="))
        let second = try fixture.issue(key)["fields"]?["customfield_10101"]?[0]?.text
        #expect(second != first)
        #expect(second?.drop { $0 != "[" } == first.drop { $0 != "[" })
        _ = try fixture.apply(.setServerVersion(version: "10.3.2"))
        let third = try fixture.issue(key)["fields"]?["customfield_10101"]?[0]?.text
        #expect(third?.contains("[activatedDate=") == true)
    }
}
