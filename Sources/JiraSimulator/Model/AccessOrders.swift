/// How a site behaves, changed while it runs; nil leaves a switch alone.
package struct SiteSwitches: Codable, Sendable, Equatable {
    package var agileForbidden: Bool?
    package var sprintEra: SprintEra?
    package var userList: UserListSupport?
    package var userSearchCap: Int?
    package var userSearchEndsAtCap: Bool?
    package var emails: EmailDisplay?
    package var issueLinking: Bool?

    package init(
        agileForbidden: Bool? = nil, sprintEra: SprintEra? = nil, userList: UserListSupport? = nil,
        userSearchCap: Int? = nil, userSearchEndsAtCap: Bool? = nil, emails: EmailDisplay? = nil,
        issueLinking: Bool? = nil
    ) {
        self.agileForbidden = agileForbidden
        self.sprintEra = sprintEra
        self.userList = userList
        self.userSearchCap = userSearchCap
        self.userSearchEndsAtCap = userSearchEndsAtCap
        self.emails = emails
        self.issueLinking = issueLinking
    }

    fileprivate func apply(to options: inout SiteOptions) {
        if let agileForbidden { options.agileForbidden = agileForbidden }
        if let sprintEra { options.sprintEra = sprintEra }
        if let userList { options.userList = userList }
        if let userSearchCap { options.userSearchCap = userSearchCap }
        if let userSearchEndsAtCap { options.userSearchEndsAtCap = userSearchEndsAtCap }
        if let emails { options.emails = emails }
        if let issueLinking { options.issueLinking = issueLinking }
    }
}

extension SiteState {
    /// People's names and addresses, security levels, remote links, switches; nil for other mutations.
    mutating func applyToAccess(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .anonymiseUser(let user): return try anonymise(try person(user))
        case .setUserEmail(let user, let email): users[Int(try person(user))].email = email
        case .setSecurityLevel(let issue, let level, let author):
            return try setLevel(try self.issue(issue), level, try hand(author, time))
        case .createSecurityLevel(let project, let name, let description, let members):
            blocks = nil
            return try createLevel(try self.project(project), name, description, members)
        case .renameSecurityLevel(let level, let to, let description):
            let at = try self.level(id: level)
            securityLevels[at].name = to
            if let description { securityLevels[at].description = description }
        case .setSecurityMembers(let level, let members):
            let at = try self.level(id: level)
            securityLevels[at] = try giving(members, to: securityLevels[at])
        case .addRemoteLink(let issue, let link, let author):
            return try addRemoteLink(try self.issue(issue), link, try hand(author, time))
        case .removeRemoteLink(let issue, let link, let author):
            return try removeRemoteLink(try self.issue(issue), link, try hand(author, time))
        case .setSwitches(let switches): switches.apply(to: &options)
        default: return nil
        }
        blocks = nil
        return MutationResult()
    }
}
