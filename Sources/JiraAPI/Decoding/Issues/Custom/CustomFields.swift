import SyncCore

/// What of the custom field being read makes its part of the content hash special.
struct CustomFieldTraits {
    var isVolatile = false
    var hasSprints = false
    /// A sprint's text that could not be parsed: it holds an identity hash.
    var isUnstable = false
    /// Sum over its sprints.
    var sprintHash: UInt64 = 0
}

/// `customfield_NNNNN`: the raw JSON and what it consists of, in one pass and by the JSON alone. Sound JSON of
/// any shape is taken; what cannot be told is kept as it is.
extension IssueReader {
    static let customFieldStampCount = 1024

    /// NNNNN of `customfield_NNNNN`.
    @inline(__always)
    static func customFieldNumber(_ key: JSONString) -> Int64? {
        guard key.count > 12 else { return nil }
        let base = UnsafeRawPointer(key.start)
        // "customfi", "eld_"
        guard UInt64(littleEndian: base.loadUnaligned(as: UInt64.self)) == 0x6966_6D6F_7473_7563,
            UInt32(littleEndian: base.loadUnaligned(fromByteOffset: 8, as: UInt32.self)) == 0x5F64_6C65
        else { return nil }
        return JSONScanner.plainInteger(TextSlice(start: key.start + 12, count: key.count - 12))
    }

    mutating func readCustomField(_ number: Int64) throws(ScanError) {
        let isNull = try scanner.takeNull()
        let slot = Int(truncatingIfNeeded: number) & (Self.customFieldStampCount - 1)
        // The stamp rules out almost every search for an earlier value of the same field.
        if customFieldStamps[slot] == draft.stamp { dropEarlierValue(number) }
        if isNull { return }
        customFieldStamps[slot] = draft.stamp
        try readCustomValue(number)
    }

    private mutating func dropEarlierValue(_ number: Int64) {
        let mark = draft.mark.customFields
        guard let earlier = batch.customFields[mark...].firstIndex(where: { $0.number == number }) else {
            return
        }
        batch.customFields.remove(at: earlier)
        customFieldHashes.remove(at: earlier - mark)
    }

    private mutating func readCustomValue(_ number: Int64) throws(ScanError) {
        let first = scanner.cursor
        let firstMember = batch.customMembers.count
        fieldTraits = CustomFieldTraits()
        let isList = first.pointee == Byte.openBracket
        if isList {
            var more = try scanner.openArray()
            while more {
                try readCustomMember(inList: true)
                more = try scanner.nextElement()
            }
        } else {
            try readCustomMember(inList: false)
        }
        var row = CustomFieldRow(
            number: number, json: TextSlice(start: first, count: scanner.cursor - first))
        row.isList = isList
        row.isVolatile = fieldTraits.isVolatile
        row.members = firstMember..<(row.isVolatile ? firstMember : batch.customMembers.count)
        batch.customFields.append(row)
        customFieldHashes.append(customFieldHash(row))
        if fieldTraits.hasSprints { draft.hasSprints = true }
    }

    @inline(__always)
    private mutating func readCustomMember(inList: Bool) throws(ScanError) {
        switch scanner.peek() {
        case Byte.quote: try readCustomText()
        case Byte.openBrace: try readCustomObject(inList: inList)
        case Byte.minus, Byte.zero...Byte.nine: try readCustomNumber()
        default: batch.customMembers.append(CustomMemberRow(.other, json: try scanner.rawValue()))
        }
    }

    // MARK: Scalars

    @inline(__always)
    private mutating func readCustomText() throws(ScanError) {
        let first = scanner.cursor
        let text = arena.text(try scanner.string())
        let json = TextSlice(start: first, count: scanner.cursor - first)
        // The first byte rules out almost every text with an identity hash.
        let initial = text.start.pointee
        if initial == 0x63 || initial == Byte.openBrace, text.count > 10 {
            if UnstableText.isSprint(text) {
                if let sprint = LegacySprint.parse(text) {
                    batch.customMembers.append(sighted(sprint, json))
                    return
                }
                fieldTraits.isUnstable = true
            } else if UnstableText.isDevelopment(text) {
                fieldTraits.isVolatile = true
            }
        }
        var member = CustomMemberRow(.text, json: json)
        member.text = text
        if text.count == 10 {
            member.isDay = text.start[4] == Byte.minus && JiraTimestamp.dayText(text) != nil
        } else if text.count >= 20, text.start[10] == 0x54 {
            member.instant = JiraTimestamp.instant(text)
        }
        batch.customMembers.append(member)
    }

    /// A number that no `Double` comes near is kept as it is.
    @inline(__always)
    private mutating func readCustomNumber() throws(ScanError) {
        let json = try scanner.numberText()
        let value = JSONScanner.double(json)
        var member = CustomMemberRow(value == nil ? .other : .number, json: json)
        member.number = value
        batch.customMembers.append(member)
    }

    // MARK: Sprints

    /// The member that names a sprint, which is sighted.
    mutating func sighted(_ sprint: SprintSighting, _ json: TextSlice) -> CustomMemberRow {
        fieldTraits.hasSprints = true
        fieldTraits.sprintHash &+= IssueBatch.hash(sprint)
        sprintIndex.add(sprint, to: &batch.sprints)
        var member = CustomMemberRow(.sprint, json: json)
        member.refID = sprint.id
        member.text = sprint.name
        return member
    }

    /// The issue's sprints, each once, in the order of its fields.
    mutating func collectSprints() {
        for field in batch.customFields[draft.mark.customFields...] {
            for index in field.members where batch.customMembers[index].shape == .sprint {
                guard let id = batch.customMembers[index].refID,
                    sprintIndex.isNew(id, inIssue: draft.stamp, batch.sprints)
                else { continue }
                batch.issueSprints.append(id)
            }
        }
    }

    // MARK: Content hash

    /// The value's part of the content hash: its raw JSON; of sprints what they say, whatever the order of
    /// their members; nothing of the Development field.
    private mutating func customFieldHash(_ row: CustomFieldRow) -> UInt64 {
        if fieldTraits.isVolatile || ignoredCustomFields.contains(row.number) { return 0 }
        var hash = ContentHash(seed: IssueBatch.customFieldSeed)
        hash.mix(row.number)
        guard fieldTraits.hasSprints || fieldTraits.isUnstable else {
            hash.mix(row.json)
            return hash.value
        }
        hash.mix(fieldTraits.sprintHash)
        for member in batch.customMembers[row.members] where member.shape != .sprint {
            UnstableText.forEachStablePiece(of: member.json) { hash.mix($0) }
        }
        return hash.value
    }
}
