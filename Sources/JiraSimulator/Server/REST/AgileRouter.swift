/// Maps `/rest/agile/1.0/…` to the boards and sprints of the site.
struct AgileRouter {
    let rest: RESTRouter

    func answer(_ context: RequestContext) -> OutgoingResponse {
        let site = rest.pipeline.site
        // Without the plugin nothing is mapped here: Tomcat's page, not a JSON error.
        guard site.hasJiraSoftware else { return SitePages.notFound(context) }
        if !rest.pipeline.options.anonymousBrowsing, context.user == nil {
            return rest.send(.failure(.loginNeeded))
        }
        let segments = context.segments
        guard segments.count > 3, segments[2] == "1.0" || segments[2] == "latest",
            let read = reading(Array(segments[3...]), context)
        else { return rest.unknown(context) }
        guard context.request.method == "GET" || context.request.method == "HEAD" else {
            return RESTRouter.wrongMethod("GET,HEAD,OPTIONS")
        }
        return read()
    }

    private func reading(_ resource: [String], _ context: RequestContext) -> (() -> OutgoingResponse)? {
        let site = rest.pipeline.site
        let user = context.user
        let request = context.request
        guard let startAt = Int(request.queryValue("startAt") ?? "0"),
            let maxResults = Int(request.queryValue("maxResults") ?? "50")
        else { return { SitePages.notFound(context) } }
        if resource == ["board"] {
            return {
                rest.send(
                    site.boards(
                        startAt: startAt, maxResults: maxResults, type: request.queryValue("type"),
                        name: request.queryValue("name"),
                        projectKeyOrId: request.queryValue("projectKeyOrId"), as: user))
            }
        }
        guard resource.count > 1, let id = Int64(resource[1]) else { return nil }
        switch (resource[0], resource.dropFirst(2).first, resource.count) {
        case ("board", nil, 2): return { rest.send(site.board(id, as: user)) }
        case ("board", "configuration", 3): return { rest.send(site.boardConfiguration(id, as: user)) }
        case ("board", "project", 3):
            return {
                rest.send(site.boardProjects(id, startAt: startAt, maxResults: maxResults, as: user))
            }
        case ("board", "sprint", 3):
            return {
                rest.send(
                    site.boardSprints(
                        id, startAt: startAt, maxResults: maxResults,
                        states: RESTRouter.list(request.queryValues("state")), as: user))
            }
        case ("sprint", nil, 2): return { rest.send(site.sprint(id, as: user)) }
        default: return nil
        }
    }
}
