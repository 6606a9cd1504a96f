/// The seeded projects with their components and versions, and the sprints of each.
enum SeedProjects {
    static let day: Int64 = 86_400_000

    static func make(
        count: Int, people: Int, start: Int64, now: Int64, options: SiteOptions, random: inout SeededGenerator
    ) -> (projects: [SimulatedProject], sprints: [[SimulatedSprint]]) {
        var projects: [SimulatedProject] = []
        var sprints: [[SimulatedSprint]] = []
        for index in 0..<max(1, count) {
            let word = index < names.count ? names[index] : "Project \(index + 1)"
            let key = index < keys.count ? keys[index] : "P\(index + 1)X"
            var project = SimulatedProject(
                id: Int64(10000 + index * 10), key: key, name: word,
                description: index % 3 == 2 ? "" : "All work on \(word).\r\nContains *wiki markup*.",
                lead: Int32(index % people), type: index % 4 == 3 ? "business" : "software",
                workflow: index % Workflow.all.count)
            project.isPublic = index < options.publicProjects
            if index % 3 == 0 {
                project.category = ProjectCategory(id: 10000, name: "Products", description: "What we sell")
            }
            if index % 5 == 1 { project.url = "https://example.com/\(key.lowercased())" }
            addParts(&project, index, people: people, start: start, now: now, options.hostileTexts, &random)
            let own = makeSprints(project, index, start: start, now: now, options.hostileTexts, &random)
            sprints.append(options.hasJiraSoftware ? own : [])
            projects.append(project)
        }
        return (projects, sprints)
    }

    private static func addParts(
        _ project: inout SimulatedProject, _ index: Int, people: Int, start: Int64, now: Int64,
        _ hostile: Bool,
        _ random: inout SeededGenerator
    ) {
        let base = Int64(10000 + index * 100)
        for number in 0..<(index % 7 == 6 ? 0 : 2 + random.below(7)) {
            var name = number < parts.count ? parts[number] : "Component \(number)"
            if hostile, number == 3 { name = random.pick(HostileTexts.componentNames) }
            project.components.append(
                SimulatedComponent(
                    id: base + Int64(number), name: name,
                    description: number % 2 == 0 ? "About \(name)" : nil,
                    lead: number % 3 == 0 ? Int32(random.below(people)) : -1))
        }
        let months = max(1, Int((now - start) / (30 * day)))
        let versions = index % 7 == 6 ? 0 : min(14, 1 + months / 3)
        for number in 0..<versions {
            let from = start + Int64(number) * (now - start) / Int64(max(1, versions - 1))
            let released = from + 60 * day < now
            var name = "\(1 + number / 4).\(number % 4)"
            if hostile, number == 2 { name = random.pick(HostileTexts.versionNames) }
            project.versions.append(
                SimulatedVersion(
                    id: base + Int64(number), name: name,
                    description: number % 2 == 0 ? "Release \(name)" : nil,
                    startDay: number % 3 == 0 ? Int(from / day) : nil,
                    releaseDay: number % 4 == 3 ? nil : Int((from + 60 * day) / day), released: released,
                    archived: released && number < versions / 2))
        }
    }

    /// Closed ones, an active one, one or two to come.
    private static func makeSprints(
        _ project: SimulatedProject, _ index: Int, start: Int64, now: Int64, _ hostile: Bool,
        _ random: inout SeededGenerator
    ) -> [SimulatedSprint] {
        guard project.type == "software" else { return [] }
        let base = Int64(10000 + index * 100)
        let board = Int64(index + 1)
        let count = min(60, max(2, Int((now - start) / (14 * day))))
        var sprints: [SimulatedSprint] = []
        for number in 0..<count {
            let from = now - Int64(count - 1 - number) * 14 * day - 5 * day
            let isLast = number == count - 1
            var name = "\(project.key) Sprint \(number + 1)"
            if hostile, number % 9 == 4 { name = random.pick(HostileTexts.sprintNames) }
            sprints.append(
                SimulatedSprint(
                    id: base + Int64(number), board: board, name: name, state: isLast ? .active : .closed,
                    start: from, end: from + 14 * day, complete: isLast ? nil : from + 14 * day + 3_600_000,
                    activated: from, goal: number % 3 == 0 ? "Ship it, all of it" : ""))
        }
        sprints.append(
            SimulatedSprint(id: base + 99, board: board, name: "\(project.key) next", state: .future))
        if index % 2 == 0 {
            let name = hostile ? "\"After\" 'that' | [=1+1], x=y" : "\(project.key) after that"
            sprints.insert(
                SimulatedSprint(
                    id: base + 98, board: board, name: name, state: .future,
                    goal: hostile ? "Quote \" bracket ] goal=none, name=<null>" : ""), at: count)
        }
        return sprints
    }

    static let keys = [
        "ALPHA", "BETA", "CORE", "DOCS", "EDGE", "FIN", "GATE", "HR", "IN", "JOB", "KB", "LAB", "M2", "NET",
        "OPS",
        "PAY", "QA", "RND", "SEC", "TEST",
    ]
    private static let names = [
        "Alpha", "Beta", "Core Platform", "Documentation", "Edge", "Finance", "Gateway", "Human Resources",
        "Intake",
        "Jobs", "Knowledge Base", "Laboratory", "Machine 2", "Network", "Operations", "Payments", "Quality",
        "Research", "Security", "Test",
    ]
    private static let parts = [
        "UI", "API", "Database", "Import", "Reports", "Mobile", "Billing", "Search", "Auth",
    ]
}
