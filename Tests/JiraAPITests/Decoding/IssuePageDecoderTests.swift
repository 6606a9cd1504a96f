import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

struct IssuePageDecoderTests {
    @Test("every scalar of an issue is read")
    func scalars() throws {
        let page = try decodePage(searchPage([richIssue.text], total: 77))
        #expect(page.total == 77)
        #expect(page.maxResults == 50)
        #expect(page.startAt == 0)
        #expect(page.rejected.isEmpty)
        #expect(page.requestedAt.milliseconds == 1)
        let row = try #require(page.batch.issues.first)
        #expect(row.id == 10001)
        #expect(row.key.string == "ABC-7")
        #expect(row.number == 7)
        #expect(row.projectID == 10000)
        #expect(row.issueTypeID == 3)
        #expect(row.statusID == 5)
        #expect(row.priorityID == 4)
        #expect(row.resolutionID == 6)
        #expect(row.securityLevelID == 8)
        #expect(row.parentID == 10900)
        #expect(row.parentKey.string == "ABC-1")
        #expect(row.summary.string == "A summary")
        #expect(row.description.string == "line one\r\nline \"two\" 😀")
        #expect(row.environment.string == "")
        #expect(row.creatorKey.string == "JIRAUSER3")
        #expect(row.reporterKey.string == "mark")
        #expect(row.assigneeKey.string == "dan")
        #expect(row.createdAt.text == "2024-06-17T08:35:40.762Z")
        #expect(row.updatedAt.text == "2024-06-18T08:00:00.001Z")
        #expect(row.resolvedAt?.text == "2024-07-01T03:30:00.000Z")
        #expect(row.archivedAt?.text == "2024-08-01T00:00:00.000Z")
        #expect(row.dueDate.string == "2024-02-29")
        #expect(row.originalEstimateSeconds == 7200)
        #expect(row.remainingEstimateSeconds == 3600)
        #expect(row.timeSpentSeconds == 1800)
        #expect(row.votes == 3)
        #expect(row.watches == 2)
    }

    @Test("every child of an issue is read")
    func children() throws {
        let page = try decodePage(searchPage([IssueJSON().numbered(1).text, richIssue.text]))
        let batch = page.batch
        let row = try #require(batch.issues.last)
        #expect(batch.labels[row.labels].map(\.string) == ["blue", "grün"])
        #expect(Array(batch.components[row.components]) == [21, 22])
        #expect(Array(batch.fixVersions[row.fixVersions]) == [31])
        #expect(Array(batch.affectedVersions[row.affectedVersions]) == [32])

        let links = batch.links[row.links].map { [$0.sourceKey.string, $0.targetKey.string] }
        #expect(links == [["ABC-7", "XYZ-3"], ["XYZ-4", "ABC-7"]])
        #expect(batch.links[row.links].map(\.sourceIssueID) == [10001, 10400])
        #expect(batch.links[row.links].map(\.targetIssueID) == [10300, 10001])
        #expect(batch.links[row.links].map(\.id) == [501, 502])
        #expect(batch.links[row.links].allSatisfy { $0.linkTypeID == 41 })

        let comment = try #require(batch.comments[row.comments].first)
        #expect(comment.id == 601)
        #expect(comment.authorKey.string == "JIRAUSER3")
        #expect(comment.updateAuthorKey.string == "dan")
        #expect(comment.body.string == "first")
        #expect(comment.createdAt.text == "2024-06-17T09:00:00.000Z")
        #expect(comment.updatedAt.text == "2024-06-17T09:30:00.000Z")
        #expect(comment.visibilityType.string == "role")
        #expect(comment.visibilityValue.string == "Developers")
        #expect(row.hasComments && row.commentTotal == 1)

        let worklog = try #require(batch.worklogs[row.worklogs].first)
        #expect(worklog.id == 701 && worklog.issueID == 10001 && worklog.timeSpentSeconds == 3600)
        #expect(worklog.authorKey.string == "dan" && worklog.comment.string == "did it")
        #expect(worklog.startedAt.text == "2024-06-16T10:00:00.000Z")
        #expect(worklog.updatedAt.text == "2024-06-17T10:00:01.000Z")
        #expect(row.hasWorklogs && row.worklogTotal == 23)

        let attachment = try #require(batch.attachments[row.attachments].first)
        #expect(attachment.id == 801 && attachment.sizeBytes == 1234)
        #expect(attachment.filename.string == "a.png" && attachment.mimeType.string == "image/png")
        #expect(attachment.authorKey.string == "JIRAUSER3")

        let change = try #require(batch.changes[row.changes].first)
        #expect(change.id == 901 && change.authorKey.string == "JIRAUSER3")
        let items = batch.changeItems[change.items]
        #expect(items.map { $0.field.string } == ["status", "Severity"])
        #expect(items.map { $0.fromText.string } == ["New", nil])
        #expect(items.map { $0.toValue.string } == ["5", "7"])
        #expect(items.map { $0.fieldType.string } == ["jira", "custom"])
        #expect(items.map { $0.toText.string } == ["Open", "High"])
        #expect(row.hasChangelog && row.changelogTotal == 1)

        #expect(batch.customFields[row.customFields].map(\.number) == [10101, 10102, 10103])
        #expect(batch.customFields[row.customFields].first?.json.string == "13.0")

        let other = try #require(batch.issues.first)
        #expect(!other.hasComments && !other.hasWorklogs && !other.hasChangelog)
        #expect(other.comments.isEmpty && other.links.isEmpty && other.customFields.isEmpty)
    }

