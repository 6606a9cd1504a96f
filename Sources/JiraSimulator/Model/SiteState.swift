/// Everything a site is at one moment.
///
/// A value: a reader takes a copy under the lock and renders it without the lock, whatever mutations do
/// meanwhile.
struct SiteState: Sendable {
    var options: SiteOptions
    let context: SeedContext
    /// What ``Mutation/advanceClock(milliseconds:)`` has added to the clock.
    var clockOffset: Int64 = 0
    /// What the server's clock shows more than the true time.
    var clockSkew: Int64 = 0
    /// Position of the node that changes are made on.
    var editingNode: Int?
    /// The node that answers with this copy of the site.
    var answering: NodeOptions?
    var indexJournal = IndexJournal()
    var backup: SiteBackup?
    /// Whether an issue was ever archived: without one no search looks for them.
    var hasArchive = false

    var catalogue: Catalogue
    var users: [SimulatedUser]
    var userByKey: [String: Int32] = [:]
    var userByName: [String: Int32] = [:]
    var projects: [SimulatedProject]
    /// Present and former keys, upper case.
    var projectByKey: [String: Int32] = [:]

    /// System and custom fields, in the order in which issues show them.
    var fields: [FieldDefinition] { didSet { fieldPlaces = FieldPlaces(fields) } }
    private(set) var fieldPlaces: FieldPlaces
    var nextFieldNumber = CustomField.firstMade
    var nextOptionID: Int64 = 11_000
    /// How often the scripts of calculated fields were changed.
    var calculation = 0
    /// What ``calculation`` was when archived issues were last in reach of a script.
    var frozenCalculations: [Int32: Int] = [:]

    /// By slot; the id of an issue is its slot plus ``firstIssueID``.
    var records: [IssueRecord] = []
    var overlays: [Int32: IssueDetail] = [:]
    var links: [Int64: IssueLink] = [:]
    var linksOf: [Int32: [Int64]] = [:]
    /// Sub-tasks by parent, in the order of creation.
    var children: [Int32: [Int32]] = [:]
    /// Slots of each project, ascending by number.
    ///
    /// Deleted issues are taken out.
    var projectOrder: [[Int32]]
    var updatedIndex = UpdatedIndex()
    /// Keys that moved issues had, by text, and the same the other way round, oldest first.
    var movedKeys: [String: Int32] = [:]
    var formerKeys: [Int32: [String]] = [:]

    /// Boards and sprints.
    var agile: AgileCatalogue
    var securityLevels: [SimulatedSecurityLevel]
    /// Whether any issue ever had a security level: without one no search looks at them.
    var hasSecuredIssues = false
    /// Remote links of issues where they differ from the seed's.
    var remoteLinks: [Int32: [RemoteLink]] = [:]
    /// What became of anonymised people, by their former key.
    var anonymised: [String: AnonymisedPerson] = [:]

    /// Issues of worklogs made after the seed.
    var worklogOwner: [Int64: Int32] = [:]
    /// Built at the first look at the feed.
    var seedFeed: [WorklogFeed.Row]?
    var deletedWorklogs: [(id: Int64, time: Int64)] = []
    var nextChildID: Int64
    var nextPlaceID: Int64
    var nextUserNumber: Int
    var nextRank = 0
    /// Counts reads, so that what Jira shows differently at each read (identity hashes) differs.
    var reads: UInt64 = 0
    /// Grows with every change that was asked for.
    var revision = 0
    /// Rendered blocks; nil after a change of what they hold.
    var blocks: RenderedBlocks?

    static let firstIssueID: Int64 = 10000

