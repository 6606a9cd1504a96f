/// Writes what issues and lists have in common.
struct ReferenceWriter {
    let base: [UInt8]
    let state: SiteState

    func make(_ body: (inout JSONBuffer) -> Void) -> [UInt8] {
        var out = JSONBuffer(capacity: 512)
        body(&out)
        return out.bytes
    }

    /// `"self":"<base>/rest/api/2/<path>"`.
    func link(_ path: String, to out: inout JSONBuffer) {
        out.raw("\"self\":\"")
        out.raw(base)
        out.raw("/rest/api/2/")
        out.escaped(path)
        out.byte(34)
    }

    private func member(_ name: StaticString, _ value: String, to out: inout JSONBuffer) {
        out.raw(",\"")
        out.raw(name)
        out.raw("\":")
        out.string(value)
    }

    // MARK: People

    /// A person inside an issue.
    ///
    /// Of a deleted one Jira knows only the key, as `name`.
    func embedded(_ user: SimulatedUser, to out: inout JSONBuffer) {
        if user.deleted {
            out.raw("{\"name\":")
            out.string(user.key)
            return out.raw(",\"active\":false}")
        }
        out.byte(123)
        userLink(user, to: &out)
        member("name", user.name, to: &out)
        member("key", user.key, to: &out)
        rest(user, to: &out)
        out.byte(125)
    }

    func userLink(_ user: SimulatedUser, to out: inout JSONBuffer) {
        link("user?username=" + PercentEncoding.encode(user.name), to: &out)
    }

    /// From the e-mail address on.
    func rest(_ user: SimulatedUser, to out: inout JSONBuffer, deleted: Bool = false) {
        if let email = state.shownEmail(user) { member("emailAddress", email, to: &out) }
        avatars("useravatar", "avatarId=10122", to: &out)
        member("displayName", user.displayName, to: &out)
        out.raw(",\"active\":")
        out.boolean(user.active)
        if deleted {
            out.raw(",\"deleted\":")
            out.boolean(user.deleted)
        }
        member("timeZone", user.timeZone, to: &out)
    }

    func avatars(_ servlet: StaticString, _ query: String, to out: inout JSONBuffer) {
        out.raw(",\"avatarUrls\":{")
        let sizes: [(StaticString, StaticString)] = [
            ("48x48", ""), ("24x24", "size=small&"), ("16x16", "size=xsmall&"), ("32x32", "size=medium&"),
        ]
        for (index, size) in sizes.enumerated() {
            if index > 0 { out.byte(44) }
            out.byte(34)
            out.raw(size.0)
            out.raw("\":\"")
            out.raw(base)
            out.raw("/secure/")
            out.raw(servlet)
            out.byte(63)
            out.raw(size.1)
            out.plain(query)
            out.byte(34)
        }
        out.byte(125)
    }

    // MARK: Lists

    func category(_ category: Catalogue.StatusCategory, to out: inout JSONBuffer) {
        out.byte(123)
        link("statuscategory/\(category.id)", to: &out)
        out.raw(",\"id\":")
        out.integer(category.id)
        member("key", category.key, to: &out)
        member("colorName", category.colour, to: &out)
        member("name", category.name, to: &out)
        out.byte(125)
    }

    func status(_ status: Catalogue.Status, to out: inout JSONBuffer) {
        out.byte(123)
        link("status/\(status.id)", to: &out)
        member("description", status.description, to: &out)
        icon("/", to: &out)
        member("name", status.name, to: &out)
        member("id", String(status.id), to: &out)
        out.raw(",\"statusCategory\":")
        category(state.catalogue.categories[Int(status.category)], to: &out)
        out.byte(125)
    }

    private func icon(_ path: StaticString, to out: inout JSONBuffer) {
        out.raw(",\"iconUrl\":\"")
        out.raw(base)
        out.raw(path)
        out.byte(34)
    }

