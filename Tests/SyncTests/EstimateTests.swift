import JiraSimulator
import SyncCore
import Testing

/// What a dry run tells, beside what the simulator counts when the run follows.
@Suite("The estimate of a run")
struct EstimateTests {
    /// Sites of different shape.
    enum Shape: String, CaseIterable, Sendable {
        case small, manyBoards, someLongWorklogs, manyLongWorklogs, cutComments, manyProjects, largeProject
        case smallPages, remoteLinks

        var issues: Int {
            switch self {
            case .small: 60
            case .manyBoards: 150
            case .someLongWorklogs: 200
            case .manyLongWorklogs: 600
            case .cutComments: 250
            case .manyProjects: 300
            case .largeProject: 6500
            case .smallPages: 700
            case .remoteLinks: 80
            }
        }

        var projects: Int { self == .manyProjects ? 30 : self == .largeProject ? 1 : 3 }

        func configure(_ options: inout SimulatorOptions) {
            switch self {
            case .someLongWorklogs: options.site.embeddedWorklogs = 3
            case .manyLongWorklogs: options.site.embeddedWorklogs = 1
            case .cutComments: options.site.embeddedComments = 0
            case .smallPages:
                options.site.pageCap = 25
                // One of a future date that is edited calls for a census, which the first page does not tell.
                options.site.hostileTexts = false
            case .manyProjects: options.site.users = 400
            default: break
            }
            if self == .manyProjects { options.site.userSearchCap = 50 }
        }

        func prepare(_ site: SimulatedSite) {
            guard self == .manyBoards, let project = site.projectKeys.first else { return }
            for number in 0..<70 {
                let made = site.apply(
                    .createBoard(
                        name: "Board \(number)", type: number % 3 == 0 ? "kanban" : "scrum",
                        projects: [project]))
                #expect(made.error == nil)
            }
        }

        func set(_ options: inout SyncOptions) {
            if self == .remoteLinks { options.remoteLinkRequests = 40 }
        }
    }

    @Test("is within a tenth or two requests of the first fill and of later runs", arguments: Shape.allCases)
    func estimate(_ shape: Shape) async throws {
        let lab = try await Laboratory(
            issues: shape.issues, projects: shape.projects, configure: shape.configure)
        let site = lab.jira.site
        shape.prepare(site)
        try await compare(lab, shape, "first fill")
        try lab.expectFaithful(leavingOut: ["remote_links"])

        try await compare(lab, shape, "idle")

        #expect(site.apply(.randomEdits(count: 40, seed: 3)).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        try await compare(lab, shape, "some changes")

        #expect(site.apply(.bulkEdit(count: 300, seed: 7)).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        try await compare(lab, shape, "many changes")
        await lab.stop()
    }

    private func compare(_ lab: Laboratory, _ shape: Shape, _ what: String) async throws {
        let told = try await lab.estimate(shape.set)
        var report = RunReport()
        let real = try await lab.requests { report = try await lab.sync(shape.set) }
        #expect(report.failure == nil)
        let off = abs(told.requests - real)
        let parts = told.parts.map { "\($0.name) \($0.requests)" }.joined(separator: ", ")
        let routes = lab.jira.log.counters.byRoute.sorted { $0.key < $1.key }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        #expect(
            off <= 2 || Double(off) <= Double(real) * 0.1,
            "\(shape), \(what): told \(told.requests) (\(parts)), really \(real) (\(routes))")
        #expect(told.exactRequests <= real, "\(shape), \(what): \(parts); \(routes)")
    }

    @Test("costs few requests itself, and writes nothing")
    func cost() async throws {
        let lab = try await Laboratory(issues: 300)
        let asked = try await lab.requests { _ = try await lab.estimate() }
        #expect(asked <= 25)
        await lab.stop()
    }

    @Test("names projects that are not there")
    func unknownProjects() async throws {
        let lab = try await Laboratory(issues: 10)
        await #expect(throws: SyncFailure.unknownProjects(["NOWHERE"])) {
            try await lab.estimate { $0.projects = ["NOWHERE"] }
        }
        await lab.stop()
    }
}
