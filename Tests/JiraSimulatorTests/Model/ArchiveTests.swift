import Testing

@testable import JiraSimulator

/// What leaves the searches and still exists, and what goes back in time.
@Suite struct ArchiveTests {
    @Test("an archived issue leaves searches and counts but answers by id, with its sub-tasks")
    func archive() throws {
        let fixture = SiteFixture(issues: 300)
        let child = try #require(fixture.truths().first { $0.column("parent_key") != nil })
        let parent = try #require(child.column("parent_key"))
        let updated = try fixture.truth(parent).column("updated_at")
        let total = try fixture.search("", max: 0)["total"]?.int ?? 0
        let result = try fixture.apply(.archiveIssue(issue: parent, author: "mirror"))
        #expect(result.issues.contains(child.id) && result.issues.count > 1)
        #expect(try fixture.search("", max: 0)["total"]?.int == total - result.issues.count)
        for jql in [
            "key = \(parent)", "key in (\(parent), \(child.key))", "updated >= -1m", "created >= -300w",
        ] {
            #expect(!(try fixture.keys(jql).contains(parent)))
        }
        // The bound of a walk is looked up all the same: only the archived issue itself is missing.
        let after = try fixture.keys("project = ALPHA AND key >= \(parent) ORDER BY key ASC")
        #expect(!after.isEmpty && !after.contains(parent))
        let fields = try #require(try fixture.issue(parent)["fields"])
        #expect(fields["archiveddate"]?.text != nil && fields["archivedby"]?["key"]?.text == "mirror")
        let truth = try fixture.truth(parent)
        #expect(truth.isArchived && truth.column("archived_at") == CivilDate.utc(fixture.clock.now))
        #expect(truth.column("updated_at") == updated)
        #expect(
            fixture.site.apply(.addComment(issue: parent, body: "no")).error?.contains("archived") == true)
        #expect(fixture.site.apply(.archiveIssue(issue: parent)).error != nil)
        _ = try fixture.apply(.bulkEdit(count: 300))
        #expect(try fixture.truth(parent).column("updated_at") == updated)
        _ = try fixture.apply(.restoreIssue(issue: parent))
        #expect(try fixture.search("", max: 0)["total"]?.int == total)
        #expect(try fixture.issue(parent)["fields"]?["archiveddate"] == .null)
        #expect(try fixture.truth(parent).column("archived_at") == nil)
        #expect(fixture.site.apply(.restoreIssue(issue: parent)).error != nil)
    }

    @Test("a site may hide archived issues altogether")
    func unreadable() throws {
        let fixture = SiteFixture(issues: 60) { $0.archivedIssuesReadable = false }
        let key = try #require(try fixture.keys("").first)
        _ = try fixture.apply(.archiveIssue(issue: key))
        guard case .failure(let failure) = fixture.site.issue(key, as: "admin") else {
            Issue.record("an archived issue was shown")
            return
        }
        #expect(failure.status == 404)
        _ = try fixture.apply(.restoreIssue(issue: key))
        #expect(try fixture.issue(key)["key"]?.text == key)
    }

    @Test("an import brings its own dates, also future ones, which relative dates find")
    func imports() throws {
        let fixture = SiteFixture(issues: 60)
        let future = fixture.clock.now + 90 * 86_400_000
        let past = fixture.clock.now - 3000 * 86_400_000
        let late = try #require(
            try fixture.apply(
                .importIssue(project: "BETA", summary: "early bird", created: future, updated: future + 5)
            ).key)
        let old = try #require(
            try fixture.apply(.importIssue(project: "BETA", summary: "fossil", created: past, updated: past))
                .key)
        #expect(try fixture.truth(late).column("created_at") == CivilDate.utc(future))
        #expect(try fixture.truth(late).column("updated_at") == CivilDate.utc(future + 5))
        #expect(try fixture.keys("updated >= -1m ORDER BY updated ASC, key ASC").last == late)
        // New to the site, yet older than everything: no incremental search finds it.
        #expect(!(try fixture.keys("updated >= -100w").contains(old)))
        #expect(try fixture.keys("project = BETA ORDER BY key DESC").first == old)
        #expect(
            fixture.site.apply(.importIssue(project: "BETA", summary: "x", created: 2, updated: 1)).error
                != nil)
    }

    @Test("a restored backup is the site of that moment, and ids are given again")
    func backup() throws {
        let fixture = SiteFixture(issues: 120)
        #expect(fixture.site.apply(.restoreBackup).error != nil)
        let kept = try #require(try fixture.apply(.createIssue(project: "ALPHA", summary: "kept")).key)
        _ = try fixture.apply(.takeBackup)
        let before = fixture.truths().map { $0.rows }
        let users = fixture.site.snapshot(as: "admin").rows(of: "users")
        let lost = try fixture.apply(.createIssue(project: "ALPHA", summary: "lost"))
        let comment = try fixture.apply(.addComment(issue: kept, body: "lost too"))
        _ = try fixture.apply(.renameUser(user: "mirror", to: "robot"))
        _ = try fixture.apply(.randomEdits(count: 300, seed: 8))
        _ = try fixture.apply(.deleteIssue(issue: kept))
        _ = try fixture.apply(.createField(name: "Lost", type: "textfield"))
        let now = fixture.site.now
        _ = try fixture.apply(.restoreBackup)
        #expect(fixture.truths().map { $0.rows } == before)
        #expect(fixture.site.snapshot(as: "admin").rows(of: "users") == users)
        #expect(try fixture.keys("key = \(kept)") == [kept])
        #expect(!fixture.site.snapshot(as: "admin").rows(of: "fields").contains { $0[1] == "Lost" })
        #expect(fixture.site.now > now)
        let again = try fixture.apply(.createIssue(project: "BETA", summary: "another"))
        #expect(again.id == lost.id && again.key != lost.key)
        #expect(try fixture.apply(.addComment(issue: kept, body: "new")).id == comment.id)
        // It can be restored more than once.
        _ = try fixture.apply(.restoreBackup)
        #expect(fixture.truths().map { $0.rows } == before)
    }
}
