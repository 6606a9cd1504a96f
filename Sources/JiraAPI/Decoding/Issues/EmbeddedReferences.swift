import SyncCore

/// Statuses, types, versions …: objects with an id and a name that issues refer to.
extension IssueReader {
    /// The id of the thing at the cursor, which is sighted; nil for null.
    mutating func reference(_ kind: ReferenceKind) throws(ScanError) -> Int64? {
        if try scanner.takeNull() { return nil }
        let first = scanner.cursor
        let role = ObjectMemo.Role(code: kind.code)
        let slot = memo.slot(first)
        if let slot, let entry = memo.recall(slot, first, role) {
            scanner.cursor = first + entry.count
            return entry.id
        }
        let id = try readReference(kind)
        if let slot {
            memo.store(
                slot, ObjectMemo.Entry(start: first, count: scanner.cursor - first, role: role, id: id))
        }
        return id
    }

    /// An array of things; null is an empty one.
    mutating func readReferences(
        _ kind: ReferenceKind, into list: WritableKeyPath<IssueBatch, [Int64]>
    ) throws(ScanError) {
        var more = try openArrayOrNull()
        while more {
            if let id = try reference(kind) { batch[keyPath: list].append(id) }
            more = try scanner.nextElement()
        }
    }

    private mutating func readReference(_ kind: ReferenceKind) throws(ScanError) -> Int64 {
        let first = scanner.cursor
        var sighting = ReferenceSighting(kind: kind, id: 0)
        var id: Int64?
        var link: TextSlice?
        var more = try scanner.openObject()
        while more {
            switch (try member(), kind) {
            case (.id?, _): id = try integer()
            case (.name?, _): sighting.name = try text()
            case (.`self`?, _): link = try text()
            case (.key?, .project): sighting.detail = try text()
            case (.inward?, .linkType): sighting.detail = try text()
            case (.outward?, .linkType): sighting.secondDetail = try text()
            case (.subtask?, .issueType): sighting.flag = try boolean()
            case (.statusCategory?, .status): sighting.ownerID = try readCategoryID()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = id ?? Self.trailingNumber(link) else {
            throw scanner.fault(.missing(.id), at: first)
        }
        sighting.id = id
        referenceIndex.add(sighting, to: &batch.references)
        return id
    }

    private mutating func readCategoryID() throws(ScanError) -> Int64? {
        var id: Int64?
        var more = try openObjectOrNull()
        while more {
            if try member() == .id { id = try integer() } else { try scanner.skipValue() }
            more = try scanner.nextMember()
        }
        return id
    }
}
