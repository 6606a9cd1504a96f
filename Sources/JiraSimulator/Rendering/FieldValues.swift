/// The value of each field.
extension IssueRenderer {
    mutating func value(
        _ content: FieldDefinition.Content, _ slot: Int32, _ record: IssueRecord, _ detail: IssueDetail
    ) {
        switch content {
        case .issueType: block(blocks.types, record.type)
        case .parent: stub(record.parent)
        case .project: out.raw(blocks.projects[Int(record.project)])
        case .resolution: block(blocks.resolutions, record.resolution)
        case .resolutionDate: date(record.resolved == IssueRecord.none ? nil : record.resolved)
        case .created: date(record.created)
        case .updated: date(record.updated)
        case .lastViewed: date(detail.lastViewed)
        case .priority: block(blocks.priorities, record.priority)
        case .status: block(blocks.statuses, record.status)
        case .assignee: person(record.assignee)
        case .reporter: person(record.reporter)
        case .creator: person(detail.creator)
        case .summary: text(detail.summary)
        case .description: text(detail.description)
        case .environment: text(detail.environment)
        case .dueDate: out.day(record.due == IssueRecord.noDay ? nil : Int(record.due))
        case .labels: list(detail.labels) { $0.out.string($1) }
        case .fixVersions: references(detail.fixVersions, blocks.versions)
        case .affectedVersions: references(detail.affectedVersions, blocks.versions)
        case .components: references(detail.components, blocks.components)
        case .archivedDate: date(detail.archivedAt)
        case .archivedBy: person(detail.archivedBy)
        case .watches, .votes: countOf(content, detail, record)
        case .timeSpent, .timeEstimate, .timeOriginalEstimate, .aggregateTimeSpent, .aggregateTimeEstimate,
            .aggregateTimeOriginalEstimate, .workRatio, .progress, .aggregateProgress, .timeTracking:
            time(content, slot, detail)
        case .issueLinks: links(slot)
        case .subtasks:
            list((state.children[slot] ?? []).filter { state.sees(viewer, $0) }) { $0.stub($1) }
        case .security:
            if let level = record.security { out.raw(blocks.levels[level]) } else { out.raw("null") }
        case .comment: comments(slot, detail)
        case .worklog: worklogs(slot, detail, limit: state.options.embeddedWorklogs)
        case .attachment: list(detail.attachments) { $0.attachment($1) }
        case .development: development()
        case .value, .unused: out.raw("null")
        }
    }

    mutating func references(_ ids: [Int64], _ blocks: [Int64: [UInt8]]) {
        list(ids.compactMap { blocks[$0] }) { $0.out.raw($1) }
    }

    /// Another issue, as links, parents and sub-tasks show it.
    private mutating func stub(_ slot: Int32) {
        let record = state.records[Int(slot)]
        out.raw("{\"id\":\"")
        out.integer(state.id(slot))
        out.raw("\",\"key\":\"")
        key(record)
        out.raw("\",")
        issueLink(slot)
        out.raw(",\"fields\":{\"summary\":")
        text(state.detail(slot).summary)
        out.raw(",\"status\":")
        block(blocks.statuses, record.status)
        if record.priority != IssueRecord.nothing {
            out.raw(",\"priority\":")
            block(blocks.priorities, record.priority)
        }
        out.raw(",\"issuetype\":")
        block(blocks.types, record.type)
        out.raw("}}")
    }

    /// Links whose other end the viewer may see.
    private mutating func links(_ slot: Int32) {
        let ids = (state.linksOf[slot] ?? []).filter { id in
            guard let link = state.links[id] else { return false }
            return state.sees(viewer, link.source == slot ? link.target : link.source)
        }
        list(ids) { renderer, id in
            guard let link = renderer.state.links[id] else { return }
            renderer.out.raw("{\"id\":\"")
            renderer.out.integer(id)
            renderer.out.raw("\",\"self\":\"")
            renderer.out.raw(renderer.blocks.base)
            renderer.out.raw("/rest/api/2/issueLink/")
            renderer.out.integer(id)
            renderer.out.raw("\",\"type\":")
            renderer.out.raw(renderer.blocks.linkTypes[Int(link.type)])
            if link.source == slot {
                renderer.out.raw(",\"outwardIssue\":")
                renderer.stub(link.target)
            } else {
                renderer.out.raw(",\"inwardIssue\":")
                renderer.stub(link.source)
            }
            renderer.out.byte(125)
        }
    }

    private mutating func countOf(
        _ content: FieldDefinition.Content, _ detail: IssueDetail, _ record: IssueRecord
    ) {
        let isVotes = content == .votes
        out.raw("{\"self\":\"")
        out.raw(blocks.base)
        out.raw("/rest/api/2/issue/")
        key(record)
        if isVotes {
            out.raw("/votes\",\"votes\":")
            out.integer(detail.votes)
            out.raw(",\"hasVoted\":false}")
        } else {
            out.raw("/watchers\",\"watchCount\":")
            out.integer(detail.watches)
            out.raw(",\"isWatching\":false}")
        }
    }
}
