import Foundation

/// The pages for people: login, dashboard, an issue, and Tomcat's own error pages.
struct SitePages {
    let pipeline: RequestPipeline

    func answer(_ context: inout RequestContext) -> OutgoingResponse {
        let segments = context.segments
        switch segments.first {
        case nil: return .redirect(302, to: context.contextPath + "/secure/Dashboard.jspa")
        case "status": return status()
        case "login.jsp":
            return context.request.method == "POST" ? logIn(&context) : loginPage(context)
        case "logout":
            if let session = context.session { pipeline.sessions.close(session.id) }
            return .redirect(302, to: context.contextPath + "/login.jsp")
        case "secure" where segments.count == 2 && segments[1].hasSuffix("Dashboard.jspa"):
            return page(context, "System Dashboard", "<h1>System Dashboard</h1><p>Nothing to see here.</p>")
        case "browse" where segments.count == 2: return issuePage(segments[1], context)
        default: return Self.notFound(context)
        }
    }

    /// The login form; after it the browser goes on to `os_destination`.
    func loginPage(_ context: RequestContext, failed: Bool = false) -> OutgoingResponse {
        let destination =
            context.request.queryValue("os_destination")
            ?? context.request.form.first { $0.name == "os_destination" }?.value ?? ""
        let error =
            failed
            ? "<p class=\"note error\">Sorry, your username and password are incorrect - please try again.</p>"
            : ""
        return page(
            context, "Log in",
            """
            <h1>Welcome to \(pipeline.options.site.serverTitle.escapedForHTML)</h1>
            \(error)
            <form method="post" action="\(context.contextPath)/login.jsp">
            <input type="hidden" name="os_destination" value="\(destination.escapedForHTML)">
            <label for="user">Username</label>
            <input type="text" id="user" name="os_username" autocomplete="username" autofocus>
            <label for="password">Password</label>
            <input type="password" id="password" name="os_password" autocomplete="current-password">
            <div class="buttons"><button class="primary" type="submit" name="login">Log In</button></div>
            </form>
            """)
    }

    /// Jira's page frame around some markup.
    func page(
        _ context: RequestContext, _ title: String, _ content: String, status: Int = 200, isWide: Bool = false
    ) -> OutgoingResponse {
        HTMLPage(
            title: title, siteTitle: pipeline.options.site.serverTitle, contextPath: context.contextPath,
            userName: context.session.flatMap { pipeline.site.activeUsername($0.user) }, content: content,
            status: status, isWide: isWide
        ).response
    }

    private func logIn(_ context: inout RequestContext) -> OutgoingResponse {
        let form = context.request.form
        func value(_ name: String) -> String { form.first { $0.name == name }?.value ?? "" }
        guard
            let user = pipeline.authenticator.logIn(
                name: value("os_username"), password: value("os_password"))
        else {
            var response = loginPage(context, failed: true)
            response.headers.append("X-Seraph-LoginReason", "AUTHENTICATED_FAILED")
            return response
        }
        context.user = user
        let session = pipeline.sessions.open(user: user)
        let destination = value("os_destination")
        // Only a path of this host: a login form must not send people elsewhere.
        let isOwn = destination.hasPrefix("/") && !destination.hasPrefix("//")
        var response = OutgoingResponse.redirect(
            302, to: isOwn ? destination : context.contextPath + "/secure/Dashboard.jspa")
        let path = context.contextPath.isEmpty ? "/" : context.contextPath
        response.headers.append(
            "Set-Cookie", "JSESSIONID=\(session.id); Path=\(path); HttpOnly; SameSite=Lax")
        return response
    }

    /// 200 alone does not mean that Jira is up.
    private func status() -> OutgoingResponse {
        let state = pipeline.applicationState
        let code = state == "ERROR" ? 500 : state == "MAINTENANCE" ? 503 : 200
        return .json(code, Array("{\"state\":\"\(state)\"}".utf8))
    }

    private func issuePage(_ key: String, _ context: RequestContext) -> OutgoingResponse {
        switch pipeline.site.issue(key, fields: ["summary"], as: context.user) {
        case .failure(let failure) where context.user == nil && failure.status == 401:
            let destination = FormCoding.encodeComponent(context.contextPath + context.path)
            return .redirect(
                302,
                to: "\(context.contextPath)/login.jsp?permissionViolation=true&os_destination=\(destination)")
        case .failure:
            return page(
                context, "Issue not found",
                "<h1>Issue not found</h1><p>It may have been deleted, or you may not see it.</p>", status: 404
            )
        case .success(let body):
            let issue = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
            let fields = issue?["fields"] as? [String: Any]
            let present = issue?["key"] as? String ?? key
            let summary = fields?["summary"] as? String ?? ""
            return page(
                context, "[\(present)] \(summary)",
                "<p>\(present.escapedForHTML)</p><h1>\(summary.escapedForHTML)</h1>")
        }
    }

    /// Tomcat's 404 inside of Jira.
    static func notFound(_ context: RequestContext) -> OutgoingResponse {
        .html(
            404,
            "<!doctype html><html><head><title>Oops, you&#39;ve found a dead link.</title></head>"
                + "<body><h1>Oops, you&#39;ve found a dead link.</h1></body></html>")
    }

    /// Tomcat's answer outside of the context path: Jira never sees the request.
    static func outsideContext() -> OutgoingResponse {
        .html(
            404,
            "<!doctype html><html lang=\"en\"><head><title>HTTP Status 404 – Not Found</title></head>"
                + "<body><h1>HTTP Status 404 – Not Found</h1></body></html>")
    }
}
