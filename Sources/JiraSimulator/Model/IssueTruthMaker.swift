/// Makes the rows that a mirror should hold of one issue.
struct IssueTruthMaker {
    let state: SiteState
    let viewer: Viewer
    /// The number field that stands for story points.
    let storyPoints: Int

    init(state: SiteState, viewer: Viewer) {
        self.state = state
        self.viewer = viewer
        storyPoints = state.storyPointsField(for: viewer)
    }

    func truth(_ slot: Int32) -> IssueTruth {
        let record = state.records[Int(slot)]
        let detail = state.detail(slot)
        let id = state.id(slot)
        let key = state.key(slot)
        let own = String(id)
        var rows: [String: [[String?]]] = [:]
        rows["issues"] = [issue(slot, record, detail)]
        // A former key may be another issue's by now.
        let former = (state.formerKeys[slot] ?? []).filter { $0 != key && state.find(issue: $0) == slot }
        rows["issue_keys"] = ([key] + former).map { [$0, own] }
        rows["issue_labels"] = detail.labels.map { [own, JiraText.cleaned($0)] }
        rows["issue_components"] = detail.components.map { [own, String($0)] }
        rows["issue_fix_versions"] = detail.fixVersions.map { [own, String($0)] }
        rows["issue_affected_versions"] = detail.affectedVersions.map { [own, String($0)] }
        rows["issue_links"] = links(slot)
        rows["comments"] = detail.comments.filter { viewer.sees($0.visibility) }.map { comment($0, own) }
        rows["worklogs"] = detail.worklogs.filter { viewer.sees($0.visibility) }.map { worklog($0, own) }
        rows["attachments"] = detail.attachments.map {
            [
                String($0.id), own, person($0.author), JiraText.cleaned($0.filename), $0.mimeType,
                String($0.size),
                CivilDate.utc($0.created),
            ]
        }
        rows["changelog"] = detail.history.map {
            [String($0.id), own, person($0.author), CivilDate.utc($0.created)]
        }
        rows["changelog_items"] = detail.history.flatMap { entry in
            entry.items.enumerated().map { position, item in
                [
                    String(entry.id), String(position), item.field, item.isCustom ? "custom" : "jira",
                    item.from,
                    text(item.fromText), item.to, text(item.toText),
                ]
            }
        }
        addAgile(own, detail, to: &rows)
        rows["remote_links"] = remoteLinks(slot, own)
        rows["issue_fields"] = fieldRows(slot, detail)
        rows["issue_field_values"] = fieldValueRows(slot, detail)
        return IssueTruth(id: id, key: key, isArchived: state.isArchived(slot), rows: rows)
    }

    private func issue(_ slot: Int32, _ record: IssueRecord, _ detail: IssueDetail) -> [String?] {
        let catalogue = state.catalogue
        let hasEpic = record.epic >= 0 && !state.records[Int(record.epic)].isDeleted
        var points: String?
        if case .number(let value)? = shown(storyPoints, slot, detail) { points = "\(value)" }
        var rank: String?
        if case .rank(let value)? = shown(CustomField.rank, slot, detail) { rank = value }
        return [
            String(state.id(slot)), state.key(slot), String(record.number),
            String(state.projects[Int(record.project)].id), String(catalogue.type(record.type).id),
            String(catalogue.status(record.status).id),
            catalogue.priority(record.priority).map { String($0.id) },
            catalogue.resolution(record.resolution).map { String($0.id) },
            record.security.map { String(state.securityLevels[$0].id) },
            record.parent < 0 ? nil : String(state.id(record.parent)),
            record.parent < 0 ? nil : state.key(record.parent),
            // An epic that the account cannot see is known by its key alone.
            hasEpic && state.sees(viewer, record.epic) ? String(state.id(record.epic)) : nil,
            hasEpic ? state.key(record.epic) : nil,
            text(detail.summary), text(detail.description), text(detail.environment), person(detail.creator),
            person(record.reporter), person(record.assignee), CivilDate.utc(record.created),
            CivilDate.utc(record.updated),
            record.resolved == IssueRecord.none ? nil : CivilDate.utc(record.resolved),
            record.due == IssueRecord.noDay ? nil : CivilDate.text(day: Int(record.due)),
            detail.originalEstimate.map { String($0) }, detail.remainingEstimate.map { String($0) },
            detail.timeSpent.map { String($0) }, points, String(detail.votes), String(detail.watches), rank,
            detail.archivedAt.map { CivilDate.utc($0) },
        ]
    }

    /// nil where the field is gone.
    private func shown(_ number: Int, _ slot: Int32, _ detail: IssueDetail) -> CustomContent? {
        state.field(number: number).flatMap { state.value($0, slot, detail) }
    }

    private func text(_ text: JiraText?) -> String? { text?.truth(state.context.texts) }

    /// The key; of deleted people Jira gives it as the name.
    private func person(_ index: Int32) -> String? { index < 0 ? nil : state.users[Int(index)].key }

    private func comment(_ comment: Comment, _ own: String) -> [String?] {
        [
            String(comment.id), own, person(comment.author), person(comment.updateAuthor), text(comment.body),
            CivilDate.utc(comment.created), CivilDate.utc(comment.updated), comment.visibility?.type,
            comment.visibility?.value,
        ]
    }

    private func worklog(_ worklog: Worklog, _ own: String) -> [String?] {
        [
            String(worklog.id), own, person(worklog.author), person(worklog.updateAuthor),
            // Jira shows an absent comment as an empty one.
            text(worklog.comment) ?? "", CivilDate.utc(worklog.started), CivilDate.utc(worklog.created),
            CivilDate.utc(worklog.updated), String(worklog.seconds), worklog.visibility?.type,
            worklog.visibility?.value,
        ]
    }

    private func links(_ slot: Int32) -> [[String?]] {
        (state.linksOf[slot] ?? []).compactMap { id in
            guard let link = state.links[id], link.source == slot, state.sees(viewer, link.target) else {
                return nil
            }
            return [
                String(id), String(state.catalogue.linkTypes[Int(link.type)].id), String(state.id(slot)),
                state.key(slot), String(state.id(link.target)), state.key(link.target),
            ]
        }
    }
}
