import GRDB
import SyncCore

/// Stores the custom fields of a page: rows of `issue_fields` and, for members and references,
/// `issue_field_values`. Fields of the page are looked up once; then it goes table by table.
struct FieldWriter {
    private let db: Database
    private let state: WriterState
    private let catalog: FieldCatalog
    private let batch: IssueBatch
    private let targets: [IssueWriter.Target]
    /// The place in the catalog of each field of the batch; -1 is not to be stored.
    private var places: [Int]
    private var forms: [FieldForm]
    /// Fields that got their column with this page.
    private(set) var newFields: [String] = []

    init(
        _ db: Database, _ state: WriterState, _ batch: IssueBatch, _ targets: [IssueWriter.Target]
    ) throws {
        self.db = db
        self.state = state
        self.batch = batch
        self.targets = targets
        catalog = try state.fieldCatalog(db)
        places = Array(repeating: -1, count: batch.customFields.count)
        forms = Array(repeating: .empty, count: batch.customFields.count)
    }

    mutating func write(requestedAt: Instant, at: Instant) throws {
        let issues = targets.map { batch.issues[$0.index].id }
        try resolve(FieldOptions(db, state, requestedAt: requestedAt, at: at, written: issues))
        for table in catalog.tables.indices { try writeRows(table) }
        try writeMembers()
    }

    /// Looks up every field, gives new ones their column and takes note of names.
    private mutating func resolve(_ options: FieldOptions) throws {
        var new: [(index: Int, type: FieldCatalog.ColumnType)] = []
        var isNew: Set<Int> = []
        for target in targets {
            for index in batch.issues[target.index].customFields where places[index] < 0 {
                let value = batch.customFields[index]
                guard !value.isVolatile else { continue }
                let place = try catalog.indexAddingStub(of: value.number, db)
                guard !catalog.slots[place].isVolatile else { continue }
                places[index] = place
                let meaning = catalog.fields[place].meaning
                let members = batch.customMembers[value.members]
                let form = FieldForm(value, members, meaning)
                forms[index] = form
                if catalog.slots[place].table < 0, isNew.insert(place).inserted {
                    new.append((place, form.declaredType(meaning)))
                    newFields.append(catalog.fields[place].id)
                }
                if let space = meaning.reference, form == .reference || form == .references {
                    for member in members { try options.see(member, of: catalog.fields[place], space) }
                }
            }
        }
        if !new.isEmpty { try catalog.addColumns(new, db) }
    }

    // MARK: Columns

    private func writeRows(_ table: Int) throws {
        let statement = try catalog.statement(table, db, state)
        let slots = catalog.slots
        for target in targets {
            let issue = batch.issues[target.index]
            state.arena.reset()
            statement.begin(issue.id)
            var left: [Int] = []
            for index in issue.customFields where places[index] >= 0 {
                let slot = slots[places[index]]
                guard slot.table == table else { continue }
                if slot.parameter == 0 {
                    left.append(index)
                } else if forms[index] == .number, slot.type != .text, let number = number(index) {
                    statement.bind(slot.parameter, number)
                } else {
                    statement.bind(slot.parameter, text(index))
                }
            }
            try statement.run()
            for index in left { try writeAlone(index, issue.id) }
        }
    }

    /// A value of a field that the list does not have any more: stored, but never emptied.
    private func writeAlone(_ index: Int, _ issue: Int64) throws {
        let field = catalog.fields[places[index]]
        guard let column = field.column, let table = field.table else { return }
        let update = try HotStatement(
            db, state,
            """
            UPDATE \(catalog.tables[table].name) SET \(column) = ?2 WHERE issue_id = ?1 AND \(column) IS NOT ?2
            """)
        update.bind(1, issue)
        if forms[index] == .number, catalog.slots[places[index]].type != .text {
            update.bind(2, number(index))
        } else {
            update.bind(2, text(index))
        }
        try update.run()
    }

    private func number(_ index: Int) -> Double? {
        batch.customMembers[batch.customFields[index].members].first?.number
    }

