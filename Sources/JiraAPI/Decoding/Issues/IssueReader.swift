import HTTPCore
import SyncCore

/// Reads issues from a page into a batch.
///
/// One reader, one page; the extensions beside this file read the parts of an issue.
///
/// Any error inside an issue is thrown as a ``ScanError``; ``readIssueOrReject(position:)`` then finds out
/// whether the text itself is sound (the issue is set aside, the page goes on) or not (the page fails).
/// Of members given twice the last wins, but an issue whose `id`, `key` or `fields` come twice is set aside.
struct IssueReader: ~Copyable {
    var scanner: JSONScanner
    let arena = TextArena()
    let names = MemberTable.shared
    var batch = IssueBatch()
    var rejected: [RejectedRecord] = []
    var memo: ObjectMemo
    var userIndex = UserIndex()
    var referenceIndex = ReferenceIndex()
    let reading: IssuePageDecoder.Reading
    /// Numbers of custom fields that do not count for the content hash.
    let ignoredCustomFields: [Int64]
    /// The issue being read.
    var draft = IssueDraft()
    /// Which custom fields the issue being read has had, by the low bits of their numbers.
    var customFieldStamps: [UInt32]
    /// Parts of the content hash of the custom fields of the issue being read, beside ``IssueBatch/customFields``.
    var customFieldHashes: [UInt64] = []
    var fieldTraits = CustomFieldTraits()
    var sprintIndex = SprintIndex()

    private let body: ResponseBody

    init(
        _ body: ResponseBody, reading: IssuePageDecoder.Reading, ignoring ignored: [Int64]
    ) throws(ScanError) {
        scanner = try JSONScanner(body)
        memo = ObjectMemo(scanner)
        self.body = body
        self.reading = reading
        ignoredCustomFields = ignored
        customFieldStamps = reading == .full ? Array(repeating: 0, count: Self.customFieldStampCount) : []
        if reading == .full { batch.reserve(forBytes: body.count) }
    }

    /// The batch with all that keeps its texts alive.
    consuming func finished() -> IssueBatch {
        batch.storage = arena.isEmpty ? [body] : [body, arena]
        return batch
    }

    // MARK: One issue

    /// Reads the issue at the cursor, or sets it aside with the reason.
    mutating func readIssueOrReject(position: Int) throws(ScanError) {
        _ = scanner.peek()
        let first = scanner.cursor
        let depth = scanner.depth
        draft = IssueDraft(mark: BatchMark(batch), stamp: draft.stamp &+ 1)
        customFieldHashes.removeAll(keepingCapacity: true)
        do throws(ScanError) {
            try readIssue()
        } catch {
            scanner.cursor = first
            scanner.depth = depth
            try scanner.skipValue()
            let text = TextSlice(start: first, count: scanner.cursor - first)
            rejected.append(RejectedRecord(text, error, body: scanner.start, position: position))
            rollBack(to: draft.mark)
        }
    }

    private mutating func readIssue() throws(ScanError) {
        let first = scanner.cursor
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .id?:
                guard draft.id == nil else { throw scanner.fault(.duplicate(.id), at: first) }
                draft.id = try requiredInteger(.id)
            case .key?:
                guard draft.key == nil else { throw scanner.fault(.duplicate(.key), at: first) }
                draft.key = try readIssueKey()
            case .fields? where reading != .identifiers:
                guard draft.fieldsAt == nil else { throw scanner.fault(.duplicate(.fields), at: first) }
                _ = scanner.peek()
                draft.fieldsAt = scanner.cursor
                try readFields()
            case .changelog? where reading == .full: try readChangelog()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        guard let id = draft.id else { throw scanner.fault(.missing(.id), at: first) }
        guard let key = draft.key else { throw scanner.fault(.missing(.key), at: first) }
        draft.row.id = id
        draft.row.key = key
        if reading != .identifiers { try takeRequiredFields(first) }
        finishIssue()
    }

    /// The members of `fields` without which an issue is none.
    private mutating func takeRequiredFields(_ first: UnsafePointer<UInt8>) throws(ScanError) {
        guard let fields = draft.fieldsAt else { throw scanner.fault(.missing(.fields), at: first) }
        guard let project = draft.projectID else { throw scanner.fault(.missing(.project), at: fields) }
        guard let updated = draft.updatedAt else { throw scanner.fault(.missing(.updated), at: fields) }
        draft.row.projectID = project
        draft.row.updatedAt = updated
        guard reading == .full else { return }
        guard let created = draft.createdAt else { throw scanner.fault(.missing(.created), at: fields) }
        guard let type = draft.issueTypeID else { throw scanner.fault(.missing(.issuetype), at: fields) }
        guard let status = draft.statusID else { throw scanner.fault(.missing(.status), at: fields) }
        draft.row.createdAt = created
        draft.row.issueTypeID = type
        draft.row.statusID = status
    }

    /// Completes what the children could not know before the issue was whole, and adds the row.
    private mutating func finishIssue() {
        let mark = draft.mark
        draft.row.labels = mark.labels..<batch.labels.count
        draft.row.components = mark.components..<batch.components.count
        draft.row.fixVersions = mark.fixVersions..<batch.fixVersions.count
        draft.row.affectedVersions = mark.affectedVersions..<batch.affectedVersions.count
        draft.row.links = mark.links..<batch.links.count
        draft.row.comments = mark.comments..<batch.comments.count
        draft.row.worklogs = mark.worklogs..<batch.worklogs.count
        draft.row.attachments = mark.attachments..<batch.attachments.count
        draft.row.changes = mark.changes..<batch.changes.count
        draft.row.customFields = mark.customFields..<batch.customFields.count
        if draft.hasSprints { collectSprints() }
        draft.row.sprints = mark.issueSprints..<batch.issueSprints.count
        if reading == .full {
            nameThisIssue()
            draft.row.contentHash = customFieldHashes.reduce(batch.contentHash(of: draft.row), &+)
        }
        batch.issues.append(draft.row)
    }

    /// Links and worklogs name their issue; components and versions sighted here belong to its project.
    private mutating func nameThisIssue() {
        for index in draft.row.links {
            if batch.links[index].sourceIssueID == IssueDraft.thisIssue {
                batch.links[index].sourceIssueID = draft.row.id
                batch.links[index].sourceKey = draft.row.key
            } else {
                batch.links[index].targetIssueID = draft.row.id
                batch.links[index].targetKey = draft.row.key
            }
        }
        for index in draft.row.worklogs where batch.worklogs[index].issueID == IssueDraft.thisIssue {
            batch.worklogs[index].issueID = draft.row.id
        }
        for index in draft.mark.references..<batch.references.count {
            switch batch.references[index].kind {
            case .component, .version: batch.references[index].ownerID = draft.row.projectID
            default: break
            }
        }
    }

    /// Undoes all that a failed issue has left in the batch.
    mutating func rollBack(to mark: BatchMark) {
        batch.cut(to: mark)
        memo.clear()
        userIndex = UserIndex(batch.users)
        referenceIndex = ReferenceIndex(batch.references)
        sprintIndex = SprintIndex(batch.sprints)
    }
}
