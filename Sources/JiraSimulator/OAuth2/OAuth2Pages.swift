import Synchronization

/// `/rest/oauth2/latest/authorize` for people and `…/token` for clients (Data Center 8.22 and later).
struct OAuth2Pages {
    static let prefix = "/rest/oauth2/"

    let pipeline: RequestPipeline
    private var provider: OAuth2Provider { pipeline.oauth2 }

    /// An authorization request whose client and redirect URI are right.
    private struct Asked {
        let link: OAuth2Link
        let values: [String: String]

        func back(_ items: [FormItem]) -> OutgoingResponse {
            let state = values["state"].map { [FormItem(name: "state", value: $0)] } ?? []
            let separator = link.redirectURI.contains("?") ? "&" : "?"
            return .redirect(302, to: link.redirectURI + separator + FormCoding.encode(items + state))
        }

        func refused(_ error: String) -> OutgoingResponse { back([FormItem(name: "error", value: error)]) }
    }

    func answer(_ context: inout RequestContext) -> OutgoingResponse {
        guard !provider.options.isSwitchedOff else {
            return RESTRouter(pipeline: pipeline).unknown(context)
        }
        context.user = context.session.flatMap { pipeline.site.userKey($0.user) }
            .flatMap { pipeline.site.activeUsername($0) == nil ? nil : $0 }
        let parts = context.path.dropFirst(Self.prefix.count).split(separator: "/")
        guard parts.count == 2, parts[0] == "latest" || parts[0] == "1.0" else {
            return RESTRouter(pipeline: pipeline).unknown(context)
        }
        switch parts[1] {
        case "authorize": return authorize(&context)
        case "token": return token(context)
        default: return RESTRouter(pipeline: pipeline).unknown(context)
        }
    }

    private func token(_ context: RequestContext) -> OutgoingResponse {
        guard context.request.method == "POST" else { return RESTRouter.wrongMethod("OPTIONS,POST") }
        // Parameters may stand in the body or, as in Atlassian's examples, in the query.
        let items = context.request.form + context.request.query
        let form = Dictionary(items.map { ($0.name, $0.value) }) { first, _ in first }
        do {
            let body = try provider.token(form, now: context.now)
            var response = OutgoingResponse.json(200, body)
            response.headers.append("Cache-Control", "no-store")
            return response
        } catch {
            return error.response
        }
    }

    // MARK: Consent

    private func authorize(_ context: inout RequestContext) -> OutgoingResponse {
        let request = context.request
        let items = request.query + request.form
        let values = Dictionary(items.map { ($0.name, $0.value) }) { first, _ in first }
        let link = provider.state.withLock { $0.links[values["client_id"] ?? ""] }
        // Nobody is sent to an address that is not registered: these errors stay here.
        guard let link else { return refusal(context, "The client id is not known.") }
        guard values["redirect_uri"] == link.redirectURI else {
            return refusal(context, "The redirect URI is not the registered one.")
        }
        if provider.options.wantsSecureRedirects, !link.redirectURI.lowercased().hasPrefix("https://") {
            return refusal(context, "The redirect URI must use https.")
        }
        let asked = Asked(link: link, values: values)
        guard values["response_type"] == "code" else { return asked.refused("unsupported_response_type") }
        guard Self.includes(link.scope, values["scope"] ?? "") else { return asked.refused("invalid_scope") }
        let method = values["code_challenge_method"] ?? "plain"
        guard method == "plain" || method == "S256" else { return asked.refused("invalid_request") }
        if let name = provider.options.autoApproveUser, let user = pipeline.site.userKey(name) {
            context.user = user
            return allowed(asked, method: method, user: user, context)
        }
        guard let session = context.session, let user = context.user else {
            let destination = FormCoding.encodeComponent(
                context.contextPath + context.path + (request.rawQuery.map { "?\($0)" } ?? ""))
            return .redirect(
                302,
                to: "\(context.contextPath)/login.jsp?permissionViolation=true&os_destination=\(destination)")
        }
        guard request.method == "POST" else { return consentPage(asked, session, context) }
        guard values["atl_token"] == session.formToken else { return .html(403, "XSRF check failed") }
        if values["deny"] != nil { return asked.refused("access_denied") }
        guard values["approve"] != nil else { return consentPage(asked, session, context) }
        return allowed(asked, method: method, user: user, context)
    }

    private func allowed(
        _ asked: Asked, method: String, user: String, _ context: RequestContext
    ) -> OutgoingResponse {
        let code = provider.issueCode(
            OAuth2Provider.Code(
                clientID: asked.link.clientID, redirectURI: asked.link.redirectURI,
                scope: asked.values["scope"] ?? "", challenge: asked.values["code_challenge"],
                method: method, user: user, created: context.now))
        return asked.back([FormItem(name: "code", value: code)])
    }

    /// Each scope includes those before it.
    private static func includes(_ granted: String, _ wanted: String) -> Bool {
        let ladder = ["READ", "WRITE", "ADMIN", "SYSTEM_ADMIN"]
        let top = ladder.firstIndex(of: granted) ?? -1
        let names = wanted.split(separator: " ").map(String.init)
        return !names.isEmpty && names.allSatisfy { ladder.firstIndex(of: $0).map { $0 <= top } ?? false }
    }

    private func refusal(_ context: RequestContext, _ why: String) -> OutgoingResponse {
        SitePages(pipeline: pipeline).page(
            context, "Invalid request", "<h1>This request cannot be answered</h1><p>\(why)</p>", status: 400)
    }

    private func consentPage(
        _ asked: Asked, _ session: WebSessions.Session, _ context: RequestContext
    ) -> OutgoingResponse {
        let kept = [
            "client_id", "redirect_uri", "response_type", "scope", "state", "code_challenge",
            "code_challenge_method",
        ]
        let fields = kept.compactMap { name in
            asked.values[name].map {
                "<input type=\"hidden\" name=\"\(name)\" value=\"\($0.escapedForHTML)\">"
            }
        }
        let name = asked.link.name.escapedForHTML
        return SitePages(pipeline: pipeline).page(
            context, "Authorize",
            """
            <h1>Allow \(name) to use your account?</h1>
            <p><strong>\(name)</strong> asks for the permission <strong>\((asked.values["scope"] ?? "").escapedForHTML)\
            </strong>. You will be sent to <strong>\(asked.link.redirectURI.escapedForHTML)</strong>.</p>
            <form method="post" action="\(context.contextPath)\(context.path)">
            \(fields.joined(separator: "\n"))
            <input type="hidden" name="atl_token" value="\(session.formToken)">
            <div class="buttons">
            <button class="primary" type="submit" name="approve" value="Allow">Allow</button>
            <button type="submit" name="deny" value="Deny">Deny</button>
            </div>
            </form>
            """)
    }
}
