import Synchronization

/// The servlets under `/plugins/servlet/oauth`: two for clients, two for people.
struct OAuthPages {
    static let prefix = "/plugins/servlet/oauth/"

    let pipeline: RequestPipeline

    private var oauth: OAuthProvider { pipeline.oauth }

    func answer(_ context: inout RequestContext) -> OutgoingResponse {
        if oauth.options.isSwitchedOff { return SitePages.notFound(context) }
        // A session whose person was deactivated is none.
        context.user = context.session.flatMap { pipeline.site.userKey($0.user) }
            .flatMap { pipeline.site.activeUsername($0) == nil ? nil : $0 }
        switch String(context.path.dropFirst(Self.prefix.count)) {
        case "request-token":
            return tokens(context) { message, now throws(OAuthProblem) in
                try oauth.requestToken(message, now: now)
            }
        case "access-token":
            return tokens(context) { message, now throws(OAuthProblem) in
                try oauth.accessToken(message, now: now)
            }
        case "authorize": return authorize(&context)
        case "users/access-tokens": return accessTokens(context)
        default: return SitePages.notFound(context)
        }
    }

    private func tokens(
        _ context: RequestContext,
        _ work: (OAuthMessage, Int64) throws(OAuthProblem) -> OutgoingResponse
    ) -> OutgoingResponse {
        guard
            context.request.method == "POST" || (context.request.method == "GET" && oauth.options.acceptsGET)
        else { return OutgoingResponse(405, headers: ["Allow": "POST"]) }
        do {
            return try work(context.message, context.now)
        } catch {
            // The realm of these two is the URL that was asked, not the site's.
            return error.response(realm: context.message.url)
        }
    }

    private func authorize(_ context: inout RequestContext) -> OutgoingResponse {
        let request = context.request
        guard let value = context.message["oauth_token"] else {
            return OAuthProblem.absent(["oauth_token"]).response(realm: context.baseURL)
        }
        let token: OAuthRequestToken
        do {
            token = try oauth.openToken(value, now: context.now)
        } catch {
            return error.response(realm: context.baseURL)
        }
        let consumer = oauth.state.withLock { $0.consumers[token.consumerKey] }
        guard let consumer else {
            return OAuthProblem.consumerKeyUnknown.response(realm: context.baseURL)
        }
        if let name = oauth.options.autoApproveUser, let user = pipeline.site.userKey(name) {
            context.user = user
            return decided(token, consumer, approvedBy: user, context)
        }
        guard let session = context.session, let user = context.user else {
            let destination = FormCoding.encodeComponent(
                context.contextPath + context.path + (request.rawQuery.map { "?\($0)" } ?? ""))
            return .redirect(
                302,
                to: "\(context.contextPath)/login.jsp?permissionViolation=true&os_destination=\(destination)")
        }
        guard request.method == "POST" else { return consentPage(token, consumer, session, context) }
        let form = request.form
        guard form.contains(where: { $0.name == "atl_token" && $0.value == session.formToken }) else {
            return .html(403, "XSRF check failed")
        }
        let approves = form.contains { $0.name == "approve" }
        guard approves || form.contains(where: { $0.name == "deny" }) else {
            return consentPage(token, consumer, session, context)
        }
        return decided(token, consumer, approvedBy: approves ? user : nil, context)
    }

    private func decided(
        _ token: OAuthRequestToken, _ consumer: OAuthConsumer, approvedBy user: String?,
        _ context: RequestContext
    ) -> OutgoingResponse {
        guard let verifier = oauth.decide(requestToken: token.value, approvedBy: user) else {
            return OAuthProblem.tokenUsed.response(realm: context.baseURL)
        }
        if let callback = token.callback ?? consumer.callback {
            let items = [
                FormItem(name: "oauth_token", value: token.value),
                FormItem(name: "oauth_verifier", value: verifier),
            ]
            let fragment = callback.firstIndex(of: "#") ?? callback.endIndex
            let separator = callback[..<fragment].contains("?") ? "&" : "?"
            return .redirect(
                302,
                to: "\(callback[..<fragment])\(separator)\(FormCoding.encode(items))\(callback[fragment...])")
        }
        let name = consumer.name.escapedForHTML
        let content =
            user == nil
            ? "<h1>Access denied</h1><p>You have denied <strong>\(name)</strong> access to your account. "
                + "You may close this window.</p>"
            : "<h1>Access approved</h1><p>You have successfully authorized <strong>\(name)</strong>.</p>"
                + "<p class=\"verifier\">Your verification code is '\(verifier)'.</p>"
                + "<p>Enter it exactly as shown, then close this window.</p>"
        return SitePages(pipeline: pipeline).page(context, "Authorize", content)
    }

