import Foundation

/// Maps `/rest/api/2/…` (and `/latest/`) to the resources of the site.
struct RESTRouter {
    let pipeline: RequestPipeline

    /// Lists that the site renders whole, by their path.
    private static let lists: Set<String> = [
        "field", "status", "statuscategory", "priority", "resolution", "issuetype", "issueLinkType",
        "configuration",
    ]

    func answer(_ context: RequestContext) -> OutgoingResponse {
        let segments = context.segments
        if let refusal = forgeryRefusal(context) { return refusal }
        if segments.count > 1, segments[1] == "pat" { return TokenRouter(rest: self).answer(context) }
        if segments.count > 1, segments[1] == "agile" { return AgileRouter(rest: self).answer(context) }
        guard segments.count > 3, segments[1] == "api", segments[2] == "2" || segments[2] == "latest" else {
            return unknown(context)
        }
        let resource = Array(segments[3...])
        if !pipeline.options.anonymousBrowsing, context.user == nil, resource != ["serverInfo"] {
            return send(.failure(.loginNeeded))
        }
        return answer(resource, context)
    }

    private func answer(_ resource: [String], _ context: RequestContext) -> OutgoingResponse {
        let method = context.request.method
        if resource == ["search"] {
            switch method {
            case "GET", "HEAD": return search(SearchParameters.parse(query: context.request), context)
            case "POST": return search(SearchParameters.parse(body: context.request), context)
            default: return Self.wrongMethod("GET,HEAD,OPTIONS,POST")
            }
        }
        if resource == ["worklog", "list"] {
            guard method == "POST" else { return Self.wrongMethod("OPTIONS,POST") }
            switch WorklogIDs.parse(context.request) {
            case .success(let ids): return send(pipeline.site.worklogList(ids: ids, as: context.user))
            case .failure(let failure): return send(.failure(failure))
            }
        }
        guard let read = reading(resource, context) else { return unknown(context) }
        guard method == "GET" || method == "HEAD" else { return Self.wrongMethod("GET,HEAD,OPTIONS") }
        return read()
    }

    private func search(
        _ request: Result<SearchRequest, APIFailure>, _ context: RequestContext
    ) -> OutgoingResponse {
        switch request {
        case .success(let request): send(pipeline.site.search(request, as: context.user))
        case .failure(let failure): send(.failure(failure))
        }
    }

    /// The handler of a resource that is only read, or nil where there is none.
    private func reading(_ resource: [String], _ context: RequestContext) -> (() -> OutgoingResponse)? {
        let site = pipeline.site
        let user = context.user
        let request = context.request
        let expand = Self.list(request.queryValues("expand"))
        switch (resource.count, resource[0]) {
        case (1, "serverInfo"):
            return { .json(200, site.serverInfo(authenticated: user != nil)) }
        case (1, "myself"): return { send(site.myself(user)) }
        case (1, "mypermissions"): return { .json(200, site.permissions(as: user)) }
        case (1, "project"):
            let archived = request.queryValue("includeArchived")?.lowercased() == "true"
            return { send(site.projects(expand: expand, includeArchived: archived, as: user)) }
        case (2, "project"): return { send(site.project(resource[1], as: user)) }
        case (3, "project"): return projectPart(resource[1], resource[2], context)
        case (2, "issue"):
            let fields = request.queryValues("fields")
            return {
                send(
                    site.issue(
                        resource[1], fields: fields.isEmpty ? nil : Self.list(fields), expand: expand,
                        as: user))
            }
        case (3, "issue") where resource[2] == "worklog":
            return { send(site.issueWorklogs(resource[1], as: user)) }
        case (3, "issue") where resource[2] == "remotelink":
            return { send(site.remoteLinks(resource[1], as: user)) }
        case (3, "issue") where resource[2] == "properties":
            return { send(site.properties(resource[1], as: user)) }
        case (4, "issue") where resource[2] == "properties":
            return { send(site.property(resource[1], key: resource[3], as: user)) }
        case (2, "securitylevel"):
            return Int64(resource[1]).map { id in { send(site.securityLevel(id, as: user)) } }
        case (2, "user") where resource[1] == "list": return { userList(context) }
        case (3, "issue") where resource[2] == "comment":
            return { send(site.issueComments(resource[1], as: user)) }
        case (2, "worklog") where resource[1] == "updated" || resource[1] == "deleted":
            return { feed(deleted: resource[1] == "deleted", context) }
        case (1, "user"):
            return {
                send(
                    site.user(
                        key: request.queryValue("key"), username: request.queryValue("username"), as: user))
            }
        case (2, "user") where resource[1] == "search": return { userSearch(context) }
        case (2, "searchLimits") where resource[1] == "maxResultWindow":
            guard let window = pipeline.options.site.resultWindow else { return nil }
            return { .json(200, Array(String(window).utf8)) }
        case (1, let name) where Self.lists.contains(name):
            return {
                if name == "configuration", user == nil { return send(.failure(.loginNeeded)) }
                return site.list(name).map { .json(200, $0) } ?? unknown(context)
            }
        default: return nil
        }
    }

