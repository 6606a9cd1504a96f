/// From the public ``Mutation`` to what it does.
extension SiteState {
    /// Applies a mutation at the clock's present moment.
    mutating func apply(_ mutation: Mutation) -> MutationResult {
        do {
            return try apply(mutation, at: now &+ (editingNode.map { options.nodes[$0].clockOffset } ?? 0))
        } catch {
            return MutationResult(error: error.message)
        }
    }

    mutating func apply(_ mutation: Mutation, at time: Int64) throws(MutationRefusal) -> MutationResult {
        switch mutation {
        case .createIssue(let project, let summary, let type, let parent, let edit, let author):
            let new = NewIssue(project: project, summary: summary, type: type, parent: parent, edit: edit)
            return try create(new, try hand(author, time))
        case .editIssue(let issue, let edit, let author):
            return try self.edit(try self.issue(issue), edit, try hand(author, time))
        case .transition(let issue, let to, let resolution, let author):
            return try transition(try self.issue(issue), to, resolution, try hand(author, time))
        case .assign(let issue, let to, let author):
            let edit = IssueEdit(assignee: to, clear: to == nil ? ["assignee"] : nil)
            return try self.edit(try self.issue(issue), edit, try hand(author, time))
        case .addLabel(let issue, let label, let author):
            return try self.label(try self.issue(issue), label, isAdded: true, try hand(author, time))
        case .removeLabel(let issue, let label, let author):
            return try self.label(try self.issue(issue), label, isAdded: false, try hand(author, time))
        case .setFixVersions(let issue, let versions, let author):
            return try edit(try self.issue(issue), IssueEdit(fixVersions: versions), try hand(author, time))
        case .setComponents(let issue, let components, let author):
            return try edit(try self.issue(issue), IssueEdit(components: components), try hand(author, time))
        case .moveIssue(let issue, let toProject, let author):
            return try move(try self.issue(issue), to: try project(toProject), try hand(author, time))
        case .deleteIssue(let issue): return delete(try self.issue(issue), time)
        case .setVotes(let issue, let votes):
            let moves = options.updatedRules.vote
            return quietly(try self.issue(issue), time, moves) { $0.votes = votes }
        case .setWatches(let issue, let watches):
            let moves = options.updatedRules.watch
            return quietly(try self.issue(issue), time, moves) { $0.watches = watches }
        case .viewIssue(let issue):
            let moves = options.updatedRules.view
            return quietly(try self.issue(issue), time, moves) { $0.lastViewed = time }
        case .setProperty(let issue, let property, let value):
            return try setProperty(try self.issue(issue), property, value, time)
        case .rankIssue(let issue, let author): return try rank(try self.issue(issue), try hand(author, time))
        case .bulkEdit(let count, let seed): return bulkEdit(count, seed ?? UInt64(bitPattern: time), time)
        case .randomEdits(let count, let seed): return randomEdits(count, seed, time)
        default:
            if let result = try applyToChildren(mutation, at: time) { return result }
            if let result = try applyToFields(mutation, at: time) { return result }
            if let result = try applyToCourse(mutation, at: time) { return result }
            if let result = try applyToNames(mutation, at: time) { return result }
            if let result = try applyToAgile(mutation, at: time) { return result }
            if let result = try applyToAccess(mutation, at: time) { return result }
            return try applyToSite(mutation, at: time)
        }
    }