    private func consentPage(
        _ token: OAuthRequestToken, _ consumer: OAuthConsumer, _ session: WebSessions.Session,
        _ context: RequestContext
    ) -> OutgoingResponse {
        let name = consumer.name.escapedForHTML
        let site = pipeline.options.site.serverTitle.escapedForHTML
        let user = (pipeline.site.activeUsername(session.user) ?? "").escapedForHTML
        let destination = (token.callback ?? consumer.callback).map {
            "You will be sent back to <strong>\($0.prefix { $0 != "?" }.description.escapedForHTML)</strong>."
        }
        return SitePages(pipeline: pipeline).page(
            context, "Authorize",
            """
            <h1>Allow \(name) to use your account?</h1>
            <p>The application <strong>\(name)</strong> would like to have <strong>read and write</strong> access \
            to your data on <strong>\(site)</strong>, as <strong>\(user)</strong>.</p>
            <ul class="access">
            <li>Read access<small>See every project, issue, comment and worklog that you can see.</small></li>
            <li>Write access<small>Create and change whatever you can create and change.</small></li>
            </ul>
            <p class="note">Only allow this if you have just asked <strong>\(name)</strong> for it. \
            \(destination ?? "You will be shown a verification code.") You can take the access back \
            at any time under <a href="\(context.contextPath)\(Self.prefix)users/access-tokens">Authorized \
            applications</a>.</p>
            <form method="post" action="\(context.contextPath)\(Self.prefix)authorize">
            <input type="hidden" name="oauth_token" value="\(token.value)">
            <input type="hidden" name="atl_token" value="\(session.formToken)">
            <div class="buttons">
            <button class="primary" type="submit" name="approve" value="Allow">Allow</button>
            <button type="submit" name="deny" value="Deny">Deny</button>
            </div>
            </form>
            """)
    }

    /// The person's own list of grants, each with a button that revokes it.
    private func accessTokens(_ context: RequestContext) -> OutgoingResponse {
        guard let session = context.session, let user = context.user else {
            let destination = FormCoding.encodeComponent(context.contextPath + context.path)
            return .redirect(302, to: "\(context.contextPath)/login.jsp?os_destination=\(destination)")
        }
        if context.request.method == "POST" {
            let form = context.request.form
            guard form.contains(where: { $0.name == "atl_token" && $0.value == session.formToken }),
                let consumer = form.first(where: { $0.name == "consumer" })?.value
            else { return .html(403, "XSRF check failed") }
            oauth.revokeTokens(user: user, consumerKey: consumer)
            return .redirect(302, to: context.contextPath + context.path)
        }
        let rows = oauth.grants.filter { $0.user == user }.map { grant in
            """
            <tr><td>\(grant.consumerName.escapedForHTML)</td><td>Read and write</td>\
            <td>\(HTTPDate.text(grant.created))</td><td><form method="post">\
            <input type="hidden" name="atl_token" value="\(session.formToken)">\
            <input type="hidden" name="consumer" value="\(grant.consumerKey.escapedForHTML)">\
            <button type="submit">Revoke OAuth Access Token</button></form></td></tr>
            """
        }
        let list =
            rows.isEmpty
            ? "<p>You have not authorized any application.</p>"
            : "<table><thead><tr><th>Application</th><th>Access</th><th>Issued</th><th></th></tr></thead>"
                + "<tbody>\(rows.joined())</tbody></table>"
        return SitePages(pipeline: pipeline).page(
            context, "Authorized applications", "<h1>Authorized applications</h1>\(list)", isWide: true)
    }
}

extension OAuthProvider {
    /// A request token that waits for a decision.
    func openToken(_ value: String, now: Int64) throws(OAuthProblem) -> OAuthRequestToken {
        let (token, life) = state.withLock { ($0.requestTokens[value], $0.options.requestTokenLife) }
        guard let token else { throw .tokenRejected }
        guard token.decision == .open else { throw .tokenUsed }
        guard now - token.created <= life else { throw .tokenExpired }
        return token
    }
}
