import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// Members that are absent, old or hostile.
struct IssueShapeTests {
    @Test("nulls and missing members are nil, empty lists are empty")
    func nulls() throws {
        var issue = IssueJSON()
        for name in [
            "labels", "components", "fixVersions", "versions", "priority", "resolution", "security",
            "resolutiondate",
            "duedate", "archiveddate", "description", "environment", "creator", "reporter", "assignee",
            "timeoriginalestimate", "timeestimate", "timespent", "votes", "watches", "parent", "issuelinks",
            "comment",
            "worklog", "attachment", "summary",
        ] { issue = issue.with(name, "null") }
        issue.changelog = "null"
        let page = try decodePage(searchPage([issue.text]))
        #expect(page.rejected.isEmpty)
        let row = try #require(page.batch.issues.first)
        #expect(row.priorityID == nil && row.dueDate == nil && row.votes == nil && row.parentID == nil)
        #expect(row.summary.count == 0 && !row.hasComments && !row.hasWorklogs && !row.hasChangelog)
        let lists = try decodePage(
            searchPage([
                IssueJSON().with("comment", "{\"comments\":null,\"total\":0}").with("worklog", "{}").text
            ]))
        #expect(lists.rejected.isEmpty)
        #expect(lists.batch.issues.first?.hasComments == true)
    }

    @Test("old shapes: ids in links only, minutes, anonymous authors, dates in full")
    func oldShapes() throws {
        let issue = IssueJSON()
            .with(
                "worklog",
                """
                {"worklogs":[{"self":"http://x/rest/api/latest/worklog/10030","author":{"name":"Anonymous"},\
                "created":"2012-05-10T14:37:37.764+0200","updated":"2012-05-10T14:37:37.764+0200",\
                "started":"2012-05-10T14:37:00.000+0200","minutesSpent":180}]}
                """
            )
            .with(
                "attachment",
                """
                [{"self":"http://x/rest/api/latest/attachment/10070","filename":"t","size":1,\
                "created":"2012-05-10T14:37:54.526+0200"}]
                """
            )
            .with("duedate", "\"2010-08-25T00:00:00.000+0200\"")
        let page = try decodePage(searchPage([issue.text]))
        #expect(page.rejected.isEmpty)
        #expect(page.batch.worklogs.first?.id == 10030)
        #expect(page.batch.worklogs.first?.timeSpentSeconds == 10800)
        #expect(page.batch.worklogs.first?.authorKey == nil)
        #expect(page.batch.worklogs.first?.issueID == 10001)
        #expect(page.batch.attachments.first?.id == 10070)
        #expect(page.batch.issues.first?.dueDate.string == "2010-08-25")
        #expect(page.batch.users.isEmpty)
    }

    @Test("bare arrays of comments and worklogs are read like their envelopes, without a total")
    func bareArrays() throws {
        let bare = richIssue.text
            .replacing(#/"comment":\{"comments":(\[.*?\]),"maxResults":1,"total":1,"startAt":0\}/#) {
                "\"comment\":\($0.output.1)"
            }
            .replacing(
                "\"worklog\":{\"startAt\":0,\"maxResults\":20,\"total\":23,\"worklogs\":[",
                with: "\"worklog\":["
            )
            .replacing("\"issueId\":\"10001\"}]}", with: "\"issueId\":\"10001\"}]")
        let page = try decodePage(searchPage([bare]))
        #expect(page.rejected.isEmpty, "\(page.rejected.first?.reason ?? "")")
        let row = try #require(page.batch.issues.first)
        #expect(row.comments.count == 1 && row.commentTotal == nil && row.hasComments)
        #expect(row.worklogs.count == 1 && row.worklogTotal == nil && row.hasWorklogs)
        let untold = richIssue.text.replacing("\"total\":23,", with: "")
        let enveloped = try decodePage(searchPage([untold])).batch.issues.first
        #expect(row.contentHash == enveloped?.contentHash)
    }

    @Test("hostile texts arrive as they are, NUL and lone surrogates as U+FFFD")
    func hostileTexts() throws {
        let issue = IssueJSON()
            .with("summary", "\"'; DROP TABLE issues;-- \\u0000 \\ud800 \\udc00x \\u202e =1+1\"")
            .with("labels", "[\"\\\"],[\\\"\",\"\\\\\",\"}\"]")
        let batch = try decodePage(searchPage([issue.text])).batch
        #expect(
            batch.issues.first?.summary.string
                == "'; DROP TABLE issues;-- \u{FFFD} \u{FFFD} \u{FFFD}x \u{202E} =1+1")
        #expect(batch.labels.map(\.string) == ["\"],[\"", "\\", "}"])
    }

    @Test("keys written with escapes are the same keys")
    func escapedKeys() throws {
        let text = richIssue.text.replacing("\"summary\":\"A", with: "\"su\\u006dmary\":\"A")
            .replacing("\"id\":\"10001\"", with: "\"\\u0069d\":\"10001\"")
        #expect(text != richIssue.text)
        let page = try decodePage(searchPage([text]))
        #expect(page.rejected.isEmpty)
        #expect(page.batch.issues.first?.summary.string == "A summary")
    }
}
