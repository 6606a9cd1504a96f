/// All that seeded issues are made from, fixed for ever: later renames and moves do not reach into the past.
final class SeedContext: Sendable {
    let seed: UInt64
    let bodySize: BodySize
    let hostile: Bool
    /// Nothing seeded happened after it but future-dated imports.
    let now: Int64
    let texts: SentencePool
    let catalogue: Catalogue
    let users: [SimulatedUser]
    let projects: [SimulatedProject]
    /// By position of the project; empty without Jira Software.
    let sprints: [[SimulatedSprint]]
    /// Without it issues have no sprints, epics and ranks, in the past neither.
    let hasSoftware: Bool
    let securedPercent: Int
    let labels: [String]
    let fields: [FieldDefinition]
    /// Positions in ``fields`` of those that the seed fills by their type.
    let usualFields: [Int]
    /// By position of the project, positions in ``fields`` of the extra ones that it has.
    let extraFields: [[Int]]
    /// How many issues of its project come before each slot; empty without extra fields.
    let ordinals: [Int32]
    let placements: [Placement]
    let links: [SeedLink]
    /// Links of slot s: `linkIndex[linkStart[s]..<linkStart[s + 1]]`.
    private let linkStart: [Int32]
    private let linkIndex: [Int32]

    /// Where a seeded issue stands: made in one pass, so that issues can refer to each other.
    struct Placement: Sendable {
        var created: Int64
        var number: Int32
        var parent: Int32 = -1
        var epic: Int32 = -1
        var project: UInt16
        var type: UInt8
    }

    struct SeedLink: Sendable {
        var created: Int64
        var source: Int32
        var target: Int32
        var author: Int32
        var type: UInt8
    }

    /// Ids of seeded children: 128 a slot, so that the issue of an id is arithmetic.
    static let idBase: Int64 = 10000
    static let idsPerIssue: Int64 = 128

    init(_ options: SiteOptions) {
        seed = options.seed
        bodySize = options.bodySize
        hostile = options.hostileTexts
        hasSoftware = options.hasJiraSoftware
        securedPercent = options.securedPercent
        now = options.now()
        texts = SentencePool(seed: options.seed, hostile: options.hostileTexts)
        catalogue = .seeded(hostile: options.hostileTexts)
        var random = SeededGenerator(seed: options.seed, purpose: 2, number: 0)
        let start = now - Int64(max(1, options.historyYears)) * 365 * SeedProjects.day
        users = SeedPeople.make(count: options.users, hostile: hostile, random: &random)
        var (projects, sprints) = SeedProjects.make(
            count: options.projects, people: users.count, start: start, now: now, options: options,
            random: &random)
        var labels = [
            "backend", "frontend", "urgent", "customer", "tech-debt", "regression", "flaky", "docs",
            "security",
            "performance", "ux", "quick-win", "2024-q1", "needs-info", "legal", "cloud", "Backend", "legacy",
        ]
        if hostile { labels += HostileTexts.labels }
        self.labels = labels
        let fields = SeedFields.make(
            extra: options.extraCustomFields, projects: projects.count, hostile: options.hostileTexts
        ).filter { options.hasJiraSoftware || !$0.isOfSoftware }
        self.fields = fields
        usualFields = fields.indices.filter { index in
            guard let number = fields[index].number, number < CustomField.firstExtra else { return false }
            return !CustomField.filledFirst.contains(number)
        }
        extraFields = projects.indices.map { project in
            fields.indices.filter { index in
                guard let number = fields[index].number, number >= CustomField.firstExtra else {
                    return false
                }
                return fields[index].onlyIn.map { Int($0) == project } ?? true
            }
        }
        placements = Self.place(max(0, options.issues), start: start, now: now, &projects, &random)
        self.projects = projects
        ordinals = options.extraCustomFields > 0 ? Self.ordinals(placements, projects.count) : []
        self.sprints = sprints
        links = Self.link(placements, people: users.count, now: now, &random)
        var counts = [Int32](repeating: 0, count: placements.count + 1)
        for link in links {
            counts[Int(link.source) + 1] += 1
            counts[Int(link.target) + 1] += 1
        }
        for slot in 1..<counts.count { counts[slot] += counts[slot - 1] }
        var index = [Int32](repeating: 0, count: links.count * 2)
        var next = counts
        for (number, link) in links.enumerated() {
            for end in [link.source, link.target] {
                index[Int(next[Int(end)])] = Int32(number)
                next[Int(end)] += 1
            }
        }
        linkStart = counts
        linkIndex = index
    }

    func links(of slot: Int) -> ArraySlice<Int32> {
        linkIndex[Int(linkStart[slot])..<Int(linkStart[slot + 1])]
    }

    func key(_ slot: Int) -> String {
        let place = placements[slot]
        return "\(projects[Int(place.project)].key)-\(place.number)"
    }

    private static func place(
        _ count: Int, start: Int64, now: Int64, _ projects: inout [SimulatedProject],
        _ random: inout SeededGenerator
    ) -> [Placement] {
        var placements: [Placement] = []
        placements.reserveCapacity(count)
        // A skewed share: the first project is the largest, the last ones are small.
        var shares: [Int] = []
        var total = 0
        for index in projects.indices {
            total += 1000 / (index + 2) + 1
            shares.append(total)
        }
        var lastEpic = [Int32](repeating: -1, count: projects.count)
        var lastParent = [Int32](repeating: -1, count: projects.count)
        let span = now - start - 2 * 3_600_000
        for slot in 0..<count {
            let roll = random.below(total)
            let project = shares.firstIndex { roll < $0 } ?? 0
            let step = span / Int64(max(1, count))
            let created = start + Int64(slot) * step + random.below64(max(1, step))
            // Numbers have gaps where issues were deleted long ago.
            if random.chance(2) { projects[project].nextNumber += 1 + Int32(random.below(3)) }
            var place = Placement(
                created: created, number: projects[project].nextNumber, project: UInt16(project),
                type: Catalogue.taskType)
            projects[project].nextNumber += 1
            let kind = random.below(100)
            if kind < 5 {
                place.type = Catalogue.epicType
                lastEpic[project] = Int32(slot)
            } else if kind < 17, lastParent[project] >= 0 {
                place.type = Catalogue.subtaskType
                place.parent = lastParent[project]
            } else {
                place.type = random.pick([1, 1, 2, 2, 4, 4, 4, 5])
                if random.chance(45) { place.epic = lastEpic[project] }
                if random.chance(40) { lastParent[project] = Int32(slot) }
            }
            placements.append(place)
        }
        return placements
    }

    private static func ordinals(_ placements: [Placement], _ projects: Int) -> [Int32] {
        var counts = [Int32](repeating: 0, count: projects)
        return placements.map { place in
            counts[Int(place.project)] += 1
            return counts[Int(place.project)] - 1
        }
    }

    private static func link(
        _ placements: [Placement], people: Int, now: Int64, _ random: inout SeededGenerator
    ) -> [SeedLink] {
        var links: [SeedLink] = []
        for slot in placements.indices.dropFirst() where random.chance(25) {
            // Mostly near neighbours, sometimes far ones: links cross projects.
            let reach = random.chance(80) ? min(slot, 50) : slot
            let other = Int32(slot - 1 - random.below(reach))
            let outward = random.chance(50)
            let created = placements[slot].created
            links.append(
                SeedLink(
                    created: created
                        + random.below64(max(1, min(now - created - 60_000, 20 * SeedProjects.day))),
                    source: outward ? Int32(slot) : other, target: outward ? other : Int32(slot),
                    author: Int32(random.below(people)), type: UInt8(random.below(4))))
        }
        return links
    }
}