    private mutating func applyToChildren(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult? {
        switch mutation {
        case .addComment(let issue, let body, let visibility, let author):
            return addComment(try self.issue(issue), body, visibility, try hand(author, time))
        case .editComment(let issue, let comment, let body, let author):
            return try editComment(try self.issue(issue), comment, body, try hand(author, time))
        case .deleteComment(let issue, let comment, let author):
            return try deleteComment(try self.issue(issue), comment, try hand(author, time))
        case .addWorklog(let issue, let seconds, let comment, let started, let visibility, let author):
            let hand = try hand(author, time)
            let worklog = Worklog(
                id: 0, author: hand.author, updateAuthor: hand.author, comment: comment.map { .text($0) },
                started: started ?? time, created: time, updated: time, seconds: seconds,
                visibility: visibility)
            return try addWorklog(try self.issue(issue), worklog, hand)
        case .editWorklog(let issue, let worklog, let seconds, let comment, let author):
            return try editWorklog(try self.issue(issue), worklog, seconds, comment, try hand(author, time))
        case .deleteWorklog(let issue, let worklog, let author):
            return try deleteWorklog(try self.issue(issue), worklog, try hand(author, time))
        case .addLink(let type, let source, let target, let author):
            return try addLink(type, try issue(source), try issue(target), try hand(author, time))
        case .removeLink(let link, let author): return try removeLink(link, try hand(author, time))
        case .addAttachment(let issue, let filename, let size, let mimeType, let author):
            let hand = try hand(author, time)
            let file = Attachment(
                id: 0, author: hand.author, filename: filename,
                mimeType: mimeType ?? "application/octet-stream",
                size: size ?? 1024, created: time)
            return addAttachment(try self.issue(issue), file, hand)
        case .deleteAttachment(let issue, let attachment, let author):
            return try deleteAttachment(try self.issue(issue), attachment, try hand(author, time))
        default: return nil
        }
    }

    private mutating func applyToSite(
        _ mutation: Mutation, at time: Int64
    ) throws(MutationRefusal) -> MutationResult {
        blocks = nil
        switch mutation {
        case .createProject(let key, let name, let lead): return try createProject(key, name, lead)
        case .changeProjectKey(let project, let to):
            let index = try self.project(project)
            var result = try changeKey(index, to)
            result.issues = touch(project: index, time, options.updatedRules.projectKeyChange).issues
            return result
        case .renameProject(let project, let to): projects[try self.project(project)].name = to
        case .hideProject(let project, let person):
            let index = try self.project(project)
            try hide(index, from: person)
            return touch(project: index, time, options.updatedRules.permission)
        case .showProject(let project, let person):
            let index = try self.project(project)
            try show(index, to: person)
            return touch(project: index, time, options.updatedRules.permission)
        case .archiveProject(let project): projects[try self.project(project)].archived = true
        case .restoreProject(let project):
            projects[try self.project(project)].archived = false
            thawCalculations()
        case .deleteProject(let project): return deleteProject(try self.project(project), now)
        case .createVersion(let project, let name, let day):
            return try createVersion(try self.project(project), name, day)
        case .createComponent(let project, let name):
            return try createComponent(try self.project(project), name)
        case .renameVersion(let project, let version, let to):
            return try rename(version: version, in: try self.project(project), to: to, time)
        case .renameComponent(let project, let component, let to):
            return try rename(component: component, in: try self.project(project), to: to, time)
        case .createUser(let name, let display, let email, let zone):
            return try createUser(name, display, email, zone)
        case .renameUser(let user, let to, let display):
            let index = try person(user)
            try rename(user: index, to: to, display)
            return touch(time, options.updatedRules.userRename) { state, slot in
                [state.records[Int(slot)].assignee, state.records[Int(slot)].reporter].contains(index)
            }
        case .deactivateUser(let user): users[Int(try person(user))].active = false
        case .activateUser(let user): users[Int(try person(user))].active = true
        case .deleteUser(let user):
            let index = Int(try person(user))
            users[index].active = false
            users[index].deleted = true
        case .setUserTimeZone(let user, let zone):
            guard UserZone.isKnown(zone) else { throw .unknown("time zone", zone) }
            users[Int(try person(user))].timeZone = zone
        case .advanceClock(let milliseconds):
            // Time passes; backwards goes nothing but the clock.
            let sum = (milliseconds < 0 ? clockSkew : clockOffset).addingReportingOverflow(milliseconds)
            guard !sum.overflow else { throw MutationRefusal(message: "The clock cannot go that far.") }
            if milliseconds < 0 { clockSkew = sum.partialValue } else { clockOffset = sum.partialValue }
        case .setServerVersion(let version): options.version = version
        default: throw MutationRefusal(message: "This change is not supported.")
        }
        return MutationResult()
    }

    private mutating func touch(project: Int, _ time: Int64, _ rule: Bool) -> MutationResult {
        touch(time, rule) { state, slot in Int(state.records[Int(slot)].project) == project }
    }

    /// Changes what is shown without history and, by default, without `updated`.
    mutating func quietly(
        _ slot: Int32, _ time: Int64, _ moves: Bool, _ body: (inout IssueDetail) -> Void
    ) -> MutationResult {
        let hand = Hand(author: SeedPeople.administrator, time: time)
        change(slot, hand, moves: moves) { _, detail in
            body(&detail)
            return []
        }
        return result(slot)
    }
}
