package import HTTPCore
package import SyncCore

/// A personal access token as Jira lists it: never its value.
package struct PersonalAccessToken: Sendable, Equatable {
    package var id: Int64
    package var name: String
    /// Nil where it does not end.
    package var expiresAt: Instant?
}

/// The account's own list of tokens, Jira 8.14 and later.
package enum PersonalAccessTokens {
    /// Where people make them.
    package static func page(_ site: JiraSite) -> String {
        site.url("/secure/ViewPersonalAccessTokens.jspa")
    }

    /// `GET /rest/pat/latest/tokens`; nil where the site has no such resource or the account may not see it.
    package static func list(_ executor: RequestExecutor) async throws(SourceError) -> [PersonalAccessToken]?
    {
        let response: HTTPResponse
        do {
            response = try await executor.send(
                HTTPRequest(.get, executor.site.url("/rest/pat/latest/tokens")))
        } catch {
            switch error {
            // 9.x sends what it does not know to the login page.
            case .notFound, .forbidden, .loginPage: return nil
            default: throw error
            }
        }
        do {
            return try decode(response.body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }

    package static func decode(_ body: ResponseBody) throws(DecodingError) -> [PersonalAccessToken] {
        try ReferenceDecoder.list(body, "the list of personal access tokens") { value, _ throws(ScanError) in
            PersonalAccessToken(
                id: try value.id(), name: try value.text(.name) ?? "",
                expiresAt: try value[.expiringAt]?.instant())
        }
    }
}
