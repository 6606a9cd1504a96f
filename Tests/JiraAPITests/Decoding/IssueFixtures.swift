import HTTPCore
import SyncCore

@testable import JiraAPI

/// Builds answers of Jira as text: an issue is a list of members that a test changes one by one.
struct IssueJSON {
    var members: [(String, String)] = [
        ("expand", "\"operations,changelog\""), ("id", "\"10001\""),
        ("self", "\"https://jira.example.com/rest/api/2/issue/10001\""), ("key", "\"ABC-7\""),
    ]
    var fields: [(String, String)] = [
        ("issuetype", Self.type), ("project", Self.project), ("status", Self.status),
        ("created", "\"2024-06-17T08:35:40.762+0000\""), ("updated", "\"2024-06-18T10:00:00.001+0200\""),
        ("summary", "\"A summary\""), ("lastViewed", "\"2024-06-18T10:00:00.001+0200\""),
    ]
    var changelog: String?

    static let type = thing("issuetype", 3, "Task", more: ",\"subtask\":false")
    static let project = thing("project", 10000, "Alphabet", more: ",\"key\":\"ABC\"")
    static let status = thing(
        "status", 5, "Open",
        more: ",\"statusCategory\":{\"self\":\"x\",\"id\":2,\"key\":\"new\",\"name\":\"To Do\"}")

    static func thing(_ kind: String, _ id: Int, _ name: String, more: String = "") -> String {
        """
        {"self":"https://jira.example.com/rest/api/2/\(kind)/\(id)","id":"\(id)","name":"\(name)"\(more)}
        """
    }

    static func user(_ name: String, key: String? = nil) -> String {
        let keyMember = key.map { "\"key\":\"\($0)\"," } ?? ""
        return """
            {"self":"https://jira.example.com/rest/api/2/user?username=\(name)","name":"\(name)",\(keyMember)\
            "emailAddress":"\(name)@example.com","avatarUrls":{"48x48":"https://jira.example.com/secure/useravatar?\
            ownerId=\(name)"},"displayName":"User \(name)","active":true,"timeZone":"Europe/Berlin"}
            """
    }

    func with(_ name: String, _ value: String?) -> IssueJSON {
        var copy = self
        if let at = copy.fields.firstIndex(where: { $0.0 == name }) {
            if let value { copy.fields[at].1 = value } else { copy.fields.remove(at: at) }
        } else if let value {
            copy.fields.append((name, value))
        }
        return copy
    }

    func withMember(_ name: String, _ value: String?) -> IssueJSON {
        var copy = self
        copy.members.removeAll { $0.0 == name }
        if let value { copy.members.append((name, value)) }
        return copy
    }

    func numbered(_ number: Int) -> IssueJSON {
        withMember("id", "\"\(10000 + number)\"").withMember("key", "\"ABC-\(number)\"")
    }

    var text: String {
        var all = members
        all.append(("fields", "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"))
        if let changelog { all.append(("changelog", changelog)) }
        return "{" + all.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }
}

func searchPage(_ issues: [String], total: Int? = nil) -> String {
    """
    {"expand":"schema,names","startAt":0,"maxResults":50,"total":\(total ?? issues.count),"issues":[\
    \(issues.joined(separator: ","))]}
    """
}

func decodePage(
    _ text: String, _ reading: IssuePageDecoder.Reading = .full, ignoring ignored: Set<Int64> = []
) throws(DecodingError) -> IssuePage {
    try decodePage(Array(text.utf8), reading, ignoring: ignored)
}

func decodePage(
    _ bytes: [UInt8], _ reading: IssuePageDecoder.Reading = .full, ignoring ignored: Set<Int64> = []
) throws(DecodingError) -> IssuePage {
    try IssuePageDecoder(reading, ignoredCustomFields: ignored).page(
        from: ResponseBody(bytes), requestedAt: Instant(milliseconds: 1), receivedAt: Instant(milliseconds: 2)
    )
}

