/// Makes one seeded issue: its index record and, again whenever it is asked for, its texts, children and
/// history.
///
/// The life of the issue is played from its creation on, so that the history always ends in the present
/// state.
struct SeedIssue {
    let context: SeedContext
    let slot: Int
    var random: SeededGenerator
    var record: IssueRecord
    var detail: IssueDetail
    /// The moment of the event being played.
    var time: Int64
    let project: SimulatedProject
    var textNumber: UInt64 = 0

    private static let priorities: [UInt8] = [0, 1, 1, 2, 2, 2, 2, 3, 3, 4]
    private static let points: [Double] = [0.5, 1, 2, 3, 5, 8, 13]

    /// The id of the first comment, worklog, attachment and history entry of a slot.
    static func firstChildID(_ slot: Int) -> Int64 {
        SeedContext.idBase + Int64(slot) * SeedContext.idsPerIssue
    }

    static func make(_ context: SeedContext, _ slot: Int) -> (record: IssueRecord, detail: IssueDetail) {
        var issue = SeedIssue(context, slot)
        issue.play()
        issue.settle()
        return (issue.record, issue.detail)
    }

    private init(_ context: SeedContext, _ slot: Int) {
        self.context = context
        self.slot = slot
        random = SeededGenerator(seed: context.seed, purpose: 3, number: slot)
        let place = context.placements[slot]
        project = context.projects[Int(place.project)]
        let workflow = Workflow.all[project.workflow]
        record = IssueRecord(
            project: Int(place.project), number: Int(place.number), created: place.created,
            status: workflow.path[0], type: place.type)
        record.parent = place.parent
        time = place.created
        let creator = Int32(random.below(context.users.count))
        detail = IssueDetail(summary: .text(""), creator: creator)
        record.reporter = random.chance(96) ? (random.chance(85) ? creator : person()) : -1
        fill()
    }

    mutating func person() -> Int32 { Int32(random.below(context.users.count)) }

    mutating func text(_ low: Int, _ high: Int, separator: UInt8 = 0) -> JiraText {
        textNumber += 1
        let count = low + random.below(high - low + 1)
        return .seeded(SeededText(seed: random.next(), sentences: UInt16(count), separator: separator))
    }

    mutating func summary() -> JiraText {
        if context.hostile, random.below(30) == 0 { return random.pick(HostileTexts.summaries) }
        return text(1, 1)
    }

    private mutating func fill() {
        let isSmall = context.bodySize == .small
        detail.summary = summary()
        if random.chance(85) {
            detail.description = isSmall ? text(1, 3) : text(4, 30, separator: UInt8(random.below(3)))
        }
        if context.hostile, slot % 499 == 7 { detail.description = HostileTexts.long }
        if random.chance(12) { detail.environment = text(1, 2) }
        if random.chance(94) { record.priority = random.pick(Self.priorities) }
        if random.chance(60) { record.assignee = person() }
        record.labels =
            random.chance(45) ? random.mask(count: 1 + random.below(3), of: context.labels.count) : 0
        if random.chance(50) {
            record.components = UInt16(
                truncatingIfNeeded: random.mask(count: 1 + random.below(2), of: project.components.count))
        }
        if random.chance(30) {
            record.affectedVersions = UInt16(
                truncatingIfNeeded: random.mask(count: 1, of: project.versions.count))
        }
        if random.chance(15) {
            record.due = Int32(record.created / SeedProjects.day) + Int32(random.below(90))
        }
        if random.chance(20) {
            detail.originalEstimate = Int64(1 + random.below(40)) * 1800
            detail.remainingEstimate = detail.originalEstimate
        }
        detail.votes = random.chance(10) ? random.below(20) : 0
        detail.watches = random.below(6)
        if random.chance(5) { detail.lastViewed = context.now - random.below64(20 * SeedProjects.day) }
        fillCustom()
        fillFields()
    }

    private mutating func fillCustom() {
        if context.hasSoftware { detail.set(CustomField.rank, .rank("0|" + Self.rank(slot) + ":")) }
        if record.type == Catalogue.epicType, context.hasSoftware {
            detail.set(CustomField.epicName, .text(text(1, 1)))
        }
        if random.chance(30) {
            detail.set(CustomField.storyPoints, .number(random.pick(Self.points)))
        }
        if random.chance(25) {
            detail.set(CustomField.severity, .option(10100 + Int64(random.below(3))))
        }
        if random.chance(15) { detail.set(CustomField.teamNote, .text(text(1, 2))) }
        if context.hostile, random.chance(10) { detail.set(CustomField.sqlNamed, .text(text(1, 1))) }
        if random.chance(10) {
            detail.set(
                CustomField.targetDay, .day(Int(record.created / SeedProjects.day) + random.below(120)))
        }
        let place = context.placements[slot]
        if place.epic >= 0, context.hasSoftware {
            // Half were put under their epic at creation, half later (see the events).
            if random.chance(50) { record.epic = place.epic }
        }
    }

    /// Sorts the history, gives ids, writes lists and the last change.
    private mutating func settle() {
        detail.history.sort { $0.created < $1.created }
        detail.comments.sort { $0.created < $1.created }
        let base = Self.firstChildID(slot)
        for index in detail.history.indices { detail.history[index].id = base + Int64(index) }
        for index in detail.comments.indices { detail.comments[index].id = base + Int64(index) }
        var last = record.created
        for entry in detail.history { last = max(last, entry.created) }
        for comment in detail.comments { last = max(last, comment.updated) }
        for worklog in detail.worklogs { last = max(last, worklog.updated) }
        // An import with a wrong clock: later than any honest `updated`.
        if context.hostile, slot % 1999 == 3 { last = context.now + 36 * 3_600_000 + Int64(slot) }
        record.updated = last
        detail.labels = labelNames(record.labels)
        detail.components = Self.members(UInt32(record.components)).map { project.components[$0].id }
        detail.fixVersions = Self.members(UInt32(record.fixVersions)).map { project.versions[$0].id }
        detail.affectedVersions = Self.members(UInt32(record.affectedVersions)).map {
            project.versions[$0].id
        }
    }

    func labelNames(_ mask: UInt32) -> [String] { Self.members(mask).map { context.labels[$0] } }

    /// The bits of a mask, ascending.
    static func members(_ mask: UInt32) -> [Int] {
        var list: [Int] = []
        var rest = mask
        while rest != 0 {
            list.append(rest.trailingZeroBitCount)
            rest &= rest - 1
        }
        return list
    }

    /// Six base-36 digits, ascending with the slot.
    static func rank(_ slot: Int) -> String {
        var digits: [UInt8] = []
        var rest = 600_000_000 + slot * 8
        for _ in 0..<6 {
            let digit = UInt8(rest % 36)
            digits.append(digit < 10 ? 48 + digit : 87 + digit)
            rest /= 36
        }
        return String(decoding: digits.reversed(), as: UTF8.self)
    }
}
