import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

struct IssueRejectionTests {
    /// What is done to an issue, and what must be said of it.
    static let faults: [(String, @Sendable (IssueJSON) -> String, String)] = [
        ("no id", { $0.withMember("id", nil).text }, "id: missing"),
        ("null id", { $0.withMember("id", "null").text }, "id: not an integer"),
        ("word as id", { $0.withMember("id", "\"abc\"").text }, "id: not an integer"),
        ("fraction as id", { $0.withMember("id", "1.5").text }, "id: not an integer"),
        (
            "id beyond 64 bits", { $0.withMember("id", "\"9223372036854775808\"").text },
            "id: an integer beyond 64 bits"
        ), ("no key", { $0.withMember("key", nil).text }, "key: missing"),
        ("key without number", { $0.withMember("key", "\"ABC\"").text }, "key: not an issue key"),
        ("no project", { $0.with("project", nil).text }, "fields.project: missing"),
        ("null project", { $0.with("project", "null").text }, "fields.project: missing"),
        ("no created", { $0.with("created", nil).text }, "fields.created: missing"),
        ("no updated", { $0.with("updated", nil).text }, "fields.updated: missing"),
        ("no status", { $0.with("status", nil).text }, "fields.status: missing"),
        ("no type", { $0.with("issuetype", "null").text }, "fields.issuetype: missing"),
        (
            "bad date", { $0.with("created", "\"2024-02-30T00:00:00.000+0000\"").text },
            "fields.created: not a date and time"
        ), ("number as date", { $0.with("updated", "12").text }, "fields.updated: not a string"),
        ("bad day", { $0.with("duedate", "\"soon\"").text }, "fields.duedate: not a date"),
        (
            "estimate too large", { $0.with("timespent", "99999999999999999999").text },
            "fields.timespent: an integer beyond 64 bits"
        ), ("labels as text", { $0.with("labels", "\"x\"").text }, "fields.labels: not an array"),
        (
            "version without id", { $0.with("fixVersions", "[{\"name\":\"1\"}]").text },
            "fields.fixVersions[0].id: missing"
        ), ("assignee as text", { $0.with("assignee", "\"fred\"").text }, "fields.assignee: not an object"),
        (
            "comment without date",
            { $0.with("comment", "{\"comments\":[{\"id\":\"1\",\"body\":\"x\"}],\"total\":1}").text },
            "fields.comment.comments[0].created: missing"
        ), ("id twice", { $0.text.replacing("\"key\"", with: "\"id\":\"2\",\"key\"") }, "id: given twice"),
        ("key twice", { $0.text.replacing("\"id\"", with: "\"key\":\"A-1\",\"id\"") }, "key: given twice"),
        (
            "fields twice", { $0.text.replacing("\"id\"", with: "\"fields\":{},\"id\"") },
            "fields: given twice"
        ), ("an array", { _ in "[1,2]" }, "not an object"), ("null", { _ in "null" }, "not an object"),
    ]

    @Test("an undecodable issue is set aside and the page goes on", arguments: 0..<faults.count)
    func rejection(index: Int) throws {
        let (name, change, reason) = Self.faults[index]
        let bad = change(richIssue)
        #expect(bad != richIssue.text, "\(name) changed nothing")
        let page = try decodePage(
            searchPage([richIssue.numbered(1).text, bad, richIssue.numbered(3).text], total: 3))
        #expect(page.batch.issues.map(\.key.string) == ["ABC-1", "ABC-3"], "\(name)")
        let record = try #require(page.rejected.first)
        #expect(page.rejected.count == 1)
        #expect(record.reason.contains(reason), "\(name): \(record.reason)")
        #expect(record.raw == Array(bad.utf8))

        // Nothing of it stays behind.
        let clean = try decodePage(
            searchPage([richIssue.numbered(1).text, richIssue.numbered(3).text], total: 3)
        ).batch
        #expect(page.batch.issues.map(\.contentHash) == clean.issues.map(\.contentHash))
        #expect(page.batch.comments.count == clean.comments.count)
        #expect(page.batch.labels.count == clean.labels.count)
        #expect(page.batch.worklogs.count == clean.worklogs.count)
        #expect(page.batch.changeItems.count == clean.changeItems.count)
        #expect(page.batch.customFields.count == clean.customFields.count)
        #expect(page.batch.users.count == clean.users.count)
        #expect(page.batch.references.count == clean.references.count)
        #expect(page.batch.issues[1].comments == clean.issues[1].comments)
    }

