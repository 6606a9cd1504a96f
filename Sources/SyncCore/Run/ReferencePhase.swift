/// The lists that issues refer to: projects each run, the rest daily or as soon as an unknown id appears.
struct ReferencePhase: Sendable {
    let context: RunContext

    static let stream = "reference"

    private struct Mark: Codable {
        /// Local clock, milliseconds.
        var readAt: Int64
    }

    /// Reads and stores the project list; gives the visible projects.
    func projects() async throws(SyncFailure) -> [ReferenceData.Project] {
        context.progress(.init(phase: .reference, done: 0, expected: nil))
        let projects = try await context.ask { () throws(SourceError) in try await context.source.projects() }
        var data = ReferenceData()
        data.projects = projects
        try await apply(data)
        return projects.sorted { $0.id < $1.id }
    }

    /// Reads everything whose day is over. `force` reads it whatever its age.
    func daily(projects: [ReferenceData.Project], force: Bool) async throws(SyncFailure) {
        let marks = try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
        func isDue(_ scope: String) -> Bool {
            guard !force, let mark = marks[scope].flatMap({ CheckpointCoding.decode(Mark.self, from: $0) })
            else { return true }
            let age = context.now() - Instant(milliseconds: mark.readAt)
            return age >= context.options.referenceEverySeconds || age < 0
        }
        if context.options.includes(.reference), isDue("lists") {
            try await site()
            try await lists(ReferenceList.allCases)
            try await done("lists")
        }
        if context.options.includes(.reference) {
            for project in projects where isDue("project:\(project.id)") {
                try await parts(of: project)
                try await done("project:\(project.id)")
            }
        }
        if context.options.includes(.users), isDue("users") {
            try await users()
            try await done("users")
        }
    }

    /// Reads again what a page named but no list held.
    func resolve(_ unknown: Set<ReferenceKind>, projects: [ReferenceData.Project]) async throws(SyncFailure) {
        guard !unknown.isEmpty else { return }
        let wanted: [ReferenceList] = unknown.flatMap { kind -> [ReferenceList] in
            switch kind {
            case .issueType: [.issueTypes]
            case .status: [.statusCategories, .statuses]
            case .priority: [.priorities]
            case .resolution: [.resolutions]
            case .linkType: [.linkTypes]
            case .project, .component, .version, .securityLevel: []
            }
        }
        try await lists(ReferenceList.allCases.filter(wanted.contains))
        if unknown.contains(.component) || unknown.contains(.version) {
            for project in projects { try await parts(of: project) }
        }
        if unknown.contains(.project) { _ = try await self.projects() }
    }

    private func site() async throws(SyncFailure) {
        let info = try await context.ask { () throws(SourceError) in try await context.source.serverInfo() }
        var site = SiteRecord()
        site.title = info.title
        site.version = info.version
        site.deploymentType = info.deploymentType
        let record = site
        try await context.writer.write { store throws(StoreError) in try store.updateSite(record) }
    }

    private func lists(_ lists: [ReferenceList]) async throws(SyncFailure) {
        for list in lists {
            try context.checkpointTime()
            let data = try await context.ask { () throws(SourceError) in try await context.source.list(list) }
            try await apply(data)
        }
        guard !lists.isEmpty else { return }
        try await context.writer.write { store throws(StoreError) in try store.refreshDerived() }
    }

    private func parts(of project: ReferenceData.Project) async throws(SyncFailure) {
        try context.checkpointTime()
        var data = ReferenceData()
        do {
            data.components[project.id] = try await context.ask { () throws(SourceError) in
                try await context.source.components(project: project.id)
            }
            data.versions[project.id] = try await context.ask { () throws(SourceError) in
                try await context.source.versions(project: project.id)
            }
        } catch {
            // Lost between the list and now: the next list settles it.
            guard case .source(.notFound) = error else { throw error }
            await context.state.update {
                $0.warnings.append("project \(project.key) vanished while its parts were read")
            }
            return
        }
        try await apply(data)
    }

    /// The directory, page by page; a page without a new key ends it, as Jira 10 may repeat itself.
    private func users() async throws(SyncFailure) {
        var seen: Set<String> = []
        var startAt = 0
        while true {
            try context.checkpointTime()
            let offset = startAt
            let page: UserPage
            do {
                page = try await context.ask { () throws(SourceError) in
                    try await context.source.users(startAt: offset, limit: 1000)
                }
            } catch {
                guard case .source(.forbidden(let why)) = error else { throw error }
                await context.state.update {
                    $0.warnings.append("the user directory is not visible to this account: \(why)")
                }
                return
            }
            try await PageWriter(context: context).quarantine(page.rejected, stream: "users")
            let new = page.users.filter { seen.insert($0.key).inserted }
            guard !new.isEmpty else { return }
            var data = ReferenceData()
            data.users = new
            try await apply(data)
            startAt += page.users.count + page.rejected.count
        }
    }

    private func apply(_ data: ReferenceData) async throws(SyncFailure) {
        let at = context.now()
        _ = try await context.writer.write { store throws(StoreError) in try store.apply(data, at: at) }
    }

    private func done(_ scope: String) async throws(SyncFailure) {
        let change = CheckpointChange(
            stream: Self.stream, scope: scope, encoding: Mark(readAt: context.now().milliseconds))
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }
}
