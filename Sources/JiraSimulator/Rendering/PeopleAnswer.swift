/// People as `/myself`, `/user` and `/user/search` show them.
struct PeopleAnswer {
    let state: SiteState
    private let writer: ReferenceWriter

    init(_ state: SiteState) {
        self.state = state
        writer = ReferenceWriter(base: (state.blocks ?? RenderedBlocks(state)).base, state: state)
    }

    /// With groups and roles.
    func whole(_ index: Int32) -> [UInt8] {
        let user = state.users[Int(index)]
        var out = JSONBuffer(capacity: 1024)
        open(user, to: &out)
        out.raw(",\"groups\":{\"size\":")
        out.integer(user.groups.count)
        out.raw(
            ",\"items\":[]},\"applicationRoles\":{\"size\":1,\"items\":[]},\"expand\":\"groups,applicationRoles\"}"
        )
        return out.bytes
    }

    /// Deleted people are in no search.
    func search(_ query: String, startAt: Int, maxResults: Int, includeInactive: Bool) -> [UInt8] {
        let wanted = query.lowercased()
        let isAll = wanted == "." || wanted == "%" || wanted == "_"
        let found = state.users.filter { user in
            guard !user.deleted, user.active || includeInactive else { return false }
            return isAll || user.name.lowercased().contains(wanted)
                || user.displayName.lowercased().contains(wanted)
                || user.email?.lowercased().contains(wanted) == true
        }
        let cap = state.userSearchCap
        let reachable = state.options.userSearchEndsAtCap ? found.prefix(cap) : found[...]
        let page = reachable.dropFirst(max(0, startAt)).prefix(max(0, min(maxResults, cap)))
        var out = JSONBuffer(capacity: 640 * page.count + 16)
        out.byte(91)
        for (index, user) in page.enumerated() {
            if index > 0 { out.byte(44) }
            open(user, to: &out)
            out.byte(125)
        }
        out.byte(93)
        return out.bytes
    }

    func open(_ user: SimulatedUser, to out: inout JSONBuffer) {
        out.byte(123)
        writer.userLink(user, to: &out)
        out.raw(",\"key\":")
        out.string(user.key)
        out.raw(",\"name\":")
        out.string(user.name)
        writer.rest(user, to: &out, deleted: true)
        out.raw(",\"locale\":\"en_US\"")
    }
}