/// A page of one issue with every kind of child.
let richIssue: IssueJSON = {
    var issue = IssueJSON()
    issue.fields += [
        ("labels", "[\"blue\",\"gr\\u00fcn\"]"),
        (
            "components",
            "[\(IssueJSON.thing("component", 21, "Core")),\(IssueJSON.thing("component", 22, "Edge"))]"
        ),
        ("fixVersions", "[\(IssueJSON.thing("version", 31, "1.0"))]"),
        ("versions", "[\(IssueJSON.thing("version", 32, "0.9"))]"),
        ("priority", IssueJSON.thing("priority", 4, "Minor")),
        ("resolution", IssueJSON.thing("resolution", 6, "Done")),
        ("security", IssueJSON.thing("securitylevel", 8, "Internal")),
        ("resolutiondate", "\"2024-07-01T00:00:00.000-0330\""), ("duedate", "\"2024-02-29\""),
        ("archiveddate", "\"2024-08-01T00:00:00.000Z\""),
        ("description", "\"line one\\r\\nline \\\"two\\\" \\ud83d\\ude00\""), ("environment", "\"\""),
        ("creator", IssueJSON.user("carol", key: "JIRAUSER3")),
        ("reporter", "{\"name\":\"mark\",\"active\":false}"), ("assignee", IssueJSON.user("dan", key: "dan")),
        ("timeoriginalestimate", "7200"), ("timeestimate", "3600"), ("timespent", "\"1800\""),
        ("votes", "{\"self\":\"x\",\"votes\":3,\"hasVoted\":false}"),
        ("watches", "{\"self\":\"x\",\"watchCount\":2,\"isWatching\":true}"),
        ("parent", "{\"id\":\"10900\",\"key\":\"ABC-1\",\"fields\":{\"summary\":\"p\"}}"),
        (
            "issuelinks",
            """
            [{"id":"501","type":\(linkType),"outwardIssue":{"id":"10300","key":"XYZ-3","fields":{"summary":"s"}}},\
            {"id":"502","type":\(linkType),"inwardIssue":{"id":"10400","key":"XYZ-4"}}]
            """
        ),
        (
            "comment",
            """
            {"comments":[{"self":"x","id":"601","author":\(IssueJSON.user("carol", key: "JIRAUSER3")),\
            "body":"first","updateAuthor":\(IssueJSON.user("dan", key: "dan")),\
            "created":"2024-06-17T09:00:00.000+0000","updated":"2024-06-17T09:30:00.000+0000",\
            "visibility":{"type":"role","value":"Developers"}}],"maxResults":1,"total":1,"startAt":0}
            """
        ),
        (
            "worklog",
            """
            {"startAt":0,"maxResults":20,"total":23,"worklogs":[{"id":"701","author":\
            \(IssueJSON.user("dan", key: "dan")),"updateAuthor":\(IssueJSON.user("dan", key: "dan")),\
            "comment":"did it","created":"2024-06-17T10:00:00.000+0000","updated":"2024-06-17T10:00:01.000+0000",\
            "started":"2024-06-16T10:00:00.000+0000","timeSpent":"1h","timeSpentSeconds":3600,"issueId":"10001"}]}
            """
        ),
        (
            "attachment",
            """
            [{"self":"https://jira.example.com/rest/api/2/attachment/801","id":"801","filename":"a.png",\
            "author":\(IssueJSON.user("carol", key: "JIRAUSER3")),"created":"2024-06-17T10:00:00.000+0000",\
            "size":1234,"mimeType":"image/png"}]
            """
        ), ("customfield_10100", "null"), ("customfield_10101", "13.0"),
        ("customfield_10102", "[\(IssueJSON.user("erin", key: "JIRAUSER9"))]"),
        ("customfield_10103", "\(IssueJSON.user("frank"))"),
    ]
    issue.changelog = """
        {"startAt":0,"maxResults":1,"total":1,"histories":[{"id":"901","author":\
        \(IssueJSON.user("carol", key: "JIRAUSER3")),"created":"2024-06-17T11:00:00.000+0000","items":[\
        {"field":"status","fieldtype":"jira","from":"1","fromString":"New","to":"5","toString":"Open"},\
        {"field":"Severity","fieldtype":"custom","from":null,"fromString":null,"to":7,"toString":"High"}]}]}
        """
    return issue
}()

private let linkType =
    "{\"id\":\"41\",\"name\":\"Blocks\",\"inward\":\"is blocked by\",\"outward\":\"blocks\"}"

extension TextSlice? {
    var string: String? { self?.string }
}
