import SyncCore

/// A string as it stands in the text, in 16 bytes: the objects below hold many.
struct LooseText {
    private var start: UnsafePointer<UInt8>
    private var length: UInt32
    private var escaped: Bool

    /// Nil where it is too long to be a member that counts.
    init?(_ string: JSONString) {
        guard let length = UInt32(exactly: string.count) else { return nil }
        start = string.start
        self.length = length
        escaped = string.escaped
    }

    var count: Int { Int(length) }
    var string: JSONString { JSONString(start: start, count: count, escaped: escaped) }
}

extension TextArena {
    func text(_ text: LooseText) -> TextSlice { self.text(text.string) }

    /// Not by `map`, whose nil keeps whatever stood in the memory of its count: builds without optimization look at
    /// both words where they test a stored optional, and then take it for a text.
    func text(_ text: LooseText?) -> TextSlice? {
        guard let text else { return nil }
        return self.text(text.string)
    }
}

/// An object inside a custom field's value, read without judging it: members of unexpected types count as
/// absent, so that no value of a plugin can spoil its issue.
struct EmbeddedObject {
    /// `self`.
    var link: LooseText?
    /// `id` as a number.
    var id: Int64?
    /// Whether there is any `id`.
    var hasID = false
    var key: LooseText?
    var name: LooseText?
    var value: LooseText?

    // People
    var displayName: LooseText?
    var email: LooseText?
    var timeZone: LooseText?
    var active: Bool?

    /// `projectTypeKey` or `projectCategory`.
    var isProject = false
    /// `released`.
    var isVersion = false
    /// `assigneeType` or `isAssigneeTypeValid`.
    var isComponent = false

    /// The lower level of a cascading option.
    var child: Child?
    /// Of `data`: the issue behind a Parent Link.
    var dataID: Int64?
    var dataKey: LooseText?

    // Sprints
    var state: LooseText?
    var goal: LooseText?
    var start: LooseText?
    var end: LooseText?
    var complete: LooseText?
    var activated: LooseText?
    /// `originBoardId`, `boardId` or `rapidViewId`.
    var board: Int64?

    struct Child {
        /// Nil where it is not an option of its own without children.
        var option: (id: Int64, value: LooseText)?
        var json: TextSlice
    }
}

extension IssueReader {
    /// Reads the object at the cursor into a fresh one, in place: it is too large to be handed around.
    mutating func read(into object: inout EmbeddedObject) throws(ScanError) {
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .`self`?: object.link = try looseText()
            case .id?:
                object.hasID = scanner.peek() != Byte.n
                object.id = try looseInteger()
            case .key?: object.key = try looseText()
            case .name?: object.name = try looseText()
            case .value?: object.value = try looseText()
            case .displayName?: object.displayName = try looseText()
            case .emailAddress?: object.email = try looseText()
            case .timeZone?: object.timeZone = try looseText()
            case .active?: object.active = try looseBoolean()
            case .released?: object.isVersion = try looseBoolean() != nil
            case .projectTypeKey?, .projectCategory?:
                object.isProject = try !scanner.takeNull()
                if object.isProject { try scanner.skipValue() }
            case .assigneeType?, .isAssigneeTypeValid?:
                object.isComponent = true
                try scanner.skipValue()
            case .child?: object.child = try embeddedChild()
            case .data?: try readData(into: &object)
            case let name?: try readSprintMember(name, into: &object)
            case nil: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
    }

    private mutating func readSprintMember(
        _ name: MemberName, into object: inout EmbeddedObject
    ) throws(ScanError) {
        switch name {
        case .state: object.state = try looseText()
        case .goal: object.goal = try looseText()
        case .startDate: object.start = try looseText()
        case .endDate: object.end = try looseText()
        case .completeDate: object.complete = try looseText()
        case .activatedDate: object.activated = try looseText()
        case .originBoardId, .boardId, .rapidViewId: object.board = try looseInteger() ?? object.board
        default: try scanner.skipValue()
        }
    }

    private mutating func embeddedChild() throws(ScanError) -> EmbeddedObject.Child? {
        if try scanner.takeNull() { return nil }
        let first = scanner.cursor
        guard first.pointee == Byte.openBrace else {
            return EmbeddedObject.Child(json: try scanner.rawValue())
        }
        var id: Int64?
        var link: LooseText?
        var value: LooseText?
        var isLast = true
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try looseInteger()
            case .`self`?: link = try looseText()
            case .value?: value = try looseText()
            case .child?:
                isLast = try scanner.takeNull()
                if !isLast { try scanner.skipValue() }
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        var child = EmbeddedObject.Child(json: TextSlice(start: first, count: scanner.cursor - first))
        if isLast, let value, let id = id ?? Self.trailingNumber(arena.text(link)) {
            child.option = (id, value)
        }
        return child
    }

    private mutating func readData(into object: inout EmbeddedObject) throws(ScanError) {
        guard scanner.peek() == Byte.openBrace else { return try scanner.skipValue() }
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: object.dataID = try looseInteger()
            case .key?: object.dataKey = try looseText()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
    }

    // MARK: Loose reading

    /// A string, nil for anything else.
    @inline(__always)
    private mutating func looseText() throws(ScanError) -> LooseText? {
        if scanner.peek() == Byte.quote { return LooseText(try scanner.string()) }
        try scanner.skipValue()
        return nil
    }

    /// A number or a string that is one, nil for anything else.
    @inline(__always)
    private mutating func looseInteger() throws(ScanError) -> Int64? {
        let byte = scanner.peek()
        if byte == Byte.quote {
            let string = try scanner.string()
            let text = TextSlice(start: string.start, count: string.count)
            return JSONScanner.plainInteger(text) ?? (try? Self.integer(text).get())
        }
        if byte == Byte.minus || byte &- Byte.zero <= 9 {
            let text = try scanner.numberText()
            return JSONScanner.plainInteger(text) ?? JSONScanner.integer(text)
        }
        try scanner.skipValue()
        return nil
    }

    private mutating func looseBoolean() throws(ScanError) -> Bool? {
        let byte = scanner.peek()
        if byte == Byte.t || byte == Byte.f { return try scanner.boolean() }
        try scanner.skipValue()
        return nil
    }
}
