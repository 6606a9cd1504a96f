/// The resources: each answers with rendered JSON or with the failure to send.
extension SimulatedSite {
    /// `/rest/api/2/search`.
    package func search(_ request: SearchRequest, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        do {
            return .success(try SearchAnswer.make(request, state, state.viewer(user)))
        } catch {
            return .failure(error)
        }
    }

    /// `/rest/api/2/issue/{idOrKey}`; a former key answers 200 with the present one.
    ///
    /// `fields` nil is `*all`.
    package func issue(
        _ idOrKey: String, fields: [String]? = nil, expand: [String] = [], as user: String?
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        let viewer = state.viewer(user)
        return visible(idOrKey, state, viewer).map { slot in
            let selection = FieldSelection(fields, default: .all)
            var renderer = IssueRenderer(state, viewer, selection, expand: expand, capacity: 16_384)
            let shown = renderer.fields
            renderer.issue(
                slot,
                expand:
                    "renderedFields,names,schema,transitions,operations,editmeta,changelog,versionedRepresentations"
            ) { out in SearchAnswer.names(shown, expand, to: &out) }
            return renderer.out.bytes
        }
    }

    /// `/issue/{idOrKey}/worklog`: all rows, no paging.
    package func issueWorklogs(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        let viewer = state.viewer(user)
        return visible(idOrKey, state, viewer).map { slot in
            var renderer = IssueRenderer(state, viewer, FieldSelection([], default: .all))
            let detail = state.detail(slot)
            let count = detail.worklogs.count { viewer.sees($0.visibility) }
            renderer.worklogs(slot, detail, limit: count)
            return renderer.out.bytes
        }
    }

    /// `/issue/{idOrKey}/comment`: all rows, `maxResults` 1048576.
    package func issueComments(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        let viewer = state.viewer(user)
        return visible(idOrKey, state, viewer).map { slot in
            var renderer = IssueRenderer(state, viewer, FieldSelection([], default: .all))
            let comments = state.detail(slot).comments.filter { viewer.sees($0.visibility) }
            renderer.out.raw("{\"startAt\":0,\"maxResults\":1048576,\"total\":")
            renderer.out.integer(comments.count)
            renderer.out.raw(",\"comments\":")
            renderer.list(comments) { $0.comment($1, slot) }
            renderer.out.byte(125)
            return renderer.out.bytes
        }
    }

    /// Missing and invisible read the same, except that anonymous readers are asked to log in.
    func visible(_ idOrKey: String, _ state: SiteState, _ viewer: Viewer) -> Result<Int32, APIFailure> {
        guard let slot = state.find(issue: idOrKey) else { return .failure(.noIssue) }
        guard state.sees(viewer, slot) else {
            return .failure(viewer.isAnonymous ? .anonymousIssue : .noIssue)
        }
        if state.records[Int(slot)].isArchived, !state.options.archivedIssuesReadable {
            return .failure(.noIssue)
        }
        return .success(slot)
    }

    /// `POST /worklog/list`: a bare array of what the person may see; more than 1000 ids are a 400.
    package func worklogList(ids: [Int64], as user: String?) -> Result<[UInt8], APIFailure> {
        guard ids.count <= 1000 else {
            return .failure(.badRequest("The number of worklog ids must not exceed 1000."))
        }
        let state = read()
        let viewer = state.viewer(user)
        var renderer = IssueRenderer(state, viewer, FieldSelection([], default: .all))
        let found = ids.compactMap { id -> (Worklog, Int32)? in
            guard let slot = state.owner(worklog: id), state.sees(viewer, slot),
                let worklog = state.detail(slot).worklogs.first(where: { $0.id == id }),
                viewer.sees(worklog.visibility)
            else { return nil }
            return (worklog, slot)
        }
        renderer.list(found) { $0.worklog($1.0, $1.1) }
        return .success(renderer.out.bytes)
    }

    // MARK: People