    /// What the column shows, but for numbers.
    private func text(_ index: Int) -> TextSlice {
        let value = batch.customFields[index]
        let members = batch.customMembers[value.members]
        switch forms[index] {
        case .text, .reference, .issueLink: return members.first?.shown ?? value.json
        case .instant: return members.first?.instant.map { state.arena.text($0) } ?? value.json
        case .references, .texts: return state.arena.array(members.lazy.compactMap(\.shown))
        case .sprints: return state.arena.array(Array(Set(members.compactMap(\.refID))).sorted())
        case .number, .json, .empty: return value.json
        }
    }

    // MARK: Members

    private func writeMembers() throws {
        let insert = try HotStatement(db, state, IssueSQL.fieldValues.upsert)
        let slots = catalog.slots
        for target in targets {
            let issue = batch.issues[target.index]
            var count = 0
            for index in issue.customFields where places[index] >= 0 {
                let first = batch.customFields[index].members.lowerBound
                for position in 0..<memberCount(index) {
                    let member = batch.customMembers[first + position]
                    insert.bind(1, issue.id)
                    insert.bind(2, slots[places[index]].idText)
                    insert.bind(3, Int64(position))
                    try bind(member, forms[index], to: insert)
                    try insert.run()
                    count += 1
                }
            }
            if !target.isNew { try removeLeftovers(issue, count) }
        }
    }

    /// Rows that the value has in `issue_field_values`.
    private func memberCount(_ index: Int) -> Int {
        switch forms[index] {
        case .text, .number, .instant, .sprints, .empty: 0
        case .reference, .issueLink: 1
        case .references, .texts, .json: batch.customFields[index].members.count
        }
    }

    private func bind(_ member: CustomMemberRow, _ form: FieldForm, to insert: HotStatement) throws {
        var (text, key, json): (TextSlice?, TextSlice?, TextSlice?)
        var id: Int64?
        if form == .json {
            json = member.json
        } else {
            switch member.shape {
            case .text where form == .issueLink, .issue:
                text = member.shown
                key = text
                id = try key.flatMap { try issue(of: $0) }
            case .user: key = member.refKey
            case .group:
                text = member.text
                key = member.refKey ?? member.text
            case .project:
                text = member.text
                key = member.refKey
                id = member.refID
            case .text, .option, .version, .component, .number, .sprint, .other:
                text = member.text
                id = member.refID
            }
        }
        insert.bind(4, text)
        // Numbers, instants and days stand in the columns of issue_fields; no type has several of them.
        for parameter in 5...7 as ClosedRange<Int32> { insert.bindNull(parameter) }
        insert.bind(8, id)
        insert.bind(9, key)
        insert.bind(10, json)
    }

    private func issue(of key: TextSlice) throws -> Int64? {
        let find = try HotStatement(db, state, IssueSQL.findKey)
        find.bind(1, key)
        defer { find.reset() }
        return try find.next() ? find.integer(0) : nil
    }

    /// Removes rows that the issue does not have any more. Those of vanished fields stay.
    private func removeLeftovers(_ issue: IssueRow, _ count: Int) throws {
        let stored = try HotStatement(db, state, IssueSQL.fieldValues.countOfIssue)
        stored.bind(1, issue.id)
        let storedCount = try stored.next() ? Int(stored.integer(0)) : 0
        stored.reset()
        guard storedCount != count else { return }
        var wanted: [Int64: Int] = [:]
        for index in issue.customFields where places[index] >= 0 {
            wanted[batch.customFields[index].number] = memberCount(index)
        }
        var leftovers: [(field: String, position: Int64)] = []
        let select = try HotStatement(db, state, IssueSQL.fieldPositions)
        select.bind(1, issue.id)
        while try select.next() {
            let id = String(decoding: select.text(0), as: UTF8.self)
            let position = select.integer(1)
            guard let number = FieldCatalog.number(of: id) else { continue }
            if let count = wanted[number] {
                if position >= count { leftovers.append((id, position)) }
            } else if catalog[number]?.isVanished != true {
                leftovers.append((id, position))
            }
        }
        for leftover in leftovers {
            try db.execute(
                sql: "DELETE FROM issue_field_values WHERE issue_id = ? AND field_id = ? AND position = ?",
                arguments: [issue.id, leftover.field, leftover.position])
        }
    }
}
