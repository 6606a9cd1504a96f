/// What happens to a seeded issue after its creation.
extension SeedIssue {
    private static let hour: Int64 = 3_600_000

    mutating func play() {
        let until = context.now - 60_000
        for index in context.links(of: slot) { linked(context.links[Int(index)]) }
        attach(at: record.created)
        let isSmall = context.bodySize == .small
        let steps = random.chance(10) ? random.below(2) : isSmall ? random.below(3) : 3 + random.below(14)
        let pace = random.pick([4, 24, 24, 72, 140, 400])
        for _ in 0..<steps {
            time += 60_000 + random.below64(Int64(pace) * Self.hour)
            guard time < until else { break }
            step(until: until, isSmall: isSmall)
        }
        // Old work is mostly finished; some stays open for ever, at any point of its way.
        if record.resolved == IssueRecord.none, until - time > 40 * SeedProjects.day {
            let isFinished = random.chance(80)
            var steps = isFinished ? 20 : random.below(3)
            while steps > 0, !context.catalogue.isDone(status: record.status) {
                steps -= 1
                time += 60_000 + random.below64(48 * Self.hour)
                guard time < until else { break }
                advance()
            }
            if isFinished, random.chance(40), time < until - 5 * SeedProjects.day {
                time += 60_000 + random.below64(4 * SeedProjects.day)
                advance()
            }
            if random.chance(8) { reopen(until: until) }
        }
        if !isSmall, random.below(60) == 0 {
            for _ in 0..<(21 + random.below(20)) {
                time += 60_000 + random.below64(3 * Self.hour)
                guard time < until else { break }
                work()
            }
        }
    }

    private mutating func step(until: Int64, isSmall: Bool) {
        switch random.below(100) {
        case ..<36:
            context.catalogue.isDone(status: record.status) ? reopenSometimes(until: until) : advance()
        case ..<46: reassign()
        case ..<64: comment(until: until, isSmall: isSmall)
        case ..<71: work()
        case ..<75: relabel()
        case ..<79: reversion()
        case ..<82: recomponent()
        case ..<85: reprioritise()
        case ..<88: rewrite()
        case ..<91: plan()
        case ..<93: estimatePoints()
        case ..<95: attach(at: time)
        case ..<96:
            guard context.hasSoftware else { return }
            enter([
                ChangeItem(
                    "Rank", custom: true, from: "", fromText: .text(""), to: "",
                    toText: .text("Ranked higher"))
            ])
        case ..<98: adopt()
        default: reschedule()
        }
    }

    mutating func enter(_ items: [ChangeItem], by author: Int32? = nil) {
        var who = author ?? person()
        // Changes by apps and by anonymous users have no author.
        if context.hostile, random.below(300) == 0 { who = -1 }
        detail.history.append(HistoryEntry(id: 0, author: who, created: time, items: items))
    }

    private mutating func advance() {
        let path = Workflow.all[project.workflow].path
        let side = Workflow.all[project.workflow].side
        if let at = path.firstIndex(of: record.status) {
            if at > 0, at + 1 < path.count, random.chance(12) { return move(to: random.pick(side)) }
            if at + 1 < path.count { move(to: path[at + 1]) }
        } else {
            move(to: path[1])
        }
    }

    private mutating func reopenSometimes(until: Int64) {
        let path = Workflow.all[project.workflow].path
        if let at = path.firstIndex(of: record.status), at + 1 < path.count, random.chance(60) {
            move(to: path[at + 1])
        } else if random.chance(25) {
            reopen(until: until)
        }
    }

    private mutating func reopen(until: Int64) {
        guard context.catalogue.isDone(status: record.status) else { return }
        let later = time + 60_000 + random.below64(20 * SeedProjects.day)
        guard later < until else { return }
        time = later
        move(to: Workflow.all[project.workflow].reopened)
    }