    init(_ options: SiteOptions) {
        self.options = options
        context = SeedContext(options)
        catalogue = context.catalogue
        users = context.users
        fields = context.fields
        fieldPlaces = FieldPlaces(context.fields)
        projects = context.projects
        agile = AgileCatalogue(context)
        securityLevels = SeedSecurity.levels(context)
        projectOrder = Array(repeating: [], count: context.projects.count)
        let count = context.placements.count
        nextChildID = SeedContext.idBase + Int64(count + 1) * SeedContext.idsPerIssue
        nextPlaceID = 10000 + Int64(projects.count + 1) * 100
        nextUserNumber = 10000 + users.count
        for (index, user) in users.enumerated() {
            userByKey[user.key] = Int32(index)
            userByName[user.name.lowercased()] = Int32(index)
        }
        for (index, project) in projects.enumerated() { projectByKey[project.key] = Int32(index) }
        records.reserveCapacity(count)
        for slot in 0..<count {
            var (record, detail) = SeedIssue.make(context, slot)
            agile.seat(Int32(slot), to: detail.sprintIDs)
            SeedSecurity.secure(&record, slot, context, records)
            if record.security != nil { hasSecuredIssues = true }
            records.append(record)
            projectOrder[Int(record.project)].append(Int32(slot))
            if record.parent >= 0 { children[record.parent, default: []].append(Int32(slot)) }
        }
        for (number, link) in context.links.enumerated() {
            let id = Self.firstIssueID + Int64(number)
            links[id] = IssueLink(type: link.type, source: link.source, target: link.target)
            linksOf[link.source, default: []].append(id)
            linksOf[link.target, default: []].append(id)
        }
        updatedIndex.rebuild(records)
    }

    /// What the clock of the answering node shows.
    var now: Int64 { moment &+ clockSkew &+ (answering?.clockOffset ?? 0) }

    func id(_ slot: Int32) -> Int64 { Self.firstIssueID + Int64(slot) }

    func slot(id: Int64) -> Int32? {
        let slot = id - Self.firstIssueID
        guard slot >= 0, slot < Int64(records.count), !records[Int(slot)].isDeleted else { return nil }
        return Int32(slot)
    }

    func key(_ slot: Int32) -> String {
        let record = records[Int(slot)]
        return "\(projects[Int(record.project)].key)-\(record.number)"
    }

    /// An issue by id or key, present or former, in any letter case.
    func find(issue text: String) -> Int32? {
        if let id = Int64(text) { return slot(id: id) }
        guard let hyphen = text.lastIndex(of: "-"), let number = Int32(text[text.index(after: hyphen)...]),
            number > 0
        else { return nil }
        let prefix = text[..<hyphen].uppercased()
        if let project = projectByKey[prefix], !projects[Int(project)].deleted,
            let slot = slot(project: Int(project), number: number)
        {
            return slot
        }
        guard let slot = movedKeys["\(prefix)-\(number)"] else { return nil }
        return records[Int(slot)].isDeleted ? nil : slot
    }

    func slot(project: Int, number: Int32) -> Int32? {
        let order = projectOrder[project]
        let at = lowerBound(project: project, number: number)
        guard at < order.count, records[Int(order[at])].number == number else { return nil }
        return order[at]
    }

    /// The first place in a project's order whose number is not below `number`.
    func lowerBound(project: Int, number: Int32) -> Int {
        let order = projectOrder[project]
        var low = 0
        var high = order.count
        while low < high {
            let middle = (low + high) / 2
            if records[Int(order[middle])].number < number { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// A project by id or key (present or former); not by name.
    func find(project text: String) -> Int32? {
        if let id = Int64(text), let index = projects.firstIndex(where: { $0.id == id && !$0.deleted }) {
            return Int32(index)
        }
        guard let index = projectByKey[text.uppercased()], !projects[Int(index)].deleted else { return nil }
        return index
    }

    /// A person by key or username.
    func find(user text: String) -> Int32? { userByKey[text] ?? userByName[text.lowercased()] }

    /// All an issue holds: from the overlay where it was changed, else made from the seed.
    func detail(_ slot: Int32) -> IssueDetail {
        let detail = overlays[slot] ?? SeedIssue.make(context, Int(slot)).detail
        return anonymised.isEmpty ? detail : renamingAnonymised(in: detail)
    }
}
