import SyncCore

/// Comments, attachments and links of an issue.
extension IssueReader {
    // MARK: Comments

    /// `comment: {comments: […], total}`; the agile API gave the bare array.
    mutating func readComments() throws(ScanError) {
        batch.comments.cut(to: draft.mark.comments)
        draft.row.commentTotal = nil
        draft.row.hasComments = false
        if try scanner.takeNull() { return }
        draft.row.hasComments = true
        draft.row.commentTotal = try readCommentPage().total
    }

    /// `{comments: […], total}` or the bare array; gives the total and whether the list was there.
    private mutating func readCommentPage() throws(ScanError) -> (total: Int64?, hasList: Bool) {
        if scanner.peek() == Byte.openBracket {
            try readCommentList()
            return (nil, true)
        }
        var total: Int64?
        var hasList = false
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .total?: total = try integer()
            case .comments?:
                hasList = true
                try readCommentList()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        return (total, hasList)
    }

    /// The whole of a comment answer; gives its total.
    mutating func readCommentAnswer() throws(ScanError) -> Int64? {
        _ = scanner.peek()
        let first = scanner.cursor
        let page = try readCommentPage()
        guard page.hasList else { throw scanner.fault(.missing(.comments), at: first) }
        try scanner.expectEnd()
        return page.total
    }

    private mutating func readCommentList() throws(ScanError) {
        batch.comments.cut(to: draft.mark.comments)
        var more = try openArrayOrNull()
        while more {
            try readComment()
            more = try scanner.nextElement()
        }
    }

    private mutating func readComment() throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        var row = CommentRow(
            id: 0, body: TextSlice(""), createdAt: Instant(milliseconds: 0),
            updatedAt: Instant(milliseconds: 0))
        var id: Int64?
        var link: TextSlice?
        var created: Instant?
        var updated: Instant?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .`self`?: link = try text()
            case .author?: row.authorKey = try user()
            case .updateAuthor?: row.updateAuthorKey = try user()
            case .body?: row.body = try text() ?? TextSlice("")
            case .created?: created = try instant()
            case .updated?: updated = try instant()
            case .visibility?: (row.visibilityType, row.visibilityValue) = try readVisibility()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = id ?? Self.trailingNumber(link) else { throw scanner.fault(.missing(.id), at: first) }
        guard let created else { throw scanner.fault(.missing(.created), at: first) }
        row.id = id
        row.createdAt = created
        row.updatedAt = updated ?? created
        batch.comments.append(row)
    }

    /// `visibility: {"type": "role", "value": "Developers"}`.
    mutating func readVisibility() throws(ScanError) -> (TextSlice?, TextSlice?) {
        var type: TextSlice?
        var value: TextSlice?
        var more = try openObjectOrNull()
        while more {
            switch try member() {
            case .type?: type = try text()
            case .value?: value = try text()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        return (type, value)
    }

    // MARK: Attachments

    mutating func readAttachments() throws(ScanError) {
        batch.attachments.cut(to: draft.mark.attachments)
        var more = try openArrayOrNull()
        while more {
            try readAttachment()
            more = try scanner.nextElement()
        }
    }

    private mutating func readAttachment() throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        var row = AttachmentRow(
            id: 0, filename: TextSlice(""), sizeBytes: 0, createdAt: Instant(milliseconds: 0))
        var id: Int64?
        var link: TextSlice?
        var filename: TextSlice?
        var size: Int64?
        var created: Instant?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .`self`?: link = try text()
            case .filename?: filename = try text()
            case .mimeType?: row.mimeType = try text()
            case .size?: size = try integer()
            case .author?: row.authorKey = try user()
            case .created?: created = try instant()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = id ?? Self.trailingNumber(link) else { throw scanner.fault(.missing(.id), at: first) }
        guard let filename else { throw scanner.fault(.missing(.filename), at: first) }
        guard let size else { throw scanner.fault(.missing(.size), at: first) }
        guard let created else { throw scanner.fault(.missing(.created), at: first) }
        row.id = id
        row.filename = filename
        row.sizeBytes = size
        row.createdAt = created
        batch.attachments.append(row)
    }

    // MARK: Links

    mutating func readLinks() throws(ScanError) {
        batch.links.cut(to: draft.mark.links)
        var more = try openArrayOrNull()
        while more {
            try readLink()
            more = try scanner.nextElement()
        }
    }

    /// With `outwardIssue` this issue is the source ("this blocks that"), with `inwardIssue` the target.
    ///
    /// A link that shows neither end says nothing that could be stored.
    private mutating func readLink() throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        var id: Int64?
        var link: TextSlice?
        var type: Int64?
        var outward: IssueEnd?
        var inward: IssueEnd?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .`self`?: link = try text()
            case .type?: type = try reference(.linkType)
            case .outwardIssue?: outward = try readLinkedIssue()
            case .inwardIssue?: inward = try readLinkedIssue()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard outward != nil || inward != nil else { return }
        guard let id = id ?? Self.trailingNumber(link) else { throw scanner.fault(.missing(.id), at: first) }
        guard let type else { throw scanner.fault(.missing(.type), at: first) }
        let this = IssueEnd(id: IssueDraft.thisIssue, key: TextSlice(""))
        let source = outward != nil ? this : inward ?? this
        let target = outward ?? this
        batch.links.append(
            LinkRow(
                id: id, linkTypeID: type, sourceIssueID: source.id, sourceKey: source.key,
                targetIssueID: target.id, targetKey: target.key))
    }

    private struct IssueEnd {
        var id: Int64
        var key: TextSlice
    }

    private mutating func readLinkedIssue() throws(ScanError) -> IssueEnd? {
        if try scanner.takeNull() { return nil }
        let first = scanner.cursor
        var id: Int64?
        var key: TextSlice?
        var link: TextSlice?
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?: id = try integer()
            case .key?: key = try text()
            case .`self`?: link = try text()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = id ?? Self.trailingNumber(link) else { throw scanner.fault(.missing(.id), at: first) }
        guard let key else { throw scanner.fault(.missing(.key), at: first) }
        return IssueEnd(id: id, key: key)
    }
}
