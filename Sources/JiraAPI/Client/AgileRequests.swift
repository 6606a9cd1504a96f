import HTTPCore
package import SyncCore

/// Boards, sprints and remote links.
extension JiraClient {
    private static var agile: String { "/rest/agile/1.0" }
    private static var agileLimit: Int { 50 }
    /// A board of more projects than this is taken to belong to none in particular.
    private static var mostProjectPages: Int { 100 }

    /// `GET /board`. Without Jira Software there is no such resource (a 404 that is HTML), without a licence
    /// or the permission a 403.
    package func boards(startAt: Int) async throws(SourceError) -> BoardPage? {
        guard let response = try await getIfThere("/board", Self.page(startAt), api: Self.agile) else {
            return nil
        }
        return try decoded(response, AgileDecoder.boards)
    }

    /// `GET /board/{id}/configuration`.
    package func boardConfiguration(
        _ board: Int64
    ) async throws(SourceError) -> AgileData.BoardConfiguration? {
        guard let response = try await getIfThere("/board/\(board)/configuration", api: Self.agile) else {
            return nil
        }
        return try decoded(response, AgileDecoder.boardConfiguration)
    }

    /// `GET /board/{id}/project`, all pages; none where the board vanished or versions have no such resource.
    package func boardProjects(_ board: Int64) async throws(SourceError) -> [Int64] {
        var projects: [Int64] = []
        for _ in 0..<Self.mostProjectPages {
            let response = try await getIfThere(
                "/board/\(board)/project", Self.page(projects.count), api: Self.agile)
            guard let response else { return [] }
            let page = try decoded(response, AgileDecoder.boardProjects)
            projects += page.ids
            if page.isLast { break }
        }
        return projects
    }

    /// `GET /board/{id}/sprint`. A board without sprints answers 400.
    package func sprints(board: Int64, startAt: Int) async throws(SourceError) -> SprintPage? {
        let response: HTTPResponse?
        do {
            response = try await getIfThere(
                "/board/\(board)/sprint", Self.page(startAt), api: Self.agile)
        } catch {
            guard case .queryRefused(let messages) = error else { throw error }
            if try await hasNoSprints(board, messages) { return nil }
            throw error
        }
        guard let response else { return nil }
        return try decoded(response, AgileDecoder.sprints)
    }

    /// Whether a 400 means "The board does not support sprints". The text is in the account's language, so
    /// where it says nothing of sprints the board's type decides.
    private func hasNoSprints(_ board: Int64, _ messages: [String]) async throws(SourceError) -> Bool {
        if messages.contains(where: { $0.lowercased().contains("sprint") }) { return true }
        guard let response = try await getIfThere("/board/\(board)", api: Self.agile) else { return true }
        return try decoded(response, AgileDecoder.board).type == "kanban"
    }

    /// `GET /issue/{id}/remotelink`: all of them, without paging.
    package func remoteLinks(issue: Int64) async throws(SourceError) -> [RemoteLink]? {
        guard let response = try await getIfThere("/issue/\(issue)/remotelink") else { return nil }
        return try decoded(response, ReferenceDecoder.remoteLinks)
    }

    private static func page(_ startAt: Int) -> [(String, String)] {
        [("startAt", String(startAt)), ("maxResults", String(agileLimit))]
    }
}
