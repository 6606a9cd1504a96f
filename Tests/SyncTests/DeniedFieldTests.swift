import Foundation
import JiraSimulator
import SyncCore
import TestSupport
import Testing

@Suite("Fields that are kept out of the mirror are in none of its tables and files")
struct DeniedFieldTests {
    private static func denying(_ fields: [String]) -> (inout SyncOptions) -> Void {
        { $0.privacy.deniedFields = fields }
    }

    /// Without descriptions, comments and worklogs, and without what histories say of them.
    private static func withoutTexts(_ lab: Laboratory) -> MirrorExpectation {
        var expectation = MirrorExpectation()
        let names: Set<String> = ["description", "comment", "worklogid", "worklogtimespent", "log work"]
        expectation.row = { table, columns, row in
            if table == "comments" || table == "worklogs" { return nil }
            var row = row
            if table == "issues", let at = columns.firstIndex(of: "description") { row[at] = nil }
            if table == "changelog_items", let at = columns.firstIndex(of: "field"),
                names.contains(row[at]?.lowercased() ?? "")
            {
                return nil
            }
            return row
        }
        return expectation
    }

    @Test("denied fields are neither asked for nor stored, in a fill and in what follows")
    func deniedFields() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2)
        let deny = Self.denying(["description", "Comment", "worklog"])
        let first = try await lab.sync(deny)
        #expect(first.failure == nil && !first.countsDiffer)
        let leftOut: Set<String> = ["changelog", "changelog_items"]
        try lab.expectFaithful(leavingOut: leftOut, expecting: Self.withoutTexts(lab))
        #expect(lab.jira.site.apply(.randomEdits(count: 80, seed: 3)).error == nil)
        #expect(try await lab.sync(deny).failure == nil)
        try lab.expectFaithful(leavingOut: leftOut, expecting: Self.withoutTexts(lab))
        let items =
            "SELECT field FROM changelog_items WHERE lower(field) IN ('description', 'comment', 'worklogid')"
        #expect(try lab.texts(items).isEmpty)
        let check = try await lab.verify(sample: nil, deny)
        #expect(check.failure == nil && check.differences.isEmpty)
        await lab.stop()
    }

    @Test("a field that comes on the list is erased to the last byte; one that leaves it comes back")
    func erasure() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2)
        let site = lab.jira.site
        let keys = site.issueKeys
        let canary = "canary-5f1c0d"
        #expect(
            site.apply(.editIssue(issue: keys[3], edit: IssueEdit(description: "\(canary) one"))).error == nil
        )
        #expect(site.apply(.addComment(issue: keys[4], body: "\(canary) two")).error == nil)
        #expect(
            site.apply(.editIssue(issue: keys[5], edit: IssueEdit(description: "\(canary) three"))).error
                == nil)
        _ = try await lab.sync()
        // A former version, and one that is only in a snapshot.
        #expect(
            site.apply(.editIssue(issue: keys[3], edit: IssueEdit(description: "\(canary) four"))).error
                == nil)
        #expect(site.apply(.deleteIssue(issue: keys[5])).error == nil)
        _ = try await lab.sync()
        #expect(try !lab.files(with: canary).isEmpty)
        let items = "SELECT sum(json_array_length(snapshot, '$.changelog_items')) FROM deleted_issues"
        let ofDenied = """
            SELECT count(*) FROM deleted_issues, json_each(snapshot, '$.changelog_items')
            WHERE lower(value ->> 'field') IN ('description', 'comment')
            """
        let (all, gone) = (try lab.texts(items), try lab.texts(ofDenied))
        let deny = Self.denying(["description", "comment"])
        let report = try await lab.sync(deny)
        #expect(gone != ["0"] && all.count == 1)
        #expect(Int(try lab.texts(items)[0]) == (Int(all[0]) ?? 0) - (Int(gone[0]) ?? 0))
        #expect(report.failure == nil)
        #expect(report.notices.contains { $0.contains("comment, description") })
        #expect(try lab.files(with: canary).isEmpty)
        #expect(try lab.texts("SELECT count(*) FROM comments") == ["0"])
        try await lab.expectEqual(deny)
        let allowed = try await lab.sync { $0.backfillPages = 1000 }
        #expect(allowed.failure == nil && allowed.notices.contains { $0.contains("mirrored again") })
        _ = try await lab.sync { $0.backfillPages = 1000 }
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("every field that can be denied, at once: what is left in place is what Jira's answers come to")
    func allFields() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2)
        let site = lab.jira.site
        #expect(site.apply(.randomEdits(count: 60, seed: 2)).error == nil)
        _ = try await lab.sync()
        let system = SystemField.allCases.map(\.rawValue)
        let custom = zip(site.truth("fields", "id"), site.truth("fields", "custom")).filter { $0.1 == "1" }
            .map(\.0)
        #expect(custom.count > 20)
        for denied in [system, custom, system + custom] {
            let report = try await lab.sync(Self.denying(denied))
            #expect(report.failure == nil && report.notices.count >= 1)
            try await lab.expectEqual(Self.denying(denied))
        }
        #expect(try lab.texts("SELECT DISTINCT field FROM changelog_items").allSatisfy { $0 == "status" })
        let lifted: (inout SyncOptions) -> Void = {
            $0.backfillPages = 1000
            $0.referenceEverySeconds = 0
        }
        for _ in 1...2 { #expect(try await lab.sync(lifted).failure == nil) }
        try lab.expectFaithful()
        await lab.stop()
    }

    @Test("a custom field is denied by its name, stays so when it is renamed, and takes its history with it")
    func customField() async throws {
        let lab = try await Laboratory(issues: 80, projects: 1)
        let site = lab.jira.site
        #expect(site.apply(.createField(name: "Salary", type: "textfield")).error == nil)
        let field = try #require(
            zip(site.truth("fields", "name"), site.truth("fields", "id")).first { $0.0 == "Salary" }?.1)
        let canary = "canary-77ab"
        for value in ["\(canary) one", "\(canary) two"] {
            #expect(
                site.apply(.setField(issue: site.issueKeys[2], field: field, value: "\"\(value)\"")).error
                    == nil)
        }
        _ = try await lab.sync()
        #expect(try !lab.files(with: canary).isEmpty)
        let deny = Self.denying(["salary"])
        #expect(try await lab.sync(deny).failure == nil)
        #expect(try lab.files(with: canary).isEmpty)
        try await lab.expectEqual(deny)
        #expect(site.apply(.renameField(field: field, to: "Pay")).error == nil)
        #expect(
            site.apply(.setField(issue: site.issueKeys[2], field: field, value: "\"\(canary) three\"")).error
                == nil)
        #expect(try await lab.sync(deny).failure == nil)
        #expect(try lab.files(with: canary).isEmpty)
        await lab.stop()
    }

    @Test(
        "a word that is no field stops the run before anything is stored, like one that nothing can do without"
    )
    func unknownField() async throws {
        let lab = try await Laboratory(issues: 20, projects: 1)
        let unknown = try await lab.sync(Self.denying(["Sallary"]))
        guard case .unknownFields(["Sallary"], _) = unknown.failure else {
            Issue.record("\(String(describing: unknown.failure))")
            return
        }
        #expect(try await lab.sync(Self.denying(["status"])).failure == .indispensableFields(["status"]))
        #expect(try lab.texts("SELECT key FROM projects").isEmpty)
        await lab.stop()
    }
}
