import HTTPCore
import SyncCore

@testable import JiraAPI

/// Every small answer that is read whole: decoded or refused, by each decoder.
func fuzzReference(_ bytes: [UInt8]) {
    let body = ResponseBody(bytes)
    _ = try? ReferenceDecoder.serverInfo(body)
    _ = try? ReferenceDecoder.identity(body)
    _ = try? ReferenceDecoder.projects(body)
    _ = try? ReferenceDecoder.components(body)
    _ = try? ReferenceDecoder.versions(body)
    for list in ReferenceList.allCases { _ = try? ReferenceDecoder.list(list, body) }
    _ = try? ReferenceDecoder.userPage(body)
    _ = try? ReferenceDecoder.userList(body)
    _ = try? ReferenceDecoder.worklogFeed(body)
    _ = try? ReferenceDecoder.securityLevel(body)
    _ = try? ReferenceDecoder.remoteLinks(body)
    _ = try? AgileDecoder.boards(body)
    _ = try? AgileDecoder.board(body)
    _ = try? AgileDecoder.boardConfiguration(body)
    _ = try? AgileDecoder.boardProjects(body)
    _ = try? AgileDecoder.sprints(body)
    let messages = ErrorBody(body).messages
    precondition(messages.count <= ErrorBody.mostMessages + 1, "more messages than promised")
    withExtendedLifetime(body) {}
}
