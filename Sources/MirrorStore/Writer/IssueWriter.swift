import GRDB
import SyncCore

/// Stores a page of issues: decides which of them say something new, writes their rows, hands the children
/// to ``ChildWriter``, ``LinkWriter`` and ``FlowWriter``. Lives for one transaction.
struct IssueWriter {
    /// An issue of the page that is to be written.
    struct Target {
        var index: Int
        /// False where the mirror holds it already, with children.
        var isNew: Bool
    }

    private struct Stored {
        var hash: Int64
        var readAt: Instant
        var updatedAt: Instant
        var hasSameKey: Bool
        var archivedAt: Instant?
    }

    private let db: Database
    private let state: WriterState
    private let page: IssuePage
    private let batch: IssueBatch
    private var outcome = ApplyOutcome()
    private var zone: ReportZone
    private let catalog: FieldCatalog
    private let archivedProjects: Set<Int64>
    private let isIndexed: Bool

    private let find: HotStatement
    private let insert: HotStatement
    private let update: HotStatement
    private let saveKey: HotStatement

    init(_ db: Database, _ state: WriterState, _ page: IssuePage) throws {
        self.db = db
        self.state = state
        self.page = page
        batch = page.batch
        catalog = try state.fieldCatalog(db)
        archivedProjects = try state.archivedProjects(db)
        isIndexed = try state.isIndexed(db)
        zone = try state.takeZone(db)
        find = try HotStatement(db, state, IssueSQL.findIssue)
        insert = try HotStatement(db, state, IssueSQL.insertIssue)
        update = try HotStatement(db, state, IssueSQL.updateIssue)
        saveKey = try HotStatement(db, state, IssueSQL.saveKey)
    }

    mutating func run() throws -> ApplyOutcome {
        outcome.unknownReferences = try ReferenceStubs(db, state).save(batch.references)
        try UserSightings.save(batch.users, db, state)
        if try SprintSightings.save(batch, db, state) { outcome.unknownReferences.insert(.sprint) }
        let hasDeletions = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM deleted_issues)") ?? false

