/// What the columns of the mirror's views mean, where it is not what they mean in the table they come from.
///
/// The one place for meanings that the migrations do not have: a landed migration is never edited, and SQLite gives a
/// view's computed columns neither comments nor types.
enum ViewMeanings {
    struct View {
        /// Tables and views whose columns of the same name it takes over, the first one wins.
        var inherits: [String] = []
        /// Type (empty is the declared one) and meaning by column.
        var own: [String: (type: String, meaning: String)] = [:]
    }

    /// Views in an order in which each comes after those that it takes over from.
    static let all: [(name: String, view: View)] = [
        ("issue_details", issueDetails),
        ("open_issues", View(inherits: ["issue_details"])),
        ("status_intervals", statusIntervals),
        ("status_durations", statusDurations),
        ("changes", changes),
        ("linked_issues", linkedIssues),
        ("sprint_issues", sprintIssues),
        ("issue_parents", issueParents),
        ("issue_tree", issueTree),
        ("field_history", fieldHistory),
    ]

    /// The tables with these meanings filled in; what the statements themselves say wins.
    static func filled(_ tables: [SchemaTable]) -> [SchemaTable] {
        var tables = tables
        for (name, view) in all {
            guard let index = tables.firstIndex(where: { $0.name == name && $0.kind == .view }) else {
                continue
            }
            let sources = view.inherits.compactMap { source in tables.first { $0.name == source } }
            for column in tables[index].columns.indices {
                fill(&tables[index].columns[column], view, sources)
            }
        }
        return tables
    }

    private static func fill(_ column: inout SchemaTable.Column, _ view: View, _ sources: [SchemaTable]) {
        let name = column.name
        let source = sources.compactMap { table in table.columns.first { $0.name == name } }.first
        if let own = view.own[name] {
            if column.meaning == nil { column.meaning = own.meaning }
            if column.type.isEmpty { column.type = own.type }
        } else if let source, column.meaning == nil {
            column.meaning = source.meaning
            if column.type.isEmpty { column.type = source.type }
        }
        if column.refersTo == nil { column.refersTo = source?.refersTo }
    }

    private static let issueKey = (type: "TEXT", meaning: "The issue's present key.")
    private static let statusName = (type: "TEXT", meaning: "The status, by its present name.")
    private static let statusCategory = (
        type: "TEXT", meaning: "Its category: new, indeterminate (in progress), done, undefined."
    )

    private static let issueDetails = View(
        inherits: ["issues", "issue_flow", "issue_types"],
        own: [
            "project_key": ("TEXT", "The project's present key."),
            "project_name": ("TEXT", "The project's present name."),
            "issue_type": ("TEXT", "The type's name."),
            "is_subtask": ("", "Whether it is a sub-task."),
            "status": statusName,
            "status_category": statusCategory,
            "priority": ("TEXT", "The priority's name; priorities.position has its order."),
            "resolution": ("TEXT", "The resolution's name; NULL is unresolved."),
            "security_level": ("TEXT", "The security level's name; NULL is visible to all."),
            "epic_key": ("TEXT", "The epic's present key; NULL is no epic."),
            "epic_summary": ("TEXT", "The epic's summary; NULL also where the mirror lacks the epic."),
            "assignee": ("TEXT", "The assignee's full name, else the key; NULL is nobody."),
            "reporter": ("TEXT", "The reporter's full name, else the key."),
            "creator": ("TEXT", "The creator's full name, else the key."),
            "sprint": ("TEXT", "Its sprints that are not closed, joined with ', '."),
            "labels": ("TEXT", "Its labels, joined with ', '; one row each in issue_labels."),
            "components": ("TEXT", "Its components, joined with ', '; one row each in issue_components."),
            "fix_versions": (
                "TEXT", "Its fix versions, joined with ', '; one row each in issue_fix_versions."
            ),
            "url": ("TEXT", "The issue's page in Jira."),
        ])

