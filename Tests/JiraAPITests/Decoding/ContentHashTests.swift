import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

struct ContentHashTests {
    private func hash(_ issue: IssueJSON, ignoring ignored: Set<Int64> = []) throws -> UInt64 {
        try hash(issue.text, ignoring: ignored)
    }

    private func hash(_ text: String, ignoring ignored: Set<Int64> = []) throws -> UInt64 {
        let page = try decodePage(searchPage([text]), ignoring: ignored)
        return try #require(page.batch.issues.first, "\(page.rejected.first?.reason ?? "")").contentHash
    }

    @Test("texts hash by XXH64, as its authors publish it")
    func publishedValues() {
        func hash(_ text: StaticString, seed: UInt64 = 0) -> UInt64 {
            ContentHash.bytes(text.utf8Start, text.utf8CodeUnitCount, seed: seed)
        }
        #expect(hash("") == 0xEF46_DB37_51D8_E999)
        #expect(hash("a") == 0xD24E_C4F1_A98C_6E5B)
        #expect(hash("abc") == 0x44BC_2CF5_AD77_0999)
        #expect(hash("Nobody inspects the spammish repetition") == 0xFBCE_A83C_8A37_8BF1)
        #expect(hash("xxhash", seed: 20_141_025) == 0xB559_B98D_844E_0635)
    }

    @Test("the hash of a known issue never changes between versions of the decoder")
    func pinned() throws {
        let found = try hash(richIssue)
        #expect(found == pinnedHash)
    }

    @Test("lastViewed, Development and the identity hashes of sprints do not count")
    func volatileMembers() throws {
        let plain = try hash(richIssue)
        #expect(try hash(richIssue.with("lastViewed", "null")) == plain)

        let forms = [
            "\"{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@3188fe9a[summary={}]}\"",
            "\"{summaryBean=com.atlassian.jira.plugin.devstatus.rest.SummaryBean@17a74d1f[summary={}]}\"",
            "\"{pullrequest={dataType=pullrequest, state=OPEN, stateCount=1}, json={\\\"cachedValue\\\":{}}}\"",
            "\"com.atlassian.jira.plugin.devstatus.rest.SummaryBean@3188fe9a[summary={}]\"",
            "\"{repository={count=1, dataType=repository}, json={\\\"cachedValue\\\":{}}}\"",
        ]
        for form in forms { #expect(try hash(richIssue.with("customfield_10000", form)) == plain, "\(form)") }
        #expect(try hash(richIssue.with("customfield_10000", "\"{another=thing of twenty-five}\"")) != plain)
        #expect(try hash(richIssue.with("customfield_10000", "\"ordinary\"")) != plain)
        #expect(try hash(richIssue.with("customfield_10000", "\"ordinary\""), ignoring: [10000]) == plain)
        #expect(try hash(richIssue, ignoring: [10101]) != plain)
    }

    @Test("sprints count but for their identity hashes")
    func sprints() throws {
        func value(_ first: String, _ second: String, name: String = "S 1") -> String {
            """
            ["com.atlassian.greenhopper.service.sprint.Sprint@\(first)[id=1,state=ACTIVE,name=\(name),goal=a@b]",\
            "com.atlassian.greenhopper.service.sprint.Sprint@\(second)[id=2,state=FUTURE,name=S 2,goal=]"]
            """
        }
        func hash(_ json: String) throws -> UInt64 {
            try self.hash(richIssue.with("customfield_10005", json))
        }
        let plain = try hash(value("1a2b3c", "7643377e"))
        #expect(try hash(value("ffff", "0")) == plain)
        #expect(try hash(value("1a2b3c", "7643377e", name: "S 3")) != plain)
        #expect(try hash(value("1a2b3c", "7643377e").replacing("ACTIVE", with: "CLOSED")) != plain)
        #expect(try hash(value("1a2b3c", "7643377e").replacing("a@b", with: "a@c")) != plain)
        #expect(try hash(value("1a2b3c", "7643377e").replacing("[id=2", with: "[id=3")) != plain)
        let otherOrder = value("1", "2").replacing("[id=1,state=ACTIVE,", with: "[state=ACTIVE,id=1,")
        #expect(try otherOrder != value("1", "2") && hash(otherOrder) == plain)

        // What cannot be parsed holds an identity hash all the same.
        let unparsed = value("1a2b3c", "7643377e").replacing("id=1,", with: "id=x,")
        #expect(try hash(unparsed) == hash(unparsed.replacing("7643377e", with: "0")))
        #expect(try hash(unparsed) == hash(unparsed.replacing("1a2b3c", with: "0")))
        #expect(try hash(unparsed) != hash(unparsed.replacing("id=x", with: "id=y")))
        #expect(
            try hash("[ " + unparsed.dropFirst())
                == hash("[ " + unparsed.replacing("1a2b3c", with: "0").dropFirst()))
    }

