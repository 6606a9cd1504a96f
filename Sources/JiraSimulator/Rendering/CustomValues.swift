/// Values of custom fields, each type in its own form.
extension IssueRenderer {
    /// The value of the field at a position of ``fields``.
    mutating func custom(_ index: Int, _ slot: Int32, _ record: IssueRecord, _ detail: IssueDetail) {
        guard let kind = fields[index].kind,
            let content = state.value(
                fields[index].number ?? 0, kind, fields[index].shownIn, slot, record, detail)
        else { return out.raw("null") }
        switch content {
        case .number(let value): out.plain("\(value)")
        case .text(let value): text(value)
        case .day(let day): out.day(day)
        case .instant(let moment): date(moment)
        case .option(let id): option(id)
        case .options(let ids): list(ids) { $0.option($1) }
        case .cascading(let parent, let child): cascading(parent, child)
        case .user(let index): person(index)
        case .users(let people): list(people) { $0.person($1) }
        case .group(let name): group(name)
        case .groups(let names): list(names) { $0.group($1) }
        case .version(let id): out.raw(blocks.versions[id] ?? Array("null".utf8))
        case .versions(let ids): references(ids, blocks.versions)
        case .project(let id): project(id)
        case .labels(let labels): list(labels) { $0.out.string($1) }
        case .sprints(let ids): list(ids) { $0.sprint($1) }
        case .rank(let rank): out.string(rank)
        case .issue(let other): issue(other, kind)
        case .json(let json): out.plain(json)
        case .jsonList(let members): list(members) { $0.out.plain($1) }
        }
    }

    private mutating func option(_ id: Int64) {
        guard let block = blocks.options[id] else { return out.raw("null") }
        out.raw(block)
        out.byte(125)
    }

    private mutating func cascading(_ parent: Int64, _ child: Int64?) {
        guard let block = blocks.options[parent] else { return out.raw("null") }
        out.raw(block)
        if let child {
            out.raw(",\"child\":")
            option(child)
        }
        out.byte(125)
    }

    private mutating func group(_ name: String) {
        out.raw("{\"name\":")
        out.string(name)
        out.raw(",\"self\":\"")
        out.raw(blocks.base)
        out.raw("/rest/api/2/group?groupname=")
        out.plain(PercentEncoding.encode(name))
        out.raw("\"}")
    }

    private mutating func project(_ id: Int64) {
        guard let index = state.projects.firstIndex(where: { $0.id == id }) else { return out.raw("null") }
        out.raw(blocks.projects[index])
    }

    /// An epic is its key; a parent as the version of Advanced Roadmaps gives it.
    private mutating func issue(_ slot: Int32, _ kind: FieldKind) {
        let form = kind == .parentLink ? state.options.parentLinkForm : .key
        if form != .key {
            if form == .data {
                out.raw("{\"hasEpicLinkFieldDependency\":false,\"showField\":true,\"data\":{\"id\":")
            } else {
                out.raw("{\"id\":")
            }
            out.integer(state.id(slot))
            out.raw(",\"key\":")
        }
        out.byte(34)
        key(state.records[Int(slot)])
        out.byte(34)
        if form == .object { out.byte(125) }
        if form == .data { out.raw("}}") }
    }
}
