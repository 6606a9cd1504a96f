package import SyncCore

/// Users and security levels.
extension JiraClient {
    private static var userListLimit: Int { 1000 }

    /// `GET /user/search`: `.` matches everybody.
    package func users(startAt: Int, limit: Int) async throws(SourceError) -> UserPage {
        let response = try await get(
            "/user/search",
            [
                ("username", "."), ("includeInactive", "true"), ("startAt", String(startAt)),
                ("maxResults", String(limit)),
            ])
        return try decoded(response, ReferenceDecoder.userPage)
    }

    /// `GET /user/list`.
    package func userList(cursor: String?) async throws(SourceError) -> UserListPage? {
        var query = [("maxResults", String(Self.userListLimit))]
        if let cursor { query.append(("cursor", cursor)) }
        do {
            guard let response = try await getIfThere("/user/list", query) else { return nil }
            return try decoded(response, ReferenceDecoder.userList)
        } catch {
            // 9.x sends what it does not know to the login page.
            if case .loginPage = error, cursor == nil { return nil }
            throw error
        }
    }

    /// `GET /securitylevel/{id}`.
    package func securityLevel(_ id: Int64) async throws(SourceError) -> ReferenceData.NamedItem? {
        do {
            return try decoded(try await get("/securitylevel/\(id)"), ReferenceDecoder.securityLevel)
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }
}