        var targets: [Target] = []
        targets.reserveCapacity(batch.issues.count)
        for index in batch.issues.indices {
            let row = batch.issues[index]
            let stored = try find(row)
            if let stored, page.requestedAt > stored.readAt, row.updatedAt < stored.updatedAt {
                outcome.setBack += 1
            }
            guard isNews(row, stored) else {
                outcome.unchanged += 1
                continue
            }
            try write(row, stored)
            if stored == nil {
                outcome.inserted += 1
                if hasDeletions { try forgetDeletion(row.id) }
            } else {
                outcome.updated += 1
            }
            targets.append(Target(index: index, isNew: stored == nil))
        }
        defer { state.keep(zone) }
        guard !targets.isEmpty else { return outcome }
        try ChildWriter(db, state).write(batch, targets, zone: &zone)
        var fields = try FieldWriter(db, state, batch, targets)
        try fields.write(requestedAt: page.requestedAt, at: page.receivedAt)
        outcome.newFields = fields.newFields
        try LinkWriter(db, state).write(batch, targets, requestedAt: page.requestedAt)
        try FlowWriter(db, state).write(batch, targets)
        try SprintWriter(db, state).write(batch, targets)
        try keepOnlyStillEvicted()
        return outcome
    }

    // MARK: Deciding

    private func find(_ row: IssueRow) throws -> Stored? {
        find.bind(1, row.id)
        guard try find.next() else { return nil }
        defer { find.reset() }
        guard let readAt = Instant(mirrorText: find.text(1)),
            let updatedAt = Instant(mirrorText: find.text(2))
        else { throw StoreError.corrupt("issue \(row.id): read_at or updated_at is not an instant") }
        return Stored(
            hash: find.integer(0), readAt: readAt, updatedAt: updatedAt,
            hasSameKey: find.text(3).elementsEqual(row.key.bytes),
            archivedAt: find.isNull(4) ? nil : Instant(mirrorText: find.text(4)))
    }

    /// Equal content is no news. Of two reads the later one wins; where they overlap, the one that saw the
    /// later `updated`.
    private func isNews(_ row: IssueRow, _ stored: Stored?) -> Bool {
        guard let stored else { return true }
        let isArchived = archivedAt(row, stored) != nil
        if stored.hash == Int64(bitPattern: row.contentHash), stored.hash != 0,
            isArchived == (stored.archivedAt != nil)
        {
            return false
        }
        return page.requestedAt > stored.readAt || row.updatedAt >= stored.updatedAt
    }

    /// Of an archived project all issues are archived, whether or not an answer says so of each.
    private func archivedAt(_ row: IssueRow, _ stored: Stored?) -> Instant? {
        if let archivedAt = row.archivedAt { return archivedAt }
        return archivedProjects.contains(row.projectID) ? stored?.archivedAt ?? page.receivedAt : nil
    }

    // MARK: Rows

    private mutating func write(_ row: IssueRow, _ stored: Stored?) throws {
        let statement = stored == nil ? insert : update
        bind(row, stored, to: statement)
        if try !statement.runUnlessTaken() {
            try evictHolder(of: row)
            bind(row, stored, to: statement)
            try statement.run()
        }
        if stored?.hasSameKey != true {
            saveKey.bind(1, row.key)
            saveKey.bind(2, row.id)
            try saveKey.run()
            let references = IssueReferences(db, state)
            if stored != nil { try references.follow(row.id, key: row.key) }
            if isIndexed { try references.adopt(row.id, key: row.key) }
        }
        try saveFormerKeys(row)
    }

    /// A move leaves an item "Key" in the history: so the keys are known that nobody here ever saw.
    private func saveFormerKeys(_ row: IssueRow) throws {
        for change in batch.changes[row.changes] {
            for item in batch.changeItems[change.items] where item.field.equals(Self.keyField) {
                guard let key = item.fromText, key.bytes.contains(UInt8(ascii: "-")) else { continue }
                let statement = try HotStatement(db, state, IssueSQL.saveFormerKey)
                statement.bind(1, key)
                statement.bind(2, row.id)
                try statement.run()
            }
        }
    }

    private static let keyField = TextSlice("Key")

    private mutating func bind(_ row: IssueRow, _ stored: Stored?, to s: HotStatement) {
        let agile = AgileFields(row, batch, catalog)
        s.bind(1, row.id)
        s.bind(2, row.key)
        s.bind(3, row.number)
        s.bind(4, row.projectID)
        s.bind(5, row.issueTypeID)
        s.bind(6, row.statusID)
        s.bind(7, row.priorityID)
        s.bind(8, row.resolutionID)
        s.bind(9, row.securityLevelID)
        s.bind(10, row.parentID)
        s.bind(11, row.parentKey)
        s.bind(12, agile.epicKey)
        s.bind(13, row.creatorKey)
        s.bind(14, row.reporterKey)
        s.bind(15, row.assigneeKey)
        s.bind(16, row.createdAt)
        s.bind(17, row.updatedAt)
        s.bind(18, row.resolvedAt)
        s.bind(19, zone.day(of: row.createdAt))
        var resolvedOn: Day?
        if let resolvedAt = row.resolvedAt { resolvedOn = zone.day(of: resolvedAt) }
        s.bind(20, resolvedOn)
        s.bind(21, row.dueDate)
        s.bind(22, row.originalEstimateSeconds)
        s.bind(23, row.remainingEstimateSeconds)
        s.bind(24, row.timeSpentSeconds)
        s.bind(25, agile.storyPoints)
        s.bind(26, row.votes)
        s.bind(27, row.watches)
        s.bind(28, agile.rank)
        s.bind(29, archivedAt(row, stored))
        s.bind(30, page.receivedAt)
        s.bind(31, page.receivedAt)
        s.bind(32, Int64(bitPattern: row.contentHash))
        s.bind(33, row.summary)
        s.bind(34, row.environment)
        s.bind(35, row.description)
    }

    private func forgetDeletion(_ id: Int64) throws {
        let statement = try HotStatement(db, state, IssueSQL.forgetDeletion)
        statement.bind(1, id)
        try statement.run()
    }

    // MARK: Keys

    /// A key belongs to one issue. The former holder keeps its row under the placeholder `?ID`; its hash is
    /// forgotten, so that the next reading is written even where nothing else changed.
    private mutating func evictHolder(of row: IssueRow) throws {
        let holder = try HotStatement(db, state, IssueSQL.findHolder)
        holder.bind(1, row.key)
        holder.bind(2, row.id)
        guard try holder.next() else {
            throw StoreError.unexpected(
                "issue \(row.id) was refused, yet nobody holds the key \(row.key.string)")
        }
        let id = holder.integer(0)
        holder.reset()
        let evict = try HotStatement(db, state, IssueSQL.evict)
        evict.bind(1, id)
        try evict.run()
        outcome.evicted.append(id)
    }

    /// An issue that lost its key and got another one on the same page need not be asked for.
    private mutating func keepOnlyStillEvicted() throws {
        guard !outcome.evicted.isEmpty else { return }
        var still: [Int64] = []
        for id in outcome.evicted where !still.contains(id) {
            if try Int64.fetchOne(db, sql: "SELECT number FROM issues WHERE id = ?", arguments: [id]) == 0 {
                still.append(id)
            }
        }
        outcome.evicted = still
    }
}
