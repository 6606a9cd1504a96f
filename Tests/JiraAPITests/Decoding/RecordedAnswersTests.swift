import Foundation
import HTTPCore
import SyncCore
import Testing

@testable import JiraAPI

/// Answers recorded from real servers, read where they lie: set `JIRA_MIRROR_PAYLOADS` to their folder.
private let payloads = ProcessInfo.processInfo.environment["JIRA_MIRROR_PAYLOADS"]

@Suite("recorded answers", .enabled(if: payloads != nil))
struct RecordedAnswersTests {
    /// What a file with that path holds, nil where it is none of our answers.
    private enum Kind: Equatable {
        case search, issue, worklogs, worklog, projects, components, versions, users, user, myself,
            serverInfo, error
        case list(ReferenceList)
    }

    /// Told by the names of folders and files; one record alone is read as a list of one.
    private static func kind(_ path: String) -> Kind? {
        let rules: [(String, Kind)] = [
            ("/search.json", .search), ("/search/", .search), ("issues_in_sprint", .search),
            ("empty_issues", .search),
            ("mock_responses/issue.json", .search), ("SAMPLEPROJECT.issues.json", .search),
            ("1_issues.json", .search),
            ("agile-b", .search), ("/issue-default", .issue), ("/issue-expanded", .issue),
            ("resources/json/issue/", .issue),
            ("issue/10002.json", .issue), ("issue-worklogs", .worklogs), ("10002/worklog.json", .worklogs),
            ("json/worklog/", .worklog), ("10002/worklog/", .worklog), ("project-list", .projects),
            ("all_projects", .projects),
            ("json/project/projects", .projects), ("json/project/valid", .projects),
            ("mock_responses/project.json", .projects),
            ("mock-data/project.json", .projects), ("project/SAMPLEPROJECT.json", .projects),
            ("components.json", .components),
            ("/component", .components), ("versions.json", .versions), ("/version/", .versions),
            ("user-search", .users),
            ("json/user/", .user), ("mock_responses/user_", .user), ("myself", .myself),
            ("serverinfo", .serverInfo),
            ("serverInfo", .serverInfo), ("json/error/", .error), ("fields.json", .list(.fields)),
            ("/field", .list(.fields)),
            ("json/issueType/", .list(.issueTypes)), ("/issuetype", .list(.issueTypes)),
            ("tatuscategor", .list(.statusCategories)),
            ("status_category", .list(.statusCategories)), ("/status", .list(.statuses)),
            ("all_statuses", .list(.statuses)),
            ("priorit", .list(.priorities)), ("esolution", .list(.resolutions)),
            ("ssuelinktypes", .list(.linkTypes)),
            ("issueLinkType.json", .list(.linkTypes)), ("json/issueLinks/issue", .list(.linkTypes)),
        ]
        let others = [
            "createmeta", "MANIFEST", "handmade", "with-resolution-", "transitions", "rapidview",
            "agile-board-detail",
            "agile-board.json", "project-jira-4-4", "project-no-url", "project-jira-5-0", "project-statuses",
            "invalid.put",
            "statuses_", "cimField", "issueLinkInput",
        ]
        guard !others.contains(where: path.contains) else { return nil }
        return rules.first { path.contains($0.0) }?.1
    }

    private static func files() throws -> [(path: String, bytes: [UInt8])] {
        let root = try #require(payloads)
        let paths = try #require(FileManager.default.enumerator(atPath: root)).compactMap { $0 as? String }
        return try paths.filter { $0.hasSuffix(".json") }.sorted().map {
            ("/" + $0, Array(try Data(contentsOf: URL(fileURLWithPath: root + "/" + $0))))
        }
    }

    @Test("every file is accepted or refused as the grammar says, and read as Foundation reads it")
    func grammar() throws {
        var count = 0
        for (path, bytes) in try Self.files() {
            let ours = try? scan(bytes)
            #expect((ours != nil) == ReferenceGrammar.accepts(bytes), "\(path)")
            count += 1
        }
        #expect(count > 100)
    }

