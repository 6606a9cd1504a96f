import SyncCore

/// Owns the bytes of a batch that a test makes up.
final class Arena: @unchecked Sendable {
    private var blocks: [UnsafeMutablePointer<UInt8>] = []

    func slice(_ text: String) -> TextSlice {
        let bytes = Array(text.utf8)
        let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(bytes.count, 1))
        block.update(from: bytes, count: bytes.count)
        blocks.append(block)
        return TextSlice(start: block, count: bytes.count)
    }

    deinit { for block in blocks { block.deallocate() } }
}

/// Makes pages as the decoder would.
struct BatchBuilder {
    let arena = Arena()
    var batch = IssueBatch()

    init() { batch.storage = [arena] }

    func text(_ text: String) -> TextSlice { arena.slice(text) }

    /// Adds an issue. `edit` may change the row before its hash is set; children come from the lists.
    mutating func add(
        _ id: Int64, _ key: String, project: Int64 = 1, status: Int64 = 1, summary: String = "A summary",
        created: Instant = .day0, updated: Instant = .day0, labels: [String] = [], components: [Int64] = [],
        fixVersions: [Int64] = [], comments: [(Int64, String)] = [], worklogs: [(Int64, Instant)] = [],
        attachments: [Int64] = [], links: [(id: Int64, from: Int64, to: Int64)] = [],
        sprints: [Int64] = [], changes: [(id: Int64, at: Instant, items: [ItemText])] = [],
        fields: [(Int64, FieldInput)] = [], hash: UInt64? = nil,
        edit: (inout IssueRow) -> Void = { _ in }
    ) {
        var row = IssueRow(
            id: id, key: text(key), number: Int64(key.split(separator: "-").last ?? "0") ?? 0,
            projectID: project, issueTypeID: 1, statusID: status, summary: text(summary), createdAt: created,
            updatedAt: updated)
        row.labels = append(labels.map(text), to: &batch.labels)
        row.components = append(components, to: &batch.components)
        row.fixVersions = append(fixVersions, to: &batch.fixVersions)
        row.comments = append(
            comments.map { CommentRow(id: $0.0, body: text($0.1), createdAt: created, updatedAt: created) },
            to: &batch.comments)
        row.worklogs = append(
            worklogs.map {
                WorklogRow(
                    id: $0.0, issueID: id, startedAt: $0.1, createdAt: $0.1, updatedAt: $0.1,
                    timeSpentSeconds: 60)
            }, to: &batch.worklogs)
        row.attachments = append(
            attachments.map {
                AttachmentRow(id: $0, filename: text("file-\($0)"), sizeBytes: 1, createdAt: created)
            }, to: &batch.attachments)
        row.links = append(
            links.map {
                LinkRow(
                    id: $0.id, linkTypeID: 1, sourceIssueID: $0.from, sourceKey: text("K-\($0.from)"),
                    targetIssueID: $0.to, targetKey: text("K-\($0.to)"))
            }, to: &batch.links)
        row.sprints = append(sprints, to: &batch.issueSprints)
        let start = batch.changes.count
        for change in changes {
            let first = batch.changeItems.count
            for item in change.items {
                var row = ChangeItemRow(field: text(item.field))
                row.fieldType = text(item.type)
                row.fromValue = item.from.map(text)
                row.toValue = item.to.map(text)
                batch.changeItems.append(row)
            }
            batch.changes.append(
                ChangeRow(
                    id: change.id, authorKey: text("anna"), createdAt: change.at,
                    items: first..<batch.changeItems.count))
        }
        row.changes = start..<batch.changes.count
        row.customFields = append(fields.map { add($0.1, of: $0.0) }, to: &batch.customFields)
        row.hasComments = true
        row.hasWorklogs = true
        row.hasChangelog = true
        edit(&row)
        row.contentHash =
            hash
            ?? Self.hash(
                "\(row.key.string) \(status) \(summary) \(updated) \(labels) \(components) \(fixVersions) \(comments) "
                    + "\(worklogs) \(attachments) \(links) \(changes) \(sprints) \(fields)")
        batch.issues.append(row)
    }

    /// A custom field's value as the decoder gives it.
    private mutating func add(_ input: FieldInput, of number: Int64) -> CustomFieldRow {
        var row = CustomFieldRow(number: number, json: text(input.json))
        row.isList = input.isList
        row.isVolatile = input.isVolatile
        let members = input.members.map { member in
            var row = CustomMemberRow(member.shape, json: text(member.json))
            row.text = member.text.map(text)
            row.number = member.number
            row.refID = member.refID
            row.refKey = member.refKey.map(text)
            row.instant = member.instant
            row.isDay = member.isDay
            return row
        }
        row.members = append(members, to: &batch.customMembers)
        return row
    }

    mutating func see(_ kind: ReferenceKind, _ id: Int64, _ name: String, owner: Int64? = nil) {
        var reference = ReferenceSighting(kind: kind, id: id)
        reference.name = text(name)
        reference.ownerID = owner
        batch.references.append(reference)
    }

    mutating func see(sprint id: Int64, _ edit: (inout SprintSighting, BatchBuilder) -> Void = { _, _ in }) {
        var sprint = SprintSighting(id: id)
        edit(&sprint, self)
        batch.sprints.append(sprint)
    }

    mutating func see(user key: String, name: String? = nil, email: String? = nil, active: Bool? = true) {
        var user = UserSighting(key: text(key))
        user.displayName = name.map(text)
        user.email = email.map(text)
        user.active = active
        batch.users.append(user)
    }

    /// The page of a request that took a second.
    func page(requestedAt: Instant = .day0 + 86_400) -> IssuePage {
        IssuePage(
            batch: batch, startAt: 0, maxResults: 100, total: Int64(batch.issues.count),
            requestedAt: requestedAt, receivedAt: requestedAt + 1)
    }

    private func append<T>(_ values: [T], to array: inout [T]) -> Range<Int> {
        let start = array.count
        array += values
        return start..<array.count
    }

    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    }
}

struct ItemText: Sendable {
    var field = "status"
    var type = "jira"
    var from: String?
    var to: String?
}

extension Instant {
    /// 2024-01-01T00:00:00.000Z.
    static let day0 = Instant(milliseconds: 1_704_067_200_000)
}