    private static let statusIntervals = View(
        inherits: ["status_interval_data"],
        own: [
            "issue_key": issueKey,
            "status": statusName,
            "status_category": statusCategory,
            "entered_at": ("TEXT", "When it came into the status, UTC."),
            "left_at": ("TEXT", "When it left the status, UTC; NULL while it is in it."),
            "seconds": ("REAL", "How long it stayed; NULL while it stays."),
        ])

    private static let statusDurations = View(
        inherits: ["status_interval_data"],
        own: [
            "issue_key": issueKey,
            "status": statusName,
            "status_category": statusCategory,
            "visits": ("INTEGER", "How often it was in the status."),
            "seconds": (
                "REAL", "All its stays there together; one that goes on, up to the last complete run."
            ),
            "is_current": ("BOOLEAN", "Whether it is in the status now."),
        ])

    private static let changes = View(
        inherits: ["changelog_items", "changelog"],
        own: [
            "issue_key": issueKey,
            "created_at": ("", "When it was saved, UTC."),
            "author": ("TEXT", "Who saved it: the full name, else the key; NULL is anonymous or the system."),
        ])

    private static let linkedIssues = View(own: [
        "issue_id": ("INTEGER", "The issue that reads the link."),
        "issue_key": ("TEXT", "Its key."),
        "phrase": ("TEXT", "How it reads it: blocks, is blocked by."),
        "other_issue_id": ("INTEGER", "The issue at the other end; it may be invisible to the account."),
        "other_key": ("TEXT", "Its key."),
        "link_type": ("TEXT", "The name of the type of link: Blocks."),
        "link_id": ("INTEGER", "Jira's id of the link: both its readings have it."),
    ])

    private static let sprintIssues = View(
        inherits: ["issues", "sprint_intervals", "sprints"],
        own: [
            "sprint_id": ("", "The sprint."),
            "sprint": ("TEXT", "The sprint's present name."),
            "sprint_state": ("TEXT", "future, active or closed."),
            "issue_id": ("", "The issue."),
            "issue_key": issueKey,
            "status": (type: "TEXT", meaning: "Today's status, not that at the sprint's end."),
            "status_category": statusCategory,
            "added_at": ("TEXT", "When it was first put into the sprint, UTC."),
            "removed_at": ("TEXT", "When it was last taken out, UTC; NULL while it lists the sprint."),
            "was_in_at_start": ("BOOLEAN", "In the sprint when it began; NULL before that."),
            "was_in_at_end": ("BOOLEAN", "In the sprint when it was closed; NULL before that."),
            "was_completed": ("BOOLEAN", "Done within the sprint, by the rule above; NULL before it begins."),
        ])

    private static let issueParents = View(own: [
        "issue_id": ("INTEGER", "The issue."),
        "issue_key": issueKey,
        "relation": ("TEXT", "Why it belongs there: sub-task, epic or parent link; NULL is topmost."),
        "parent_id": ("INTEGER", "The issue that it belongs to; NULL also where the mirror lacks it."),
        "parent_key": ("TEXT", "That issue's key."),
    ])

    private static let issueTree = View(
        inherits: ["issue_parents"],
        own: [
            "level": ("INTEGER", "How many issues stand above it; 0 is topmost."),
            "path": ("TEXT", "Keys from the topmost one down to this one: ABC-1/ABC-7/ABC-9."),
        ])

    private static let fieldHistory = View(own: [
        "issue_id": ("INTEGER", "The issue."),
        "issue_key": issueKey,
        "field": ("TEXT", "The field: as the changelog names it, a custom field by its present name."),
        "field_id": ("TEXT", "The field's id; NULL where it cannot be told."),
        "value": ("TEXT", "The value that Jira compares by: an id, a user key; NULL is empty."),
        "text": ("TEXT", "The value as people saw it then; NULL is empty."),
        "from_at": ("TEXT", "Since when it held, UTC."),
        "to_at": ("TEXT", "Until when it held, UTC, that instant not included; NULL is still."),
    ])
}
