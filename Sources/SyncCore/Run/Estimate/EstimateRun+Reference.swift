/// Lists, boards and people.
extension EstimateRun {
    /// Boards and pages of people that are looked at; of more than these the others are taken for alike.
    private static let boardsLookedAt = 5
    private static let peoplePages = 5

    func addReference(_ site: Site, to estimate: inout SyncEstimate) async throws(SyncFailure) {
        let due = ReferenceMarks(
            standing.checkpoints[ReferencePhase.stream] ?? [:], options: options, now: now())
        if options.includes(.reference) {
            if due.isDue("lists") {
                // Server information and the lists.
                estimate.add("lists", 1 + Int64(ReferenceList.allCases.count), exact: true)
            }
            let parts = site.projects.count { due.isDue("project:\($0.id)") }
            estimate.add("components and versions", 2 * Int64(parts), exact: true)
            let levels = Int64(ReferencePhase.securityLevelRequests)
            if due.isDue("security") {
                estimate.add("security levels", min(levels, standing.securityLevels), exact: true)
            }
            // Those that a fill comes upon are asked for behind it.
            let met = Int64(site.sample.securityLevels.count)
            if !site.pending.isEmpty, met > standing.securityLevels {
                estimate.add("security levels", min(levels, met), exact: false)
            }
        }
        let visible = site.projects.map(\.id).sorted()
        let showsOthers = options.projects == nil && due.mark("agile")?.projects != visible
        if options.includes(.agile), due.isDue("agile") || showsOthers { try await addBoards(to: &estimate) }
        if options.includes(.users), due.isDue("users") { try await addPeople(to: &estimate) }
    }

    /// Boards are listed as in the run; how many pages of projects and sprints each has, some of them tell.
    private func addBoards(to estimate: inout SyncEstimate) async throws(SyncFailure) {
        var boards: [AgileData.Board] = []
        var pages: Int64 = 0
        while true {
            let startAt = boards.count
            pages += 1
            let page = try await ask { () throws(SourceError) in try await source.boards(startAt: startAt) }
            guard let page else { break }
            boards += page.boards
            if page.isLast || page.boards.isEmpty { break }
        }
        // Of boards that show nothing of what is mirrored only the projects are asked for.
        let isWhole = scope.selected == nil
        estimate.add("boards and sprints", pages + Int64(boards.count) * 2, exact: isWhole)
        let scrum = boards.filter { $0.type != "kanban" }
        guard !scrum.isEmpty else { return }
        let looked = min(scrum.count, Self.boardsLookedAt)
        var sprintPages: Int64 = 0
        for place in 0..<looked {
            sprintPages += try await self.sprintPages(of: scrum[place * scrum.count / looked].id)
        }
        let all = Double(sprintPages) * Double(scrum.count) / Double(looked)
        estimate.add("boards and sprints", Int64(all.rounded()), exact: isWhole && looked == scrum.count)
    }

    private func sprintPages(of board: Int64) async throws(SyncFailure) -> Int64 {
        var pages: Int64 = 0
        var startAt = 0
        while true {
            let offset = startAt
            pages += 1
            let page = try await ask { () throws(SourceError) in
                try await source.sprints(board: board, startAt: offset)
            }
            guard let page, !page.isLast, !page.sprints.isEmpty else { return pages }
            startAt += page.sprints.count
        }
    }

    private func addPeople(to estimate: inout SyncEstimate) async throws(SyncFailure) {
        let first = try await ask { () throws(SourceError) in try await source.userList(cursor: nil) }
        guard var page = first else {
            try await addSearchedPeople(to: &estimate)
            return
        }
        var pages: Int64 = 1
        while let cursor = page.nextCursor, pages < Self.peoplePages {
            let next = try await ask { () throws(SourceError) in try await source.userList(cursor: cursor) }
            guard let next else { break }
            page = next
            pages += 1
        }
        estimate.add("people", pages, exact: page.nextCursor == nil)
        // Nothing tells how many follow.
        if page.nextCursor != nil { estimate.peopleGoOn = true }
    }

    /// `/user/search`, after a request that found no `/user/list`. Its end is looked for by doubling and halving.
    private func addSearchedPeople(to estimate: inout SyncEstimate) async throws(SyncFailure) {
        var people: [UserPage] = []
        var startAt = 0
        var seen: Set<String> = []
        var isOver = false
        while people.count < Self.peoplePages, !isOver {
            let offset = startAt
            let page: UserPage
            do {
                page = try await ask { () throws(SourceError) in
                    try await source.users(startAt: offset, limit: 1000)
                }
            } catch {
                guard case .source(.forbidden) = error else { throw error }
                estimate.add("people", 2, exact: true)
                return
            }
            people.append(page)
            startAt += page.users.count + page.rejected.count
            // As in the run: a page without anybody new ends it.
            isOver = page.users.allSatisfy { !seen.insert($0.key).inserted }
        }
        var pages = Int64(people.count)
        if !isOver, let size = people.last.map({ $0.users.count + $0.rejected.count }), size > 0 {
            pages = Int64(try await end(ofPeopleFrom: startAt, step: size) / size) + 2
        }
        // The list that was not there is asked for first.
        estimate.add("people", 1 + pages, exact: isOver)
    }

    /// About how many people `/user/search` gives.
    private func end(ofPeopleFrom start: Int, step: Int) async throws(SyncFailure) -> Int {
        var low = start
        var high = start * 2
        while try await hasPeople(at: high), high < 1 << 24 {
            low = high
            high *= 2
        }
        while high - low > max(step, low / 20) {
            let middle = (low + high) / 2
            if try await hasPeople(at: middle) { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    private func hasPeople(at place: Int) async throws(SyncFailure) -> Bool {
        let page = try await ask { () throws(SourceError) in try await source.users(startAt: place, limit: 1)
        }
        return !page.users.isEmpty || !page.rejected.isEmpty
    }
}
