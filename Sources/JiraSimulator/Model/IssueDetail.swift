/// What an issue holds beyond its ``IssueRecord``.
struct IssueDetail: Sendable {
    var summary: JiraText
    var description: JiraText?
    var environment: JiraText?
    /// Position in the site's people.
    var creator: Int32
    var labels: [String] = []
    var components: [Int64] = []
    var fixVersions: [Int64] = []
    var affectedVersions: [Int64] = []
    var originalEstimate: Int64?
    var remainingEstimate: Int64?
    var timeSpent: Int64?
    var votes = 0
    var watches = 0
    var lastViewed: Int64?
    var comments: [Comment] = []
    var worklogs: [Worklog] = []
    var attachments: [Attachment] = []
    var history: [HistoryEntry] = []
    /// Values of custom fields, in no order; a field without a value is not in it.
    var custom: [CustomValue] = []
    /// What apps keep at it: JSON by key.
    var properties: [String: String] = [:]
    /// When it came into its present and former sprints and left them.
    var sprintStays: [SprintStay] = []
    /// Since when and by whom it is archived.
    var archivedAt: Int64?
    var archivedBy: Int32 = -1

    init(summary: JiraText, creator: Int32) {
        self.summary = summary
        self.creator = creator
    }

    func value(of field: Int) -> CustomContent? { custom.first { $0.field == field }?.content }

    mutating func set(_ field: Int, _ content: CustomContent?) {
        custom.removeAll { $0.field == field }
        if let content { custom.append(CustomValue(field: field, content: content)) }
    }
}

/// A comment; no author is an anonymous one.
struct Comment: Sendable {
    var id: Int64
    var author: Int32
    var updateAuthor: Int32
    var body: JiraText
    var created: Int64
    var updated: Int64
    var visibility: Visibility?
}

struct Worklog: Sendable {
    var id: Int64
    var author: Int32
    var updateAuthor: Int32
    var comment: JiraText?
    var started: Int64
    var created: Int64
    var updated: Int64
    var seconds: Int64
    var visibility: Visibility?
}

struct Attachment: Sendable {
    var id: Int64
    var author: Int32
    var filename: String
    var mimeType: String
    var size: Int64
    var created: Int64
}

/// One save by one author.
struct HistoryEntry: Sendable {
    var id: Int64
    var author: Int32
    var created: Int64
    var items: [ChangeItem]
}

/// One changed field, with the names of that time: later renames do not reach it.
struct ChangeItem: Sendable {
    var field: String
    var isCustom = false
    var from: String?
    var fromText: JiraText?
    var to: String?
    var toText: JiraText?

    init(
        _ field: String, custom: Bool = false, from: String? = nil, fromText: JiraText? = nil,
        to: String? = nil, toText: JiraText? = nil
    ) {
        self.field = field
        isCustom = custom
        self.from = from
        self.fromText = fromText
        self.to = to
        self.toText = toText
    }

    /// Values whose name is their text.
    static func named(
        _ field: String, from: (id: Int64, name: String)?, to: (id: Int64, name: String)?,
        custom: Bool = false
    ) -> ChangeItem {
        ChangeItem(
            field, custom: custom, from: from.map { String($0.id) }, fromText: from.map { .text($0.name) },
            to: to.map { String($0.id) }, toText: to.map { .text($0.name) })
    }

    /// Plain values, shown as themselves.
    static func plain(_ field: String, from: String?, to: String?) -> ChangeItem {
        ChangeItem(
            field, from: from, fromText: from.map { .text($0) }, to: to, toText: to.map { .text($0) })
    }
}

/// A link; the source is the outward side.
struct IssueLink: Sendable {
    var type: UInt8
    var source: Int32
    var target: Int32
}

/// Value of one custom field of one issue.
struct CustomValue: Sendable {
    /// The number in `customfield_NNNNN`.
    var field: Int
    var content: CustomContent
}

/// What a custom field holds; which case belongs to which ``FieldKind`` is told by ``FieldInput``.
enum CustomContent: Sendable, Equatable {
    case number(Double)
    case text(JiraText)
    /// Days since 1970.
    case day(Int)
    /// Epoch milliseconds.
    case instant(Int64)
    /// Ids of options.
    case option(Int64)
    case options([Int64])
    case cascading(Int64, child: Int64?)
    /// Positions of people.
    case user(Int32)
    case users([Int32])
    /// Names.
    case group(String)
    case groups([String])
    /// Ids.
    case version(Int64)
    case versions([Int64])
    case project(Int64)
    case labels([String])
    case sprints([Int64])
    case rank(String)
    /// Slot of another issue: an epic or a parent.
    case issue(Int32)
    /// Compact JSON of an object or a boolean.
    case json(String)
    /// The same of each member of an array.
    case jsonList([String])
}