    @Test("every issue, user, project, status, field … is stored or listed with a reason")
    func everyRecord() throws {
        var stored: [String: Int] = [:]
        var listed: [String] = []
        for (path, bytes) in try Self.files() {
            guard let kind = Self.kind(path) else { continue }
            let body = ResponseBody(bytes)
            let expected = Self.recordCount(bytes, kind)
            do {
                let (count, rejected) = try Self.decode(kind, body)
                stored["\(kind)", default: 0] += count
                for record in rejected { listed.append("\(path): \(record.record): \(record.reason)") }
                #expect(count + rejected.count == expected, "\(path)")
                for record in rejected { #expect(!record.reason.isEmpty && !record.raw.isEmpty) }
            } catch let error as DecodingError {
                listed.append("\(path): \(error)")
            }
        }
        for (kind, count) in stored.sorted(by: { $0.key < $1.key }) { print("stored \(kind): \(count)") }
        for line in listed { print("listed \(line)") }
        #expect((stored["search"] ?? 0) >= 38)
        #expect((stored["issue"] ?? 0) >= 16)
        #expect((stored["projects"] ?? 0) >= 300)
        #expect((stored["users"] ?? 0) == 1)
        // What is listed is listed for reasons that are known.
        let known = [
            "fields.summary: not a string", "changelog: not an object", "total: not an integer",
            "id: missing",
            "worklog[0].created: missing",
            "neither key nor name", "timeSpentSeconds: missing", "fields: missing",
        ]
        for line in listed { #expect(known.contains { line.contains($0) }, "\(line)") }
    }

    @Test("every child that Foundation sees in an issue is in the batch")
    func children() throws {
        var seen = 0
        for (path, bytes) in try Self.files() where Self.kind(path) == .issue || Self.kind(path) == .search {
            let body = ResponseBody(bytes)
            guard let page = try? Self.page(Self.kind(path) ?? .search, body),
                let root = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            else { continue }
            let issues = root["issues"] as? [[String: Any]] ?? [root]
            for row in page.batch.issues {
                let issue = try #require(issues.first { "\($0["id"] ?? "")" == "\(row.id)" }, "\(path)")
                let fields = issue["fields"] as? [String: Any] ?? [:]
                func list(_ name: String, _ inner: String? = nil) -> Int {
                    let value = inner.flatMap { (fields[name] as? [String: Any])?[$0] } ?? fields[name]
                    return (value as? [Any])?.count ?? 0
                }
                #expect(row.labels.count == list("labels"), "\(path)")
                #expect(row.components.count == list("components"))
                #expect(row.fixVersions.count == list("fixVersions"))
                #expect(row.affectedVersions.count == list("versions"))
                #expect(row.links.count == list("issuelinks"))
                #expect(row.comments.count == list("comment", "comments"))
                #expect(row.worklogs.count == list("worklog", "worklogs"))
                #expect(row.attachments.count == list("attachment"))
                let custom = fields.filter { $0.key.hasPrefix("customfield_") && !($0.value is NSNull) }
                #expect(row.customFields.count == custom.count, "\(path)")
                let histories = (issue["changelog"] as? [String: Any])?["histories"] as? [[String: Any]] ?? []
                #expect(row.changes.count == histories.count)
                let items = histories.reduce(0) { $0 + (($1["items"] as? [Any])?.count ?? 0) }
                #expect(page.batch.changes[row.changes].reduce(0) { $0 + $1.items.count } == items)
                #expect(row.summary.string == fields["summary"] as? String ?? "", "\(path)")
                #expect(row.description?.string == fields["description"] as? String)
                seen += row.comments.count + row.worklogs.count + row.attachments.count + items
            }
        }
        #expect(seen > 50)
    }

    private static func page(_ kind: Kind, _ body: ResponseBody) throws -> IssuePage {
        let zero = Instant(milliseconds: 0)
        return kind == .issue
            ? try IssuePageDecoder(.full).issue(from: body, requestedAt: zero, receivedAt: zero)
            : try IssuePageDecoder(.full).page(from: body, requestedAt: zero, receivedAt: zero)
    }

    /// Records stored and records rejected.
    private static func decode(_ kind: Kind, _ body: ResponseBody) throws -> (Int, [RejectedRecord]) {
        switch kind {
        case .search, .issue:
            let page = try page(kind, body)
            return (page.batch.issues.count, page.rejected)
        case .worklogs: return (try IssuePageDecoder.worklogs(from: body, issue: 10002).worklogs.count, [])
        case .worklog:
            return (try IssuePageDecoder.worklogs(from: array(body), issue: 10002).worklogs.count, [])
        case .projects: return (try ReferenceDecoder.projects(array(body)).count, [])
        case .components: return (try ReferenceDecoder.components(array(body)).count, [])
        case .versions: return (try ReferenceDecoder.versions(array(body)).count, [])
        case .users, .user:
            let (users, rejected) = try ReferenceDecoder.users(array(body))
            return (users.count, rejected)
        case .myself:
            _ = try ReferenceDecoder.identity(body)
            return (1, [])
        case .serverInfo:
            _ = try ReferenceDecoder.serverInfo(body)
            return (1, [])
        case .error: return (ErrorBody(body).messages.isEmpty ? 0 : 1, [])
        case .list(.linkTypes):
            return (try ReferenceDecoder.list(.linkTypes, body).linkTypes?.count ?? 0, [])
        case .list(let list):
            let data = try ReferenceDecoder.list(list, array(body))
            let counts = [
                data.issueTypes?.count, data.statusCategories?.count, data.statuses?.count,
                data.priorities?.count,
                data.resolutions?.count, data.fields?.count,
            ]
            return (counts.compactMap(\.self).reduce(0, +), [])
        }
    }

    /// One record as a list of one.
    private static func array(_ body: ResponseBody) -> ResponseBody {
        body.bytes.first == 0x7B ? ResponseBody([0x5B] + Array(body.bytes) + [0x5D]) : body
    }

    /// The number of records in the file, by Foundation.
    private static func recordCount(_ bytes: [UInt8], _ kind: Kind) -> Int {
        guard let root = try? JSONSerialization.jsonObject(with: Data(bytes)) else { return 0 }
        if let list = root as? [Any] { return list.count }
        guard let object = root as? [String: Any] else { return 1 }
        let inner = ["issues", "worklogs", "issueLinkTypes"].compactMap { object[$0] as? [Any] }.first
        return kind == .issue ? 1 : inner?.count ?? 1
    }
}
