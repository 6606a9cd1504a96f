/// `/project` and what lies under it.
struct ProjectAnswer {
    private let state: SiteState
    private let blocks: RenderedBlocks
    private let writer: ReferenceWriter

    init(_ state: SiteState) {
        self.state = state
        blocks = state.blocks ?? RenderedBlocks(state)
        writer = ReferenceWriter(base: blocks.base, state: state)
    }

    private func array<Items: Collection>(
        _ items: Items, to out: inout JSONBuffer, _ write: (Items.Element, inout JSONBuffer) -> Void
    ) {
        out.byte(91)
        var isFirst = true
        for item in items {
            if !isFirst { out.byte(44) }
            isFirst = false
            write(item, &out)
        }
        out.byte(93)
    }

    private func member(_ name: StaticString, _ value: String, to out: inout JSONBuffer) {
        out.raw(",\"")
        out.raw(name)
        out.raw("\":")
        out.string(value)
    }

    /// In the order of the names.
    ///
    /// `expand` takes `description`, `lead`, `url`, `projectKeys`.
    func list(_ viewer: Viewer, expand: [String], includeArchived: Bool) -> [UInt8] {
        let expanded = Set(expand.flatMap { $0.split(separator: ",") }.map { String($0) })
        let shown = state.projects.indices.filter {
            viewer.mayBrowse[$0] && (includeArchived || !state.projects[$0].archived)
        }.sorted { state.projects[$0].name < state.projects[$1].name }
        var out = JSONBuffer(capacity: 1024 * shown.count)
        array(shown, to: &out) { index, out in
            let project = state.projects[index]
            open(project, to: &out)
            if expanded.contains("description") { member("description", project.description, to: &out) }
            if expanded.contains("lead") { lead(project, to: &out) }
            member("name", project.name, to: &out)
            writer.avatars("projectavatar", "avatarId=10324", to: &out)
            if let category = project.category { writer.category(category, to: &out) }
            if expanded.contains("url"), let url = project.url { member("url", url, to: &out) }
            if expanded.contains("projectKeys") { keys(project, to: &out) }
            close(project, to: &out)
        }
        return out.bytes
    }

    private func open(_ project: SimulatedProject, to out: inout JSONBuffer) {
        out.raw("{\"expand\":\"description,lead,url,projectKeys\",")
        writer.link("project/\(project.id)", to: &out)
        member("id", String(project.id), to: &out)
        member("key", project.key, to: &out)
    }

    private func close(_ project: SimulatedProject, to out: inout JSONBuffer) {
        member("projectTypeKey", project.type, to: &out)
        out.raw(",\"archived\":")
        out.boolean(project.archived)
        out.byte(125)
    }

    /// Without e-mail address and time zone.
    private func lead(_ project: SimulatedProject, to out: inout JSONBuffer) {
        out.raw(",\"lead\":")
        person(project.lead, to: &out)
    }

    private func person(_ index: Int32, to out: inout JSONBuffer) {
        let user = state.users[Int(index)]
        if user.deleted { return writer.embedded(user, to: &out) }
        out.byte(123)
        writer.userLink(user, to: &out)
        member("key", user.key, to: &out)
        member("name", user.name, to: &out)
        writer.avatars("useravatar", "avatarId=10122", to: &out)
        member("displayName", user.displayName, to: &out)
        out.raw(",\"active\":")
        out.boolean(user.active)
        out.byte(125)
    }

    private func keys(_ project: SimulatedProject, to out: inout JSONBuffer) {
        out.raw(",\"projectKeys\":")
        array([project.key] + project.formerKeys, to: &out) { $1.string($0) }
    }