    private mutating func move(to status: UInt8) {
        guard status != record.status else { return }
        let catalogue = context.catalogue
        var items: [ChangeItem] = []
        let wasDone = catalogue.isDone(status: record.status)
        let isDone = catalogue.isDone(status: status)
        let before = catalogue.resolution(record.resolution)
        if isDone, !wasDone {
            // Badly kept workflows finish issues without a resolution.
            if project.workflow != 2 || random.chance(88) {
                record.resolution = UInt8(random.pick([0, 0, 0, 1, 1, 1, 2, 3, 4]))
                record.resolved = time
            }
        } else if wasDone, !isDone {
            record.resolution = IssueRecord.nothing
            record.resolved = IssueRecord.none
        }
        let after = catalogue.resolution(record.resolution)
        if before?.id != after?.id { items.append(.named("resolution", from: before, to: after)) }
        items.append(.named("status", from: catalogue.status(record.status), to: catalogue.status(status)))
        record.status = status
        enter(items)
    }

    private mutating func reassign() {
        let next: Int32 = random.chance(90) ? person() : -1
        guard next != record.assignee else { return }
        enter([.person("assignee", from: record.assignee, to: next, context.users)])
        record.assignee = next
    }

    private mutating func comment(until: Int64, isSmall: Bool) {
        guard detail.comments.count < 40 else { return }
        let author = context.hostile && random.below(200) == 0 ? -1 : person()
        var comment = Comment(
            id: 0, author: author, updateAuthor: author,
            body: isSmall ? text(1, 2) : text(1, 6, separator: UInt8(random.below(2))),
            created: time, updated: time, visibility: visibility())
        if random.chance(12) {
            let later = time + random.below64(3 * SeedProjects.day)
            if later < until {
                comment.updated = later
                comment.updateAuthor = person()
            }
        }
        detail.comments.append(comment)
    }

    private mutating func visibility() -> Visibility? {
        guard random.chance(7) else { return nil }
        return random.pick([
            Visibility(type: "role", value: "Developers"), Visibility(type: "role", value: "Administrators"),
            Visibility(type: "group", value: "jira-software-users"),
            Visibility(type: "group", value: "jira-administrators"),
        ])
    }

    private mutating func work() {
        guard detail.worklogs.count < 48 else { return }
        let seconds = Int64(1 + random.below(16)) * 900
        let author = person()
        let id = Self.firstChildID(slot) + Int64(detail.worklogs.count)
        detail.worklogs.append(
            Worklog(
                id: id, author: author, updateAuthor: author, comment: random.chance(70) ? text(1, 1) : nil,
                started: time - random.below64(2 * SeedProjects.day), created: time, updated: time,
                seconds: seconds,
                visibility: visibility()))
        let remaining = max(0, (detail.remainingEstimate ?? 0) - seconds)
        let spent = (detail.timeSpent ?? 0) + seconds
        enter(
            [
                ChangeItem("WorklogId", from: String(id), fromText: .text(String(id))),
                .plain(
                    "timeestimate", from: detail.remainingEstimate.map { String($0) }, to: String(remaining)),
                .plain("timespent", from: detail.timeSpent.map { String($0) }, to: String(spent)),
            ], by: author)
        detail.remainingEstimate = remaining
        detail.timeSpent = spent
    }

    private mutating func attach(at moment: Int64) {
        guard detail.attachments.count < 6, moment > record.created || random.chance(12) else { return }
        let id = Self.firstChildID(slot) + Int64(detail.attachments.count)
        let kind = random.pick([
            ("png", "image/png"), ("log", "text/plain"), ("pdf", "application/pdf"),
            ("bin", "application/octet-stream"),
        ])
        var name = "file-\(slot)-\(detail.attachments.count).\(kind.0)"
        if context.hostile, random.below(20) == 0 { name = "..\\=a\"b<c>, ü 🙂.\(kind.0)" }
        let author = person()
        detail.attachments.append(
            Attachment(
                id: id, author: author, filename: name, mimeType: kind.1, size: random.below64(4_000_000_000),
                created: moment))
        // Files given at creation are no change.
        if moment > record.created {
            enter([ChangeItem("Attachment", to: String(id), toText: .text(name))], by: author)
        }
    }

    private mutating func linked(_ link: SeedContext.SeedLink) {
        let isSource = Int(link.source) == slot
        let other = context.key(Int(isSource ? link.target : link.source))
        let type = context.catalogue.linkTypes[Int(link.type)]
        let moment = time
        time = link.created
        enter(
            [
                ChangeItem(
                    "Link", to: other,
                    toText: .text("This issue \(isSource ? type.outward : type.inward) \(other)"))
            ],
            by: link.author)
        time = moment
    }
}