    /// The list shows a colour and a description, an issue does not.
    func priority(_ item: Catalogue.Named, full: Bool, to out: inout JSONBuffer) {
        out.byte(123)
        link("priority/\(item.id)", to: &out)
        if full {
            member("statusColor", "#009900", to: &out)
            member("description", item.description, to: &out)
        }
        icon("/images/icons/priorities/medium.svg", to: &out)
        member("name", item.name, to: &out)
        member("id", String(item.id), to: &out)
        out.byte(125)
    }

    func resolution(_ item: Catalogue.Named, to out: inout JSONBuffer) {
        out.byte(123)
        link("resolution/\(item.id)", to: &out)
        member("id", String(item.id), to: &out)
        member("description", item.description, to: &out)
        member("name", item.name, to: &out)
        out.byte(125)
    }

    func type(_ type: Catalogue.IssueType, to out: inout JSONBuffer) {
        out.byte(123)
        link("issuetype/\(type.id)", to: &out)
        member("id", String(type.id), to: &out)
        member("description", type.description, to: &out)
        icon("/images/icons/issuetypes/task.svg", to: &out)
        member("name", type.name, to: &out)
        out.raw(",\"subtask\":")
        out.boolean(type.isSubtask)
        // Types that Jira Software brings have a plain icon and no avatar.
        if type.id > 10001 { out.raw(",\"avatarId\":10318") }
        out.byte(125)
    }

    func linkType(_ type: Catalogue.LinkType, to out: inout JSONBuffer) {
        out.raw("{\"id\":")
        out.string(String(type.id))
        member("name", type.name, to: &out)
        member("inward", type.inward, to: &out)
        member("outward", type.outward, to: &out)
        out.byte(44)
        link("issueLinkType/\(type.id)", to: &out)
        out.byte(125)
    }

    /// Left open: a cascading select puts the child into it.
    func open(_ option: FieldOption, to out: inout JSONBuffer) {
        out.byte(123)
        link("customFieldOption/\(option.id)", to: &out)
        member("value", option.name, to: &out)
        member("id", String(option.id), to: &out)
        out.raw(",\"disabled\":")
        out.boolean(option.isDisabled)
    }

    // MARK: Project, component, version inside an issue

    func embedded(_ project: SimulatedProject, to out: inout JSONBuffer) {
        out.byte(123)
        link("project/\(project.id)", to: &out)
        member("id", String(project.id), to: &out)
        member("key", project.key, to: &out)
        member("name", project.name, to: &out)
        member("projectTypeKey", project.type, to: &out)
        avatars("projectavatar", "avatarId=10324", to: &out)
        if let category = project.category { self.category(category, to: &out) }
        out.byte(125)
    }

    func category(_ category: ProjectCategory, to out: inout JSONBuffer) {
        out.raw(",\"projectCategory\":{")
        link("projectCategory/\(category.id)", to: &out)
        member("id", String(category.id), to: &out)
        member("description", category.description, to: &out)
        member("name", category.name, to: &out)
        out.byte(125)
    }

    func embedded(_ item: SimulatedComponent, to out: inout JSONBuffer) {
        out.byte(123)
        link("component/\(item.id)", to: &out)
        member("id", String(item.id), to: &out)
        member("name", item.name, to: &out)
        if let description = item.description { member("description", description, to: &out) }
        out.byte(125)
    }

    func embedded(_ item: SimulatedVersion, to out: inout JSONBuffer) {
        out.byte(123)
        link("version/\(item.id)", to: &out)
        member("id", String(item.id), to: &out)
        if let description = item.description { member("description", description, to: &out) }
        member("name", item.name, to: &out)
        out.raw(",\"archived\":")
        out.boolean(item.archived)
        out.raw(",\"released\":")
        out.boolean(item.released)
        if let day = item.releaseDay {
            out.raw(",\"releaseDate\":")
            out.day(day)
        }
        out.byte(125)
    }
}

/// Percent encoding of a query value or path segment.
enum PercentEncoding {
    static func encode(_ text: String) -> String {
        var out = ""
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, 45, 46, 95, 126: out.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                out += byte < 16 ? "%0" + hex : "%" + hex
            }
        }
        return out
    }
}
