/// The lists that issues refer to: projects each run, the rest daily or as soon as an unknown id appears.
struct ReferencePhase: Sendable {
    let context: RunContext

    static let stream = "reference"

    static let securityLevelRequests = 50

    /// Stores the selected ones of the project list.
    func store(_ projects: [ReferenceData.Project]) async throws(SyncFailure) {
        var data = ReferenceData()
        data.projects = projects
        try await apply(data)
    }

    /// Reads everything whose day is over, side by side; a full run all of it.
    func daily(projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let marks = ReferenceMarks(try await states(), options: context.options, now: context.now())
        let readings = due(marks, projects: projects)
        let readsDirectory = context.options.includes(.users) && marks.isDue("users")
        let directory = DirectoryPhase(context: context)
        let (vanished, _) = try await context.both { () throws(SyncFailure) in
            readsDirectory ? try await directory.run() : []
        } _: { () throws(SyncFailure) in
            try await context.sideBySide(readings) { reading throws(SyncFailure) in try await read(reading) }
        }
        guard readsDirectory else { return }
        // Pages of issues are read when all that they refer to is there.
        try await directory.reread(naming: vanished)
        try await done("users")
    }

    /// What is read once a day.
    private enum Reading: Sendable {
        case boards(of: [ReferenceData.Project])
        case lists
        case parts(of: ReferenceData.Project)
        case securityLevels
    }

    /// Those come first whose questions need each other's answers: the others fill the gaps.
    private func due(_ marks: ReferenceMarks, projects: [ReferenceData.Project]) -> [Reading] {
        let options = context.options
        let showsOthers = options.projects == nil && marks.mark("agile")?.projects != projects.map(\.id)
        var readings: [Reading] = []
        if options.includes(.agile), marks.isDue("agile") || showsOthers {
            readings.append(.boards(of: projects))
        }
        guard options.includes(.reference) else { return readings }
        if marks.isDue("lists") { readings.append(.lists) }
        for project in projects where marks.isDue("project:\(project.id)") {
            readings.append(.parts(of: project))
        }
        if marks.isDue("security") { readings.append(.securityLevels) }
        return readings
    }

    private func read(_ reading: Reading) async throws(SyncFailure) {
        switch reading {
        case .boards(let projects): try await agile(projects)
        case .lists:
            _ = try await context.both { () throws(SyncFailure) in
                try await site()
            } _: { () throws(SyncFailure) in
                try await lists(ReferenceList.allCases)
            }
            try await done("lists")
        case .parts(let project):
            try await parts(of: project)
            try await done("project:\(project.id)")
        case .securityLevels:
            try await securityLevels()
            try await done("security")
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
            case .project, .component, .version, .securityLevel, .sprint: []
            }
        }
        try await lists(ReferenceList.allCases.filter(wanted.contains))
        if unknown.contains(.component) || unknown.contains(.version) {
            let ids = try await context.writer.write { store throws(StoreError) in
                Set(try store.projectsWithUnlistedParts())
            }
            _ = try await context.sideBySide(projects.filter { ids.contains($0.id) }) {
                project throws(SyncFailure) in try await parts(of: project)
            }
        }
        if unknown.contains(.project) {
            let visible = try await context.ask { () throws(SourceError) in
                try await context.source.projects()
            }
            try await store(visible.filter { context.scope.contains(project: $0.id) })
        }
        if unknown.contains(.securityLevel) { try await securityLevels() }
        if unknown.contains(.sprint), try await hasFewBoards() { try await agile(projects) }
    }

    private func agile(_ projects: [ReferenceData.Project]) async throws(SyncFailure) {
        let boards = try await AgilePhase(context: context).run()
        let isWhole = context.options.projects == nil
        try await done("agile", boards: boards, projects: isWhole ? projects.map(\.id) : nil)
    }

    /// Whether all boards are few requests. Where they are many, a new sprint is known from its issues until
    /// the daily reading.
    private func hasFewBoards() async throws(SyncFailure) -> Bool {
        guard context.options.includes(.agile) else { return false }
        let marks = ReferenceMarks(try await states(), options: context.options, now: context.now())
        return marks.mark("agile")?.boards.map { $0 <= AgilePhase.fewBoards } ?? false
    }

    private func states() async throws(SyncFailure) -> [String: String] {
        try await context.writer.write { store throws(StoreError) in
            try store.checkpoints(stream: Self.stream)
        }
    }

    /// Levels have no list: those that issues name are asked for one by one.
    private func securityLevels() async throws(SyncFailure) {
        let ids = try await context.writer.write { store throws(StoreError) in try store.securityLevels() }
        let levels = try await context.sideBySide(Array(ids.prefix(Self.securityLevelRequests))) {
            id throws(SyncFailure) in
            try context.checkpointTime()
            return try await context.ask { () throws(SourceError) in
                try await context.source.securityLevel(id)
            }
        }.compactMap(\.self)
        guard !levels.isEmpty else { return }
        var data = ReferenceData()
        data.securityLevels = levels
        try await apply(data)
    }

    private func site() async throws(SyncFailure) {
        let info = try await context.ask { () throws(SourceError) in try await context.source.serverInfo() }
        let former = try await context.writer.write { store throws(StoreError) in try store.site()?.version }
        if let former, former != info.version { try await context.demandCensus() }
        var site = SiteRecord()
        site.title = info.title
        site.version = info.version
        site.deploymentType = info.deploymentType
        let record = site
        try await context.writer.write { store throws(StoreError) in try store.updateSite(record) }
    }

    /// Reads and stores these lists.
    func lists(_ lists: [ReferenceList]) async throws(SyncFailure) {
        let answers = try await context.sideBySide(lists) { list throws(SyncFailure) in
            try context.checkpointTime()
            return try await context.ask { () throws(SourceError) in try await context.source.list(list) }
        }
        for data in answers { try await apply(data) }
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

    private func apply(_ data: ReferenceData) async throws(SyncFailure) {
        let at = context.now()
        let outcome = try await context.writer.write { store throws(StoreError) in
            try store.apply(data, at: at)
        }
        await context.state.note(evicted: outcome.evicted)
        if outcome.fieldsChanged { try await context.demandCensus() }
    }

    private func done(
        _ scope: String, boards: Int? = nil, projects: [Int64]? = nil
    ) async throws(SyncFailure) {
        let change = CheckpointChange(
            stream: Self.stream, scope: scope,
            encoding: ReferenceMarks.Mark(
                readAt: context.now().milliseconds, boards: boards, projects: projects))
        try await context.writer.write { store throws(StoreError) in try store.saveCheckpoints([change]) }
    }
}