    @Test("a rejected record is named by its id, else its key, else its place")
    func names() throws {
        let page = try decodePage(
            searchPage([
                IssueJSON().with("created", nil).text, IssueJSON().withMember("id", nil).text, "7",
            ]))
        #expect(page.rejected.map(\.record) == ["10001", "ABC-7", "#3"])
    }

    @Test("the byte of the reason is the fault's place in the raw record")
    func byteOffset() throws {
        let bad = IssueJSON().with("duedate", "\"soon\"").text
        let page = try decodePage(searchPage([IssueJSON().text, bad]))
        let reason = try #require(page.rejected.first?.reason)
        let place = try #require(bad.firstRange(of: "\"soon\""))
        let offset = bad.utf8.distance(from: bad.startIndex, to: place.lowerBound)
        #expect(reason == "fields.duedate: not a date (byte \(offset))")
    }

    @Test("what users a rejected issue alone had is forgotten, and found again when it returns")
    func sightingsRollBack() throws {
        let bad = IssueJSON().with("reporter", IssueJSON.user("zoe", key: "Z")).with("created", "1").text
        let good = IssueJSON().numbered(2).with("reporter", IssueJSON.user("zoe", key: "Z")).text
        #expect(try decodePage(searchPage([bad])).batch.users.isEmpty)
        let page = try decodePage(searchPage([bad, good]))
        #expect(page.batch.users.map(\.key.string) == ["Z"])
        #expect(page.batch.issues.first?.reporterKey.string == "Z")
    }

    @Test("no more than a megabyte of a rejected record is kept")
    func rawIsBounded() throws {
        let text = String(repeating: "x", count: 3 << 20)
        let page = try decodePage(searchPage([IssueJSON().with("labels", "\"\(text)\"").text]))
        #expect(page.rejected.first?.raw.count == 1 << 20)
        #expect((page.rejected.first?.reason.utf8.count ?? 0) < 200)
    }

    @Test("of members given twice the last wins, children included")
    func duplicates() throws {
        let text = richIssue.text
            .replacing("\"summary\":", with: "\"summary\":\"old\",\"labels\":[\"old\"],\"summary\":")
            .replacing(
                "\"customfield_10101\":13.0", with: "\"customfield_10101\":1,\"customfield_10101\":13.0"
            )
            .replacing(
                "\"comment\":{\"comments\":[",
                with: "\"comment\":{\"comments\":[],\"total\":9},\"comment\":{\"comments\":[")
        #expect(text.utf8.count > richIssue.text.utf8.count + 80)
        let page = try decodePage(searchPage([text]))
        let plain = try decodePage(searchPage([richIssue.text]))
        #expect(page.rejected.isEmpty)
        #expect(page.batch.issues.first?.contentHash == plain.batch.issues.first?.contentHash)
        #expect(page.batch.customFields.count == plain.batch.customFields.count)
        #expect(page.batch.labels.count == 2)

        let nulled = IssueJSON().with("customfield_1", "5,\"customfield_1\":null").text
        #expect(try decodePage(searchPage([nulled])).batch.customFields.isEmpty)
        let twice = "{\"issues\":[\(richIssue.text)],\"total\":1,\"issues\":[\(IssueJSON().text)]}"
        #expect(try decodePage(twice).batch.issues.count == 1)
        #expect(try decodePage(twice).batch.users.isEmpty)
    }

    @Test("a page cut anywhere is an error, never half a page")
    func truncation() throws {
        let bytes = Array(searchPage([richIssue.text], total: 1).utf8)
        for count in 0..<bytes.count {
            #expect(throws: DecodingError.self, "cut at \(count)") { try decodePage(Array(bytes[..<count])) }
        }
        #expect(try decodePage(bytes).batch.issues.count == 1)
    }

    @Test("a page with any byte changed is refused or decodes, and never traps")
    func mutation() throws {
        let bytes = Array(searchPage([richIssue.text], total: 1).utf8)
        var generator = SeededGenerator(seed: 7)
        var refused = 0
        var accepted = 0
        for _ in 0..<1500 {
            var copy = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                copy[Int.random(in: copy.indices, using: &generator)] = hostileByte(&generator)
            }
            do {
                let page = try decodePage(copy)
                #expect(page.batch.issues.count + page.rejected.count >= 0)
                accepted += 1
            } catch {
                #expect(error.offset <= copy.count)
                refused += 1
            }
        }
        #expect(refused > 200 && accepted > 200)
    }
}