    /// One change of every stored thing: (what to find in the issue's text, what to put there).
    static let changes: [(String, String)] = [
        ("\"id\":\"10001\"", "\"id\":\"10002\""), ("ABC-7", "ABD-7"),
        ("2024-06-17T08:35:40.762", "2024-06-17T08:35:40.763"),
        ("10:00:00.001+0200\",\"summary", "10:00:00.002+0200\",\"summary"), ("A summary", "B summary"),
        ("line one", "line 1"), ("\"environment\":\"\"", "\"environment\":null"),
        ("\"id\":\"10000\"", "\"id\":\"10009\""), ("\"id\":\"3\"", "\"id\":\"33\""),
        ("\"id\":\"5\"", "\"id\":\"55\""),
        ("\"id\":\"4\"", "\"id\":\"44\""), ("\"id\":\"6\"", "\"id\":\"66\""),
        ("\"id\":\"8\"", "\"id\":\"88\""),
        ("2024-07-01T", "2024-07-02T"), ("2024-02-29", "2024-02-28"), ("2024-08-01T", "2024-08-02T"),
        ("\"mark\"", "\"marc\""), ("7200", "7201"), ("\"timeestimate\":3600", "\"timeestimate\":3601"),
        ("1800", "1801"),
        ("\"votes\":3", "\"votes\":4"), ("\"watchCount\":2", "\"watchCount\":null"), ("10900", "10901"),
        ("ABC-1\"", "ABC-2\""), ("blue", "blu"), ("\"id\":\"21\"", "\"id\":\"20\""),
        ("\"id\":\"31\"", "\"id\":\"30\""),
        ("\"id\":\"32\"", "\"id\":\"30\""), ("\"501\"", "\"503\""), ("\"41\"", "\"42\""),
        ("outwardIssue", "inwardIssue"),
        ("XYZ-3", "XYZ-5"), ("10400", "10401"), ("\"601\"", "\"602\""), ("\"first\"", "\"second\""),
        ("09:30:00", "09:31:00"), ("\"role\"", "\"group\""), ("Developers", "Users"), ("\"701\"", "\"702\""),
        ("did it", "did that"), ("2024-06-16T10", "2024-06-16T11"),
        ("timeSpentSeconds\":3600", "timeSpentSeconds\":3601"),
        ("\"801\"", "\"802\""), ("a.png", "b.png"), ("1234", "1235"), ("image/png", "image/gif"),
        ("\"901\"", "\"902\""),
        ("11:00:00", "11:00:01"), ("\"field\":\"status\"", "\"field\":\"Status\""),
        ("\"from\":\"1\"", "\"from\":null"),
        ("\"New\"", "\"Neu\""), ("\"to\":7", "\"to\":8"), ("\"High\"", "\"Low\""), ("\"custom\"", "\"jira\""),
        ("13.0", "13.5"), ("customfield_10101", "customfield_10110"),
        ("\"customfield_10100\":null", "\"customfield_10100\":0"),
        ("\"JIRAUSER9\"", "\"JIRAUSER8\""), ("\"total\":23", "\"total\":24"),
    ]

    @Test("a change of anything stored changes the hash", arguments: changes.indices)
    func storedChanges(index: Int) throws {
        let (old, new) = Self.changes[index]
        let text = richIssue.text.replacing(old, with: new, maxReplacements: 1)
        try #require(text != richIssue.text, "\(old) is not there")
        #expect(try hash(text) != hash(richIssue), "\(old) -> \(new)")
    }

    @Test("what is not stored does not count: names, links, totals, order")
    func unstoredChanges() throws {
        let plain = try hash(richIssue)
        for (old, new) in [
            ("\"name\":\"Minor\"", "\"name\":\"Kleiner\""),
            ("/rest/api/2/priority/", "/rest/api/9/priority/"),
            ("\"hasVoted\":false", "\"hasVoted\":true"),
            ("\"timeSpent\":\"1h\"", "\"timeSpent\":\"60m\""),
        ] {
            let text = richIssue.text.replacing(old, with: new, maxReplacements: 1)
            try #require(text != richIssue.text)
            #expect(try hash(text) == plain, "\(old)")
        }
        let turned = richIssue.with("labels", "[\"grün\",\"blue\"]")
        #expect(try hash(turned) == plain)
    }

    @Test("text cannot move between neighbours, nor nil pass for empty")
    func boundaries() throws {
        let one = try hash(IssueJSON().with("description", "\"ab\"").with("environment", "\"c\""))
        let two = try hash(IssueJSON().with("description", "\"a\"").with("environment", "\"bc\""))
        let three = try hash(IssueJSON().with("description", "\"\""))
        #expect(one != two)
        #expect(try hash(IssueJSON()) != three)
        #expect(try hash(IssueJSON().with("votes", "{\"votes\":0}")) != hash(IssueJSON()))
        #expect(
            try hash(IssueJSON().with("comment", "{\"comments\":[],\"total\":0}")) != hash(IssueJSON()),
            "a hidden field is not an empty one")
    }
}

private let pinnedHash: UInt64 = 5_297_304_897_667_274_019
