import HTTPCore
import OAuth1
package import SyncCore

/// Jira's REST interface as the run sees it: one method per resource, every answer decoded and whole.
package struct JiraClient: RecordSource {
    let executor: RequestExecutor
    let now: @Sendable () -> Instant
    /// Of the requests under way.
    private let turns: Budget
    /// Ids of fields that are not asked for.
    private(set) var leftOut: [String] = []

    /// - Parameters:
    ///   - concurrency: requests at once; more wait their turn.
    ///   - now: the local clock, for the moments a request began and ended.
    package init(executor: RequestExecutor, concurrency: Int, now: @escaping @Sendable () -> Instant) {
        self.executor = executor
        self.now = now
        turns = Budget(limit: concurrency)
    }

    package func leavingOut(fields: Set<String>) -> any RecordSource {
        var client = self
        client.leftOut = fields.sorted()
        return client
    }

    static let api = "/rest/api/2"

    // MARK: Site

    /// `GET /myself`.
    package func identity() async throws(SourceError) -> Identity {
        let response = try await get("/myself")
        return try IdentityDecoder.decode(response)
    }

    /// `GET /serverInfo`.
    package func serverInfo() async throws(SourceError) -> ServerInfo {
        try decoded(try await get("/serverInfo"), ReferenceDecoder.serverInfo)
    }

    // MARK: Reference data

    /// `GET /project`, archived projects included where the server knows them.
    package func projects() async throws(SourceError) -> [ReferenceData.Project] {
        try decoded(
            try await get(
                "/project",
                [("expand", "description,lead,url,projectKeys"), ("includeArchived", "true")]),
            ReferenceDecoder.projects)
    }

    package func list(_ list: ReferenceList) async throws(SourceError) -> ReferenceData {
        let response = try await get(Self.path(list))
        do {
            return try ReferenceDecoder.list(list, response.body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }

    private static func path(_ list: ReferenceList) -> String {
        switch list {
        case .issueTypes: "/issuetype"
        case .statusCategories: "/statuscategory"
        case .statuses: "/status"
        case .priorities: "/priority"
        case .resolutions: "/resolution"
        case .linkTypes: "/issueLinkType"
        case .fields: "/field"
        }
    }

    /// `GET /project/{id}/components`.
    package func components(project: Int64) async throws(SourceError) -> [ReferenceData.Component] {
        try decoded(try await get("/project/\(project)/components"), ReferenceDecoder.components)
    }

    /// `GET /project/{id}/versions`.
    package func versions(project: Int64) async throws(SourceError) -> [ReferenceData.Version] {
        try decoded(try await get("/project/\(project)/versions"), ReferenceDecoder.versions)
    }

    // MARK: Plumbing

    func get(
        _ path: String, _ query: [(String, String)] = [], weight: RequestExecutor.Weight = .light,
        api: String = Self.api
    ) async throws(SourceError) -> HTTPResponse {
        try await send(HTTPRequest(.get, executor.site.url(api + path, query)), weight: weight).response
    }

    /// Waits its turn, and tells when it had come: how long others kept a request waiting says nothing of the server.
    func send(
        _ request: HTTPRequest, weight: RequestExecutor.Weight
    ) async throws(SourceError) -> (response: HTTPResponse, began: Instant) {
        guard let turn = await turns.takeUnlessCancelled(1) else { throw .cancelled }
        defer { turns.give(back: turn) }
        // Its turn may have come first.
        if Task.isCancelled { throw .cancelled }
        let began = now()
        return (try await executor.send(request, weight: weight), began)
    }

    /// The same where not every site or account has the resource: nil where this one has not (404, 403).
    func getIfThere(
        _ path: String, _ query: [(String, String)] = [], api: String = Self.api
    ) async throws(SourceError) -> HTTPResponse? {
        do {
            return try await get(path, query, api: api)
        } catch {
            switch error {
            case .notFound, .forbidden: return nil
            default: throw error
            }
        }
    }

    static func date(_ response: HTTPResponse) -> Instant? {
        response.headers["Date"].flatMap(HTTPDate.parse)
    }

    func decoded<Value>(
        _ response: HTTPResponse, _ decode: (ResponseBody) throws(DecodingError) -> Value
    ) throws(SourceError) -> Value {
        do {
            return try decode(response.body)
        } catch {
            throw .unexpectedAnswer("\(error)")
        }
    }
}
