/// Whether `/user/list` exists.
package enum UserListSupport: String, Sendable, Codable {
    /// From version 10 on.
    case byVersion
    case exists
    /// 404.
    case missing
    /// 403.
    case forbidden
}

/// How the site shows e-mail addresses.
package enum EmailDisplay: String, Sendable, Codable {
    case shown
    /// Left out everywhere.
    case hidden
    /// `name at example dot com`.
    case masked
}

extension SiteState {
    /// What readers get of a person's address.
    func shownEmail(_ user: SimulatedUser) -> String? {
        guard let email = user.email else { return nil }
        switch options.emails {
        case .shown: return email
        case .hidden: return nil
        case .masked:
            return email.split(separator: "@", omittingEmptySubsequences: false)
                .map { $0.split(separator: ".", omittingEmptySubsequences: false).joined(separator: " dot ") }
                .joined(separator: " at ")
        }
    }

    /// How many people one request of `/user/search` gives at most.
    var userSearchCap: Int { options.userSearchCap ?? (options.majorVersion >= 10 ? 100 : 1000) }
}

/// The directory by cursor.
extension SimulatedSite {
    /// `/user/list?cursor=&maxResults=`: nobody twice, in no order, with no total; nil where the site has no
    /// such resource.
    package func userList(
        cursor: String? = nil, maxResults: Int = 2000, as user: String?
    ) -> Result<[UInt8], APIFailure>? {
        let state = read()
        switch state.options.userList {
        case .missing: return nil
        case .byVersion where state.options.majorVersion < 10: return nil
        case .forbidden:
            return .failure(.messages(403, ["You do not have permission to browse users."]))
        case .exists, .byVersion: break
        }
        guard !state.viewer(user).isAnonymous else { return .failure(.loginNeeded) }
        guard let from = UserCursor(cursor), maxResults > 0 else {
            return .failure(.badRequest("The cursor or maxResults is not valid."))
        }
        return .success(
            PeopleAnswer(state).page(from, cursor: cursor, maxResults: min(maxResults, 2000)))
    }
}

/// A place in the directory's order, which follows no property that a reader knows: people who come or are
/// renamed between two pages shift nobody.
struct UserCursor: Sendable {
    /// The last one given.
    let after: UInt64?

    /// nil for a cursor that this site never gave.
    init?(_ text: String?) {
        guard let text, !text.isEmpty else {
            after = nil
            return
        }
        guard let value = UInt64(text, radix: 16) else { return nil }
        after = value
    }

    /// The place of the person at a position: another one for each position.
    static func place(_ index: Int) -> UInt64 {
        (UInt64(truncatingIfNeeded: index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    }

    static func text(_ place: UInt64) -> String { String(place, radix: 16) }
}

extension PeopleAnswer {
    func page(_ from: UserCursor, cursor: String?, maxResults: Int) -> [UInt8] {
        let all = state.users.enumerated().filter { !$0.element.deleted }
            .map { (place: UserCursor.place($0.offset), user: $0.element) }
            .filter { entry in from.after.map { entry.place > $0 } ?? true }
            .sorted { $0.place < $1.place }
        let shown = all.prefix(maxResults)
        let isLast = shown.count == all.count
        let path = state.options.baseURL + "/rest/api/2/user/list?maxResults=\(maxResults)&cursor="
        var out = JSONBuffer(capacity: 640 * shown.count + 256)
        out.raw("{\"self\":")
        out.string(path + (cursor ?? ""))
        if !isLast, let last = shown.last {
            let next = UserCursor.text(last.place)
            out.raw(",\"nextPage\":")
            out.string(path + next)
            out.raw(",\"nextCursor\":")
            out.string(next)
        }
        out.raw(",\"maxResults\":")
        out.integer(maxResults)
        out.raw(",\"isLast\":")
        out.boolean(isLast)
        out.raw(",\"values\":[")
        for (index, entry) in shown.enumerated() {
            if index > 0 { out.byte(44) }
            open(entry.user, to: &out)
            out.byte(125)
        }
        out.raw("]}")
        return out.bytes
    }
}