    @Test("people are sighted once, those in custom fields too")
    func users() throws {
        let batch = try decodePage(searchPage([richIssue.text, richIssue.numbered(8).text])).batch
        #expect(batch.users.map(\.key.string).sorted() == ["JIRAUSER3", "JIRAUSER9", "dan", "frank", "mark"])
        let carol = try #require(batch.users.first { $0.key.string == "JIRAUSER3" })
        #expect(carol.username.string == "carol" && carol.displayName.string == "User carol")
        #expect(carol.email.string == "carol@example.com" && carol.active == true)
        #expect(carol.timeZone.string == "Europe/Berlin")
        let mark = try #require(batch.users.first { $0.key.string == "mark" })
        #expect(mark.active == false && mark.displayName == nil)
    }

    @Test("things are sighted once, with what the page knows of them")
    func references() throws {
        let batch = try decodePage(searchPage([richIssue.text, richIssue.numbered(8).text])).batch
        let found = batch.references.map { "\($0.kind) \($0.id) \($0.name.string ?? "-")" }
        #expect(
            found.sorted() == [
                "component 21 Core", "component 22 Edge", "issueType 3 Task", "linkType 41 Blocks",
                "priority 4 Minor",
                "project 10000 Alphabet", "resolution 6 Done", "securityLevel 8 Internal", "status 5 Open",
                "version 31 1.0", "version 32 0.9",
            ])
        func first(_ kind: ReferenceKind) -> ReferenceSighting? { batch.references.first { $0.kind == kind } }
        #expect(first(.project)?.detail.string == "ABC")
        #expect(first(.status)?.ownerID == 2)
        #expect(first(.issueType)?.flag == false)
        #expect(first(.linkType)?.detail.string == "is blocked by")
        #expect(first(.linkType)?.secondDetail.string == "blocks")
        #expect(first(.version)?.ownerID == 10000)
        #expect(first(.component)?.ownerID == 10000)
    }

    @Test("the order of members does not matter")
    func memberOrder() throws {
        var turned = richIssue
        turned.fields.reverse()
        turned.members.reverse()
        let plain = try decodePage(searchPage([richIssue.text])).batch
        // `changelog` and `fields` before `id` and `key`.
        let late = turned.text.replacing("\"id\":\"10001\",", with: "", maxReplacements: 1)
        let text = String(late.dropLast()) + ",\"id\":\"10001\"}"
        #expect(text != late)
        let batch = try decodePage(searchPage([text])).batch
        let row = try #require(batch.issues.first)
        #expect(row.contentHash == plain.issues.first?.contentHash)
        #expect(batch.worklogs.first?.issueID == 10001)
        #expect(batch.links.map(\.sourceIssueID) == [10001, 10400])
    }

    @Test("a census reads id, key, project and updated only")
    func census() throws {
        let text = """
            {"id":"5","key":"ABC-9","fields":{"updated":"2024-01-01T00:00:00.000+0000","project":\(IssueJSON.project),\
            "created":7}}
            """
        let row = try #require(try decodePage(searchPage([text]), .census).batch.issues.first)
        #expect(row.id == 5 && row.number == 9 && row.projectID == 10000)
        #expect(row.updatedAt.text == "2024-01-01T00:00:00.000Z")
    }

    @Test("answers without fields give ids and keys")
    func identifiers() throws {
        let page = try decodePage(
            searchPage(["{\"id\":\"5\",\"key\":\"ABC-9\"}", "{\"key\":\"A_B-10\",\"id\":6}"]), .identifiers)
        #expect(page.batch.issues.map(\.id) == [5, 6])
        #expect(page.batch.issues.map(\.number) == [9, 10])
        #expect(page.rejected.isEmpty)
        #expect(try decodePage(searchPage(["{\"id\":\"5\",\"key\":\"ABC-9\"}"])).rejected.count == 1)
    }

    @Test("a single issue decodes as a page of one")
    func singleIssue() throws {
        let page = try IssuePageDecoder(.full).issue(
            from: ResponseBody(richIssue.text), requestedAt: Instant(milliseconds: 1),
            receivedAt: Instant(milliseconds: 2))
        let inPage = try decodePage(searchPage([richIssue.text])).batch.issues.first
        #expect(page.total == 1)
        #expect(page.batch.issues.first?.contentHash == inPage?.contentHash)
    }

    @Test("an empty page and a mere count are pages")
    func emptyPages() throws {
        let page = try decodePage("{\"startAt\":0,\"maxResults\":0,\"total\":12345,\"issues\":[]}")
        #expect(page.total == 12345 && page.batch.issues.isEmpty)
        #expect(try decodePage("\u{FEFF} {\"issues\":[],\"total\":1,\"startAt\":3}\n").startAt == 3)
    }

    @Test(
        "what is no page is refused, with a reason",
        arguments: [
            ("", "the text ends too early"), ("[]", "not an object"), ("{}", "issues: missing"),
            ("{\"issues\":[]}", "total: missing"), ("{\"total\":1}", "issues: missing"),
            ("{\"issues\":null,\"total\":0}", "issues: not an array"),
            ("{\"issues\":[],\"total\":null}", "total: missing"),
            ("{\"issues\":[],\"total\":\"x\"}", "total: not an integer"),
            ("<html><title>Log in</title></html>", "not an object"),
            ("{\"issues\":[],\"total\":0} x", "more text after the end"),
            ("{\"issues\":[],\"total\":0,}", "not JSON here"),
            (
                "{\"issues\":[{\"id\":\"1\",\"key\":\"A-1\",\"fields\":{\"a\":tru}}],\"total\":0}",
                "issues[0].fields.a: neither true, false nor null"
            ),
        ])
    func notAPage(text: String, reason: String) throws {
        let error = #expect(throws: DecodingError.self) { try decodePage(text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test("many distinct users and things keep their places while the indices grow")
    func manySightings() throws {
        let issues = (1...700).map { number in
            IssueJSON().numbered(number).with("reporter", IssueJSON.user("u\(number)", key: "K\(number)"))
                .with("fixVersions", "[\(IssueJSON.thing("version", number % 400, "v"))]").text
        }
        let batch = try decodePage(searchPage(issues + issues)).batch
        #expect(batch.users.count == 700)
        #expect(Set(batch.users.map(\.key.string)).count == 700)
        #expect(batch.references.filter { $0.kind == .version }.count == 400)
        #expect(batch.issues.count == 1400)
        #expect(batch.issues[1399].reporterKey.string == "K700")
    }
}
