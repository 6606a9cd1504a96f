import Synchronization

/// The model of a Jira site behind one lock: readers get rendered JSON of one consistent moment while
/// mutations go on.
///
/// `as user` is a person's key or username; nil is anonymous. Hold the *key* in sessions and grants:
/// usernames change.
package final class SimulatedSite: Sendable {
    /// Seeds the site; the same options and clock give the same bytes.
    package init(_ options: SiteOptions) {}

    /// Shown in `self` URLs; set it once the port is known.
    package var baseURL: String {
        get { "" }
        set {}
    }

    /// The simulated clock, epoch milliseconds.
    package var now: Int64 { 0 }

    // MARK: People for the HTTP half

    /// The present username of a person named by key or username, for `X-AUSERNAME`; nil where there is no
    /// such active person.
    package func activeUsername(_ user: String) -> String? { nil }
    /// The key of a person named by key or username.
    package func userKey(_ user: String) -> String? { nil }
    /// Keys of well-known seeded people.
    package static let administratorKey = "admin"
    package static let serviceAccountKey = "mirror"

    // MARK: Reads

    /// `/rest/api/2/search`.
    package func search(_ request: SearchRequest, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/rest/api/2/issue/{idOrKey}`; a former key answers 200 with the present one. `fields` nil is `*all`.
    package func issue(
        _ idOrKey: String, fields: [String]? = nil, expand: [String] = [], as user: String?
    ) -> Result<[UInt8], APIFailure> { todo() }
    /// `/issue/{idOrKey}/worklog`: all rows, no paging.
    package func issueWorklogs(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/issue/{idOrKey}/comment`: all rows, `maxResults` 1048576.
    package func issueComments(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/serverInfo`; `serverTime` only when logged in.
    package func serverInfo(authenticated: Bool) -> [UInt8] { [] }
    /// `/myself`.
    package func myself(_ user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/project`: only what the person may browse.
    package func projects(
        expand: [String] = [], includeArchived: Bool = false, as user: String?
    ) -> Result<[UInt8], APIFailure> { todo() }
    /// `/project/{idOrKey}`.
    package func project(_ idOrKey: String, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/project/{idOrKey}/versions`.
    package func versions(project: String, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/project/{idOrKey}/components`.
    package func components(project: String, as user: String?) -> Result<[UInt8], APIFailure> { todo() }
    /// `/project/{idOrKey}/statuses`.
    package func projectStatuses(_ project: String, as user: String?) -> Result<[UInt8], APIFailure> {
        todo()
    }
    /// `/field`, `/status`, `/statuscategory`, `/priority`, `/resolution`, `/issuetype`, `/issueLinkType`,
    /// `/configuration` by that name. nil where there is no such list.
    package func list(_ name: String) -> [UInt8]? { nil }
    /// `/user/search`: a bare array; needs login.
    package func userSearch(
        query: String, startAt: Int = 0, maxResults: Int = 50, includeInactive: Bool = false,
        as user: String?
    ) -> Result<[UInt8], APIFailure> { todo() }
    /// `/user?key=` or `?username=`; needs login.
    package func user(
        key: String? = nil, username: String? = nil, as user: String?
    ) -> Result<[UInt8], APIFailure> { todo() }
    /// `/worklog/updated` or `/worklog/deleted`: up to 1000 rows, nothing of the last minute.
    package func worklogFeed(deleted: Bool, since: Int64) -> [UInt8] { [] }
    /// `POST /worklog/list`: a bare array of what the person may see; more than 1000 ids are a 400.
    package func worklogList(ids: [Int64], as user: String?) -> Result<[UInt8], APIFailure> { todo() }

    // MARK: Changes and truth

    /// Applies a change; what it cannot apply it leaves alone and says so in the result.
    package func apply(_ mutation: Mutation) -> MutationResult { MutationResult() }
    /// What a mirror of `user` should hold now.
    package func snapshot(as user: String?) -> SiteSnapshot { SiteSnapshot() }

    private func todo() -> Result<[UInt8], APIFailure> { .failure(.messages(501, ["Not built yet"])) }
}