    /// `/myself`.
    package func myself(_ user: String?) -> Result<[UInt8], APIFailure> {
        let state = read()
        guard let index = state.viewer(user).user else { return .failure(.loginNeeded) }
        return .success(PeopleAnswer(state).whole(index))
    }

    /// `/mypermissions`: what the person may do in any project; visitors are answered too.
    package func permissions(as user: String?) -> [UInt8] {
        let state = read()
        return PermissionsAnswer.bytes(state, state.viewer(user))
    }

    /// `/user/search`: a bare array; needs login.
    ///
    /// `.` and `%` match everybody.
    package func userSearch(
        query: String, startAt: Int = 0, maxResults: Int = 50, includeInactive: Bool = false,
        as user: String?
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        guard !state.viewer(user).isAnonymous else { return .failure(.loginNeeded) }
        return .success(
            PeopleAnswer(state).search(
                query, startAt: startAt, maxResults: maxResults, includeInactive: includeInactive))
    }

    /// `/user?key=` or `?username=`; needs login.
    package func user(
        key: String? = nil, username: String? = nil, as user: String?
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        guard !state.viewer(user).isAnonymous else { return .failure(.loginNeeded) }
        let index =
            key.map { state.userByKey[$0] } ?? username.map { state.userByName[$0.lowercased()] } ?? nil
        guard let index, !state.users[Int(index)].deleted else {
            let named = key.map { "key '\($0)'" } ?? "name '\(username ?? "")'"
            return .failure(.messages(404, ["The user with \(named) does not exist"]))
        }
        return .success(PeopleAnswer(state).whole(index))
    }

    // MARK: Projects and lists

    /// `/project`: only what the person may browse.
    package func projects(
        expand: [String] = [], includeArchived: Bool = false, as user: String?
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        return .success(
            ProjectAnswer(state).list(state.viewer(user), expand: expand, includeArchived: includeArchived))
    }

    /// `/project/{idOrKey}`.
    package func project(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> {
        withProject(idOrKey, user) { $0.whole($1) }
    }

    /// `/project/{idOrKey}/versions`.
    package func versions(project: String, as user: String?) -> Result<[UInt8], APIFailure> {
        withProject(project, user) { $0.versions($1) }
    }

    /// `/project/{idOrKey}/components`.
    package func components(project: String, as user: String?) -> Result<[UInt8], APIFailure> {
        withProject(project, user) { $0.components($1) }
    }

    /// `/project/{idOrKey}/statuses`.
    package func projectStatuses(_ project: String, as user: String?) -> Result<[UInt8], APIFailure> {
        withProject(project, user) { $0.statuses($1) }
    }

    private func withProject(
        _ idOrKey: String, _ user: String?, _ body: (ProjectAnswer, Int) -> [UInt8]
    ) -> Result<[UInt8], APIFailure> {
        withProject(idOrKey, user) { state, _, index in body(ProjectAnswer(state), index) }
    }

    func withProject(
        _ idOrKey: String, _ user: String?, _ body: (SiteState, Viewer, Int) -> [UInt8]
    ) -> Result<[UInt8], APIFailure> {
        let state = read()
        let viewer = state.viewer(user)
        guard let index = state.find(project: idOrKey), viewer.mayBrowse[Int(index)] else {
            let what = Int64(idOrKey) == nil ? "key" : "id"
            return .failure(.messages(404, ["No project could be found with \(what) '\(idOrKey)'."]))
        }
        return .success(body(state, viewer, Int(index)))
    }

    /// `/serverInfo`; `serverTime` only when logged in.
    package func serverInfo(authenticated: Bool) -> [UInt8] {
        ListAnswer(read()).serverInfo(authenticated: authenticated)
    }

    /// `/field`, `/status`, `/statuscategory`, `/priority`, `/resolution`, `/issuetype`, `/issueLinkType`,
    /// `/configuration` by that name.
    ///
    /// nil where there is no such list.
    package func list(_ name: String) -> [UInt8]? { ListAnswer(read()).list(name) }
}
