/// The site-wide lists: statuses, types, priorities, resolutions, link types, options.
struct Catalogue: Sendable {
    var categories: [StatusCategory]
    var statuses: [Status]
    var priorities: [Named]
    var resolutions: [Named]
    var types: [IssueType]
    var linkTypes: [LinkType]

    struct Named: Sendable {
        var id: Int64
        var name: String
        var description: String
    }

    struct StatusCategory: Sendable {
        var id: Int64
        var key: String
        var name: String
        var colour: String
    }

    struct Status: Sendable {
        var id: Int64
        var name: String
        var description: String
        /// Position in ``Catalogue/categories``.
        var category: UInt8
    }

    struct IssueType: Sendable {
        var id: Int64
        var name: String
        var description: String
        var isSubtask: Bool
    }

    struct LinkType: Sendable {
        var id: Int64
        var name: String
        var inward: String
        var outward: String
    }

    func isDone(status: UInt8) -> Bool { categories[Int(statuses[Int(status)].category)].key == "done" }

    func status(_ position: UInt8) -> (id: Int64, name: String) {
        (statuses[Int(position)].id, statuses[Int(position)].name)
    }

    /// nil for 255.
    func priority(_ position: UInt8) -> (id: Int64, name: String)? {
        position == IssueRecord.nothing
            ? nil : (priorities[Int(position)].id, priorities[Int(position)].name)
    }

    func resolution(_ position: UInt8) -> (id: Int64, name: String)? {
        position == IssueRecord.nothing
            ? nil : (resolutions[Int(position)].id, resolutions[Int(position)].name)
    }

    func type(_ position: UInt8) -> (id: Int64, name: String) {
        (types[Int(position)].id, types[Int(position)].name)
    }
}

/// The order of statuses that issues of a project walk through, as positions in the catalogue.
struct Workflow: Sendable {
    /// First to last; the last is of the category `done`.
    var path: [UInt8]
    /// Where a reopened issue goes.
    var reopened: UInt8
    /// Side tracks from the middle of the path.
    var side: [UInt8]

    var statuses: [UInt8] {
        var list = path
        for status in [reopened] + side where !list.contains(status) { list.append(status) }
        return list
    }
}
