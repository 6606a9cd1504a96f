import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("Sites of every kind are mirrored whole")
struct SiteKindTests {
    /// A fill, some work, a run, with everything equal after both.
    private func prove(
        _ lab: Laboratory, expecting check: (RunReport) -> Void = { #expect($0.warnings.isEmpty) }
    ) async throws {
        let first = try await lab.sync()
        #expect(first.failure == nil)
        check(first)
        try lab.expectFaithful()
        #expect(lab.jira.site.apply(.randomEdits(count: 60, seed: 9)).error == nil)
        _ = lab.jira.site.apply(.advanceClock(milliseconds: 120_000))
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("without Jira Software, where every agile path is a 404 of HTML")
    func withoutSoftware() async throws {
        try await prove(try await Laboratory(issues: 80) { $0.site.hasJiraSoftware = false })
    }

    @Test("with Jira Software that is not for this account")
    func forbiddenSoftware() async throws {
        let lab = try await Laboratory(issues: 80) { $0.site.agileForbidden = true }
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful(leavingOut: ["boards", "board_columns", "board_column_statuses", "sprints"])
        await lab.stop()
    }

    @Test("of version 10, with the directory by cursor and sprints written in another order")
    func version10() async throws {
        try await prove(try await Laboratory(issues: 80) { $0.site.version = "10.3.24" })
    }

    @Test("of version 10 whose search of users stops at 100: who is not listed is known from issues")
    func cappedDirectory() async throws {
        let lab = try await Laboratory(issues: 120) { options in
            options.site.users = 160
            options.site.userList = .missing
            options.site.userSearchCap = 100
            options.site.userSearchEndsAtCap = true
        }
        #expect(try await lab.sync().failure == nil)
        // Nobody is taken for gone because of the cap.
        #expect(try await lab.sync { $0.referenceEverySeconds = 0 }.failure == nil)
        try lab.expectFaithful(leavingOut: ["users"])
        await lab.stop()
    }

    @Test("with hidden addresses, renamed, deactivated and deleted people")
    func people() async throws {
        let lab = try await Laboratory(issues: 80) { $0.site.emails = .hidden }
        let site = lab.jira.site
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        let own = [SimulatedSite.administratorKey, SimulatedSite.serviceAccountKey]
        let keys = zip(site.truth("users", "key"), site.truth("users", "active"))
            .filter { $0.1 == "1" && !own.contains($0.0) }.map(\.0)
        #expect(
            site.apply(.renameUser(user: keys[0], to: "another", displayName: "Another Name")).error == nil)
        #expect(site.apply(.deactivateUser(user: keys[1])).error == nil)
        #expect(site.apply(.deleteUser(user: keys[2])).error == nil)
        #expect(try await lab.sync { $0.referenceEverySeconds = 0 }.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("with 2,500 more custom fields, in more than one table")
    func wide() async throws {
        let lab = try await Laboratory(issues: 200) { $0.site.extraCustomFields = 2500 }
        #expect(try await lab.sync().failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }
}