    /// `/project/{key}`.
    func whole(_ index: Int) -> [UInt8] {
        let project = state.projects[index]
        var out = JSONBuffer(capacity: 8192)
        open(project, to: &out)
        member("description", project.description, to: &out)
        lead(project, to: &out)
        out.raw(",\"components\":")
        array(project.components, to: &out) { writer.embedded($0, to: &$1) }
        out.raw(",\"issueTypes\":")
        array(blocks.types, to: &out) { $1.raw($0) }
        if let url = project.url { member("url", url, to: &out) }
        out.raw(",\"assigneeType\":\"PROJECT_LEAD\",\"versions\":")
        array(project.versions, to: &out) { version($0, project, to: &$1) }
        member("name", project.name, to: &out)
        out.raw(",\"roles\":{}")
        writer.avatars("projectavatar", "avatarId=10324", to: &out)
        if let category = project.category { writer.category(category, to: &out) }
        keys(project, to: &out)
        close(project, to: &out)
        return out.bytes
    }

    func versions(_ index: Int) -> [UInt8] {
        let project = state.projects[index]
        var out = JSONBuffer(capacity: 512 * project.versions.count)
        array(project.versions, to: &out) { version($0, project, to: &$1) }
        return out.bytes
    }

    private func version(_ version: SimulatedVersion, _ project: SimulatedProject, to out: inout JSONBuffer) {
        out.byte(123)
        writer.link("version/\(version.id)", to: &out)
        member("id", String(version.id), to: &out)
        if let description = version.description { member("description", description, to: &out) }
        member("name", version.name, to: &out)
        out.raw(",\"archived\":")
        out.boolean(version.archived)
        out.raw(",\"released\":")
        out.boolean(version.released)
        if let day = version.startDay {
            out.raw(",\"startDate\":")
            out.day(day)
            member("userStartDate", userDay(day), to: &out)
        }
        if let day = version.releaseDay {
            out.raw(",\"releaseDate\":")
            out.day(day)
            if !version.released {
                out.raw(",\"overdue\":")
                out.boolean(Int64(day) * 86_400_000 < state.now)
            }
            member("userReleaseDate", userDay(day), to: &out)
        }
        out.raw(",\"projectId\":")
        out.integer(project.id)
        out.byte(125)
    }

    /// `17/Jun/24`, the format of the reader's profile.
    private func userDay(_ day: Int) -> String {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let (year, month, dayOfMonth) = CivilDate.civil(day: day)
        return (dayOfMonth < 10 ? "0" : "") + "\(dayOfMonth)/\(months[month - 1])/"
            + String(String(year).suffix(2))
    }

    func components(_ index: Int) -> [UInt8] {
        let project = state.projects[index]
        var out = JSONBuffer(capacity: 512 * project.components.count)
        array(project.components, to: &out) { item, out in
            out.byte(123)
            writer.link("component/\(item.id)", to: &out)
            member("id", String(item.id), to: &out)
            member("name", item.name, to: &out)
            if let description = item.description { member("description", description, to: &out) }
            if item.lead >= 0 {
                out.raw(",\"lead\":")
                person(item.lead, to: &out)
            }
            out.raw(",\"assigneeType\":\"PROJECT_DEFAULT\",\"realAssigneeType\":\"PROJECT_DEFAULT\"")
            out.raw(",\"isAssigneeTypeValid\":false")
            member("project", project.key, to: &out)
            out.raw(",\"projectId\":")
            out.integer(project.id)
            out.raw(",\"archived\":false,\"deleted\":false}")
        }
        return out.bytes
    }

    /// By issue type the statuses of its workflow.
    func statuses(_ index: Int) -> [UInt8] {
        let workflow = Workflow.all[state.projects[index].workflow]
        var out = JSONBuffer(capacity: 16_384)
        array(state.catalogue.types, to: &out) { type, out in
            out.byte(123)
            writer.link("issuetype/\(type.id)", to: &out)
            member("id", String(type.id), to: &out)
            member("name", type.name, to: &out)
            out.raw(",\"subtask\":")
            out.boolean(type.isSubtask)
            out.raw(",\"statuses\":")
            array(workflow.statuses, to: &out) { $1.raw(blocks.statuses[Int($0)]) }
            out.byte(125)
        }
        return out.bytes
    }
}
