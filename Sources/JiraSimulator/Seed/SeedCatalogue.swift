/// The lists every seeded site has.
extension Catalogue {
    static func seeded(hostile: Bool) -> Catalogue {
        Catalogue(
            categories: [
                StatusCategory(id: 1, key: "undefined", name: "No Category", colour: "medium-gray"),
                StatusCategory(id: 2, key: "new", name: "To Do", colour: "blue-gray"),
                StatusCategory(id: 4, key: "indeterminate", name: "In Progress", colour: "yellow"),
                StatusCategory(id: 3, key: "done", name: "Done", colour: "green"),
            ],
            statuses: [
                Status(
                    id: 1, name: "Open", description: "The issue is open and ready to be worked on.",
                    category: 1),
                Status(
                    id: 3, name: "In Progress", description: "This issue is being actively worked on.",
                    category: 2),
                Status(id: 4, name: "Reopened", description: "This issue was once resolved.", category: 1),
                Status(id: 5, name: "Resolved", description: "A resolution has been taken.", category: 3),
                Status(id: 6, name: "Closed", description: "The issue is considered finished.", category: 3),
                Status(id: 10000, name: "To Do", description: "", category: 1),
                Status(id: 10001, name: "Done", description: "", category: 3),
                Status(id: 10002, name: "Backlog", description: "", category: 1),
                Status(id: 10003, name: "Selected for Development", description: "", category: 1),
                Status(id: 10004, name: "In Review", description: "", category: 2),
                Status(id: 10005, name: "In Testing", description: "", category: 2),
                Status(id: 10006, name: "Blocked", description: "", category: 2),
                Status(id: 10007, name: "Waiting for Customer", description: "", category: 2),
                Status(
                    id: 10008, name: hostile ? "Ready – \"QA\" <b>" : "Ready for QA", description: "",
                    category: 2),
                Status(id: 10009, name: "Imported", description: "", category: 0),
            ],
            priorities: [
                Named(id: 1, name: "Highest", description: "This problem will block progress."),
                Named(id: 2, name: "High", description: "Serious problem that could block progress."),
                Named(id: 3, name: "Medium", description: "Has the potential to affect progress."),
                Named(id: 4, name: "Low", description: "Minor problem or easily worked around."),
                Named(id: 5, name: "Lowest", description: "Trivial problem with little or no impact."),
            ],
            resolutions: [
                Named(id: 10000, name: "Done", description: "Work has been completed on this issue."),
                Named(id: 1, name: "Fixed", description: "A fix for this issue is in the tree."),
                Named(id: 10001, name: "Won't Do", description: "This issue won't be actioned."),
                Named(id: 10002, name: "Duplicate", description: "The problem is a duplicate."),
                Named(
                    id: 10003, name: "Cannot Reproduce", description: "All attempts at reproducing it failed."
                ),
            ],
            types: [
                IssueType(id: 10000, name: "Epic", description: "A big user story.", isSubtask: false),
                IssueType(id: 10001, name: "Story", description: "A user story.", isSubtask: false),
                IssueType(
                    id: 10002, name: "Task", description: "A task that needs to be done.", isSubtask: false),
                IssueType(
                    id: 10003, name: "Sub-task", description: "The sub-task of the issue", isSubtask: true),
                IssueType(id: 10004, name: "Bug", description: "A problem.", isSubtask: false),
                IssueType(id: 10005, name: "Improvement", description: "", isSubtask: false),
            ],
            linkTypes: [
                LinkType(id: 10000, name: "Blocks", inward: "is blocked by", outward: "blocks"),
                LinkType(id: 10001, name: "Cloners", inward: "is cloned by", outward: "clones"),
                LinkType(id: 10002, name: "Duplicate", inward: "is duplicated by", outward: "duplicates"),
                LinkType(id: 10003, name: "Relates", inward: "relates to", outward: "relates to"),
            ])
    }

    static let epicType: UInt8 = 0
    static let taskType: UInt8 = 2
    static let subtaskType: UInt8 = 3
    static let doneResolution: UInt8 = 0
}

extension Workflow {
    /// Positions in ``Catalogue/seeded(hostile:)``'s statuses.
    static let all: [Workflow] = [
        Workflow(path: [0, 1, 3, 4], reopened: 2, side: [11]),
        Workflow(path: [7, 8, 1, 9, 10, 6], reopened: 8, side: [11, 13]),
        Workflow(path: [5, 1, 6], reopened: 5, side: [12, 14]),
    ]
}
