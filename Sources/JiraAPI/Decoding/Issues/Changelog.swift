import SyncCore

/// `changelog: {histories: [{id, author, created, items: […]}], total}`.
extension IssueReader {
    mutating func readChangelog() throws(ScanError) {
        cutChanges()
        draft.row.changelogTotal = nil
        draft.row.hasChangelog = false
        if try scanner.takeNull() { return }
        draft.row.hasChangelog = true
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .total?: draft.row.changelogTotal = try integer()
            case .histories?: try readHistories()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
    }

    private mutating func readHistories() throws(ScanError) {
        cutChanges()
        var more = try openArrayOrNull()
        while more {
            try readChange()
            more = try scanner.nextElement()
        }
    }

    private mutating func cutChanges() {
        batch.changes.cut(to: draft.mark.changes)
        batch.changeItems.cut(to: draft.mark.changeItems)
    }

    private mutating func readChange() throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        let firstItem = batch.changeItems.count
        var id: Int64?
        var author: TextSlice?
        var created: Instant?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .author?: author = try user()
            case .created?: created = try instant()
            case .items?:
                batch.changeItems.cut(to: firstItem)
                var another = try openArrayOrNull()
                while another {
                    try readChangeItem()
                    another = try scanner.nextElement()
                }
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id else { throw scanner.fault(.missing(.id), at: first) }
        guard let created else { throw scanner.fault(.missing(.created), at: first) }
        batch.changes.append(
            ChangeRow(
                id: id, authorKey: author, createdAt: created, items: firstItem..<batch.changeItems.count))
    }

    private mutating func readChangeItem() throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        var row = ChangeItemRow(field: TextSlice(""))
        var field: TextSlice?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .field?: field = try text()
            case .fieldtype?: row.fieldType = try text()
            case .fieldId?: row.fieldID = try text()
            case .from?: row.fromValue = try scalarText()
            case .fromString?: row.fromText = try scalarText()
            case .to?: row.toValue = try scalarText()
            case .toText?: row.toText = try scalarText()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let field else { throw scanner.fault(.missing(.field), at: first) }
        row.field = field
        batch.changeItems.append(row)
    }
}
