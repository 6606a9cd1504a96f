/// A field of issues as `/rest/api/2/field` lists it.
struct FieldDefinition: Sendable {
    /// What fills the field.
    enum Content: Sendable, Equatable {
        case issueType, parent, timeSpent, project, fixVersions, aggregateTimeSpent, resolution,
            resolutionDate
        case workRatio, lastViewed, watches, created, priority, labels, timeEstimate
        case aggregateTimeOriginalEstimate, affectedVersions, issueLinks, assignee, updated, status,
            components
        case timeOriginalEstimate, description, archivedDate, timeTracking, attachment, aggregateTimeEstimate
        case summary, creator, subtasks, reporter, aggregateProgress, environment, dueDate, progress, comment
        case votes, worklog, archivedBy, security
        /// Made anew at each read.
        case development
        /// What ``SiteState/value(of:_:_:)`` gives for a custom field.
        case value
        /// In the list only; issues do not show it.
        case unused
    }

    var id: String
    var name: String
    var content: Content
    /// The number of a custom field.
    var number: Int?
    var isNavigable = true
    var isOrderable = true
    var isSearchable = true
    var isListed = true
    var clauses: [String]
    var type: String?
    var items: String?
    /// `system` of a system field's schema, `custom` of a custom field's.
    var schemaName: String?
    /// The type of a custom field.
    var kind: FieldKind?
    var options: [FieldOption] = []
    /// The only project whose issues have the field, by position; nil are all.
    var onlyIn: UInt16?
    /// By position of a project, what all its issues show that hold no value of their own.
    var shownIn: [UInt16: CustomContent] = [:]

    var isCustom: Bool { number != nil }
}

extension FieldDefinition {
    private static func field(
        _ id: String, _ name: String, _ content: Content, _ clauses: [String], _ type: String?,
        items: String? = nil,
        navigable: Bool = true, listed: Bool = true
    ) -> FieldDefinition {
        FieldDefinition(
            id: id, name: name, content: content, isNavigable: navigable,
            isSearchable: !clauses.isEmpty, isListed: listed, clauses: clauses, type: type, items: items,
            schemaName: type == nil ? nil : id)
    }

    /// The fields that every site has, in the order in which issues show them.
    static let system: [FieldDefinition] = [
        field("issuetype", "Issue Type", .issueType, ["issuetype", "type"], "issuetype"),
        field("parent", "Parent", .parent, ["parent"], "issuelink", listed: false),
        field("timespent", "Time Spent", .timeSpent, ["timespent"], "number"),
        field("project", "Project", .project, ["project"], "project"),
        field("fixVersions", "Fix Version/s", .fixVersions, ["fixVersion"], "array", items: "version"),
        field("aggregatetimespent", "Σ Time Spent", .aggregateTimeSpent, [], "number"),
        field("resolution", "Resolution", .resolution, ["resolution"], "resolution"),
        field("resolutiondate", "Resolved", .resolutionDate, ["resolutiondate", "resolved"], "datetime"),
        field("workratio", "Work Ratio", .workRatio, ["workratio"], "number"),
        field("lastViewed", "Last Viewed", .lastViewed, ["lastViewed"], "datetime"),
        field("watches", "Watchers", .watches, ["watchers"], "watches"),
        field("thumbnail", "Images", .unused, [], nil),
        field("created", "Created", .created, ["created", "createdDate"], "datetime"),
        field("priority", "Priority", .priority, ["priority"], "priority"),
        field("labels", "Labels", .labels, ["labels"], "array", items: "string"),
        field(
            "timeestimate", "Remaining Estimate", .timeEstimate, ["remainingEstimate", "timeestimate"],
            "number"),
        field(
            "aggregatetimeoriginalestimate", "Σ Original Estimate", .aggregateTimeOriginalEstimate, [],
            "number"),
        field(
            "versions", "Affects Version/s", .affectedVersions, ["affectedVersion"], "array", items: "version"
        ),
        field("issuelinks", "Linked Issues", .issueLinks, [], "array", items: "issuelinks"),
        field("assignee", "Assignee", .assignee, ["assignee"], "user"),
        field("updated", "Updated", .updated, ["updated", "updatedDate"], "datetime"),
        field("status", "Status", .status, ["status"], "status"),
        field("components", "Component/s", .components, ["component"], "array", items: "component"),
        field("issuekey", "Key", .unused, ["id", "issue", "issuekey", "key"], nil),
        field(
            "timeoriginalestimate", "Original Estimate", .timeOriginalEstimate,
            ["originalEstimate", "timeoriginalestimate"], "number"),
        field("description", "Description", .description, ["description"], "string"),
        field("timetracking", "Time Tracking", .timeTracking, [], "timetracking", navigable: false),
        field("archiveddate", "Archived", .archivedDate, [], "datetime", navigable: false),
        field("security", "Security Level", .security, ["level"], "securitylevel"),
        field(
            "attachment", "Attachment", .attachment, ["attachments"], "array", items: "attachment",
            navigable: false),
        field("aggregatetimeestimate", "Σ Remaining Estimate", .aggregateTimeEstimate, [], "number"),
        field("summary", "Summary", .summary, ["summary"], "string"),
        field("creator", "Creator", .creator, ["creator"], "user"),
        field("subtasks", "Sub-Tasks", .subtasks, ["subtasks"], "array", items: "issuelinks"),
        field("reporter", "Reporter", .reporter, ["reporter"], "user"),
        field("aggregateprogress", "Σ Progress", .aggregateProgress, [], "progress"),
        field("environment", "Environment", .environment, ["environment"], "string"),
        field("duedate", "Due Date", .dueDate, ["due", "duedate"], "date"),
        field("progress", "Progress", .progress, ["progress"], "progress"),
        field("comment", "Comment", .comment, ["comment"], "comments-page", navigable: false),
        field("votes", "Votes", .votes, ["votes"], "votes"),
        field("worklog", "Log Work", .worklog, [], "array", items: "worklog", navigable: false),
        field("archivedby", "Archiver", .archivedBy, [], "user", navigable: false),
    ]
}
