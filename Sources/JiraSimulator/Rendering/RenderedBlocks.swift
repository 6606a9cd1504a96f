/// Objects that answers repeat thousands of times, rendered once: people, statuses, projects.
struct RenderedBlocks: Sendable {
    /// As author or assignee inside issues.
    var users: [[UInt8]] = []
    var statuses: [[UInt8]] = []
    var priorities: [[UInt8]] = []
    var resolutions: [[UInt8]] = []
    var types: [[UInt8]] = []
    var linkTypes: [[UInt8]] = []
    /// As embedded in issues.
    var projects: [[UInt8]] = []
    var components: [Int64: [UInt8]] = [:]
    var versions: [Int64: [UInt8]] = [:]
    /// By position of the security level.
    var levels: [[UInt8]] = []
    /// By option id, without the closing brace.
    var options: [Int64: [UInt8]] = [:]
    /// Texts of sprints behind their hash.
    var sprints: [Int64: [UInt8]] = [:]
    /// Keys of projects, for the keys of issues.
    var projectKeys: [[UInt8]] = []
    /// Place of each project in the order of keys.
    var projectRank: [Int32] = []
    /// The base URL, JSON-escaped.
    var base: [UInt8] = []

    init(_ state: SiteState) {
        var escaped = JSONBuffer()
        escaped.escaped(state.options.baseURL)
        base = escaped.bytes
        let writer = ReferenceWriter(base: base, state: state)
        users = state.users.map { user in writer.make { writer.embedded(user, to: &$0) } }
        statuses = state.catalogue.statuses.map { status in writer.make { writer.status(status, to: &$0) } }
        priorities = state.catalogue.priorities.map { item in
            writer.make { writer.priority(item, full: false, to: &$0) }
        }
        resolutions = state.catalogue.resolutions.map { item in
            writer.make { writer.resolution(item, to: &$0) }
        }
        types = state.catalogue.types.map { type in writer.make { writer.type(type, to: &$0) } }
        linkTypes = state.catalogue.linkTypes.map { type in writer.make { writer.linkType(type, to: &$0) } }
        projects = state.projects.map { project in writer.make { writer.embedded(project, to: &$0) } }
        for project in state.projects {
            for item in project.components {
                components[item.id] = writer.make { writer.embedded(item, to: &$0) }
            }
            for item in project.versions {
                versions[item.id] = writer.make { writer.embedded(item, to: &$0) }
            }
        }
        let sprint = SprintText(
            era: state.options.presentSprintEra, offset: state.options.serverZoneOffsetMinutes)
        for item in state.agile.sprints.values {
            sprints[item.id] = writer.make { sprint.write(item, to: &$0) }
        }
        levels = state.securityLevels.map { level in writer.make { writer.level(level, to: &$0) } }
        for option in state.fields.flatMap({ $0.options + $0.options.flatMap(\.children) }) {
            options[option.id] = writer.make { writer.open(option, to: &$0) }
        }
        projectKeys = state.projects.map { project in writer.make { $0.escaped(project.key) } }
        let order = state.projects.indices.sorted { state.projects[$0].key < state.projects[$1].key }
        projectRank = Array(repeating: 0, count: order.count)
        for (rank, index) in order.enumerated() { projectRank[index] = Int32(rank) }
    }
}
