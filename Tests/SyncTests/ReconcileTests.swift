import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("What Jira does not tell is found")
struct ReconcileTests {
    @Test("five deletions in a large site cost few requests")
    func bisection() async throws {
        let lab = try await Laboratory(issues: 3000, projects: 6)
        let small: (inout SyncOptions) -> Void = { $0.largestPageSize = 50 }
        _ = try await lab.sync()
        let keys = lab.jira.site.issueKeys
        for place in [3, 700, 1401, 2100, 2800] {
            #expect(lab.jira.site.apply(.deleteIssue(issue: keys[place])).error == nil)
        }
        lab.jira.log.reset()
        let report = try await lab.sync(small)
        #expect(report.failure == nil)
        #expect(report.deleted >= 5)
        // A listing of all issues alone would be 60 requests.
        #expect(lab.jira.log.counters.requests < 100)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test(
        "deletions are found by the right days in every zone of the account",
        arguments: [
            "Pacific/Pago_Pago", "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe",
            "Pacific/Kiritimati",
        ])
    func zones(zone: String) async throws {
        let lab = try await Laboratory(issues: 200, projects: 2)
        let site = lab.jira.site
        #expect(site.apply(.setUserTimeZone(user: Laboratory.user, timeZone: zone)).error == nil)
        let small: (inout SyncOptions) -> Void = { $0.largestPageSize = 12 }
        #expect(try await lab.sync().failure == nil)
        let keys = site.issueKeys
        for place in stride(from: 5, to: 190, by: 30) { _ = site.apply(.deleteIssue(issue: keys[place])) }
        let report = try await lab.sync(small)
        #expect(report.failure == nil && !report.countsDiffer)
        #expect(report.deleted >= 7)
        try lab.expectFaithful()
        #expect(site.apply(.randomEdits(count: 40, seed: 5)).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 120_000))
        #expect(try await lab.sync(small).failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test(
        "issues that vanish from the account's view are removed, and those that appear in it unseen are fetched"
    )
    func visibility() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2) { $0.site.securedPercent = 40 }
        _ = try await lab.sync()
        let site = lab.jira.site
        let level = try #require(site.truth("security_levels", "id").first.flatMap { Int64($0) })
        #expect(site.apply(.setSecurityMembers(level: level, members: SecurityMembers())).error == nil)
        let vanished = try await lab.sync { $0.allowMassDeletion = true }
        #expect(vanished.failure == nil)
        #expect(vanished.deleted > 0)
        try lab.expectFaithful()
        #expect(
            site.apply(.setSecurityMembers(level: level, members: SecurityMembers(users: [Laboratory.user])))
                .error == nil)
        // Reading again would find them too, on a site as small as this.
        let back = try await lab.sync { $0.rereadPages = 0 }
        #expect(back.inserted == vanished.deleted)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("archived issues stay, marked, and come back to life")
    func archivedIssues() async throws {
        let lab = try await Laboratory(issues: 80, projects: 2)
        _ = try await lab.sync()
        let key = lab.jira.site.issueKeys[5]
        #expect(lab.jira.site.apply(.archiveIssue(issue: key)).error == nil)
        let report = try await lab.sync()
        #expect(report.failure == nil && !report.countsDiffer)
        #expect(report.deleted == 0)
        try lab.expectFaithful()
        #expect(lab.jira.site.apply(.restoreIssue(issue: key)).error == nil)
        let restored = try await lab.sync()
        #expect(restored.failure == nil && !restored.countsDiffer)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a project that is archived keeps its issues, and gets them back when it is restored")
    func archivedProject() async throws {
        let lab = try await Laboratory(issues: 150, projects: 3)
        _ = try await lab.sync()
        let project = lab.jira.site.projectKeys[1]
        #expect(lab.jira.site.apply(.archiveProject(project: project)).error == nil)
        let report = try await lab.sync()
        #expect(report.failure == nil && !report.countsDiffer && report.deleted == 0)
        try lab.expectFaithful()
        #expect(lab.jira.site.apply(.restoreProject(project: project)).error == nil)
        let restored = try await lab.sync()
        #expect(restored.failure == nil && !restored.countsDiffer && restored.deleted == 0)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a site that was restored from a backup is read back to what it is now")
    func backup() async throws {
        let lab = try await Laboratory(issues: 100, projects: 2)
        let site = lab.jira.site
        _ = try await lab.sync()
        #expect(site.apply(.takeBackup).error == nil)
        #expect(site.apply(.randomEdits(count: 60, seed: 4)).error == nil)
        _ = site.apply(.advanceClock(milliseconds: 7_200_000))
        _ = try await lab.sync()
        try lab.expectFaithful()
        #expect(site.apply(.restoreBackup).error == nil)
        let report = try await lab.sync {
            $0.reconcile = true
            $0.referenceEverySeconds = 0
            $0.rereadPages = 50
            $0.allowMassDeletion = true
        }
        #expect(report.failure == nil)
        try lab.expectFaithful(leavingOut: ["issue_keys", "project_keys"])
        await lab.stop()
    }

    @Test("an anonymised person is renamed in issues that nobody touched")
    func anonymised() async throws {
        let lab = try await Laboratory(issues: 100, projects: 2)
        let site = lab.jira.site
        _ = try await lab.sync()
        let own = [SimulatedSite.administratorKey, SimulatedSite.serviceAccountKey]
        let user = try #require(site.truth("users", "key").first { !own.contains($0) })
        #expect(site.apply(.anonymiseUser(user: user)).error == nil)
        let report = try await lab.sync { $0.referenceEverySeconds = 0 }
        #expect(report.failure == nil)
        #expect(report.updated > 0)
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a merge of versions and a removed component reach the issues")
    func merges() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2)
        let site = lab.jira.site
        _ = try await lab.sync()
        let project = site.projectKeys[0]
        let id = site.truth("projects", "id")[site.truth("projects", "key").firstIndex(of: project) ?? 0]
        let versions = zip(site.truth("versions", "project_id"), site.truth("versions", "name"))
            .filter { $0.0 == id }.map(\.1)
        try #require(versions.count > 1)
        #expect(
            site.apply(.mergeVersion(project: project, from: versions[0], into: versions[1])).error == nil)
        let report = try await lab.sync { $0.referenceEverySeconds = 0 }
        #expect(report.failure == nil)
        try lab.expectFaithful()
        await lab.stop()
    }
}