    private func projectPart(
        _ project: String, _ part: String, _ context: RequestContext
    ) -> (() -> OutgoingResponse)? {
        let site = pipeline.site
        switch part {
        case "versions": return { send(site.versions(project: project, as: context.user)) }
        case "components": return { send(site.components(project: project, as: context.user)) }
        case "securitylevel": return { send(site.securityLevels(project: project, as: context.user)) }
        case "statuses": return { send(site.projectStatuses(project, as: context.user)) }
        default: return nil
        }
    }

    private func feed(deleted: Bool, _ context: RequestContext) -> OutgoingResponse {
        guard context.user != nil else { return send(.failure(.loginNeeded)) }
        guard let since = Int64(context.request.queryValue("since") ?? "0") else {
            return SitePages.notFound(context)
        }
        return .json(200, pipeline.site.worklogFeed(deleted: deleted, since: since, as: context.user))
    }

    private func userList(_ context: RequestContext) -> OutgoingResponse {
        guard let maxResults = Int(context.request.queryValue("maxResults") ?? "2000") else {
            return SitePages.notFound(context)
        }
        let cursor = context.request.queryValue("cursor")
        guard
            let answer = pipeline.site.userList(cursor: cursor, maxResults: maxResults, as: context.user)
        else { return missing(context) }
        return send(answer)
    }

    private func userSearch(_ context: RequestContext) -> OutgoingResponse {
        let request = context.request
        guard let startAt = Int(request.queryValue("startAt") ?? "0"),
            let maxResults = Int(request.queryValue("maxResults") ?? "50")
        else { return SitePages.notFound(context) }
        return send(
            pipeline.site.userSearch(
                query: request.queryValue("username") ?? "", startAt: startAt, maxResults: maxResults,
                includeInactive: request.queryValue("includeInactive")?.lowercased() == "true",
                as: context.user))
    }

    /// State-changing calls that look like a browser's are refused, and a POST is one, whatever it reads.
    private func forgeryRefusal(_ context: RequestContext) -> OutgoingResponse? {
        let request = context.request
        guard !["GET", "HEAD", "OPTIONS"].contains(request.method) else { return nil }
        let isBrowser = request.headers["User-Agent"]?.hasPrefix("Mozilla") ?? false
        let own = request.headers["Host"].map { "http://\($0)" } ?? ""
        let isForeign = ["Origin", "Referer"].contains { name in
            request.headers[name].map { $0 != own && !$0.hasPrefix(own + "/") } ?? false
        }
        return isBrowser || isForeign ? .html(403, "XSRF check failed") : nil
    }

    /// 9.x sends what it does not know to the login page, even with good credentials.
    func unknown(_ context: RequestContext) -> OutgoingResponse {
        if pipeline.options.redirectsUnknownREST {
            return .redirect(302, to: context.contextPath + "/login.jsp")
        }
        return missing(context)
    }

    /// A resource that this version does not have.
    private func missing(_ context: RequestContext) -> OutgoingResponse {
        let body = "{\"message\":\"null for uri: \(context.request.rawPath)\",\"status-code\":404}"
        return .json(404, Array(body.utf8))
    }

    func send(_ result: Result<[UInt8], APIFailure>) -> OutgoingResponse {
        switch result {
        case .success(let body): .json(200, body)
        case .failure(let failure):
            OutgoingResponse(
                failure.status, headers: ["Content-Type": failure.contentType], body: failure.body)
        }
    }

    static func wrongMethod(_ allowed: String) -> OutgoingResponse {
        OutgoingResponse(405, headers: ["Allow": allowed])
    }

    /// Values of a parameter that may be repeated and comma-separated.
    static func list(_ values: [String]) -> [String] {
        values.flatMap { $0.split(separator: ",").map { String($0).trimmingBlanks } }.filter { !$0.isEmpty }
    }
}
