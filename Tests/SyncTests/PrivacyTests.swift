import Foundation
import GRDB
import JiraSimulator
import MirrorStore
import OpenSSLCrypto
import SyncCore
import TestSupport
import Testing

@Suite("What is kept out of the mirror is in none of its tables and files")
struct PrivacyTests {
    private static func denying(_ fields: [String]) -> (inout SyncOptions) -> Void {
        { $0.privacy.deniedFields = fields }
    }

    private static func pseudonyms(
        everybody: Bool = true, listed: Set<String> = [], key: UInt8 = 7
    ) throws -> Pseudonyms {
        let secret = SecretBytes([UInt8](repeating: key, count: 32))
        return Pseudonyms(everybody: everybody, listed: listed) { message in
            (try? HMACSHA256.authenticationCode(message, key: secret)) ?? []
        }
    }

    private func rows(_ lab: Laboratory, _ sql: String) throws -> [String] {
        try DatabaseQueue(path: lab.mirror.path).read { try String.fetchAll($0, sql: sql) }
    }

    /// The files of the mirror that have these bytes.
    private func files(_ lab: Laboratory, with text: String) throws -> [String] {
        try ["", "-wal"].filter { ending in
            let path = lab.mirror.path + ending
            guard FileManager.default.fileExists(atPath: path) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
        }
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

    // MARK: Fields

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
        #expect(try rows(lab, items).isEmpty)
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
        #expect(try !files(lab, with: canary).isEmpty)
        let items = "SELECT sum(json_array_length(snapshot, '$.changelog_items')) FROM deleted_issues"
        let ofDenied = """
            SELECT count(*) FROM deleted_issues, json_each(snapshot, '$.changelog_items')
            WHERE lower(value ->> 'field') IN ('description', 'comment')
            """
        let (all, gone) = (try rows(lab, items), try rows(lab, ofDenied))
        let deny = Self.denying(["description", "comment"])
        let report = try await lab.sync(deny)
        #expect(gone != ["0"] && all.count == 1)
        #expect(Int(try rows(lab, items)[0]) == (Int(all[0]) ?? 0) - (Int(gone[0]) ?? 0))
        #expect(report.failure == nil)
        #expect(report.notices.contains { $0.contains("comment, description") })
        #expect(try files(lab, with: canary).isEmpty)
        #expect(try rows(lab, "SELECT count(*) FROM comments") == ["0"])
        let allowed = try await lab.sync { $0.backfillPages = 1000 }
        #expect(allowed.failure == nil && allowed.notices.contains { $0.contains("mirrored again") })
        _ = try await lab.sync { $0.backfillPages = 1000 }
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
        #expect(try !files(lab, with: canary).isEmpty)
        let deny = Self.denying(["salary"])
        #expect(try await lab.sync(deny).failure == nil)
        #expect(try files(lab, with: canary).isEmpty)
        #expect(site.apply(.renameField(field: field, to: "Pay")).error == nil)
        #expect(
            site.apply(.setField(issue: site.issueKeys[2], field: field, value: "\"\(canary) three\"")).error
                == nil)
        #expect(try await lab.sync(deny).failure == nil)
        #expect(try files(lab, with: canary).isEmpty)
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
        #expect(try rows(lab, "SELECT key FROM projects").isEmpty)
        await lab.stop()
    }

    // MARK: People

    /// Every cell that names a person, under the pseudonym.
    private static func hidden(_ people: Pseudonyms, _ lab: Laboratory) -> MirrorExpectation {
        let site = lab.jira.site
        let redaction = Redaction(people: people)
        let ofPeople = Set(
            zip(
                site.truth("fields", "id"),
                zip(site.truth("fields", "schema_type"), site.truth("fields", "schema_items"))
            )
            .filter { $0.1.0 == "user" || $0.1.1 == "user" }.map(\.0))
        var expectation = MirrorExpectation()
        expectation.row = { table, columns, row in
            var row = row
            func change(_ name: String, _ body: (String?) -> String?) {
                if let at = columns.firstIndex(of: name) { row[at] = body(row[at]) }
            }
            func text(_ name: String) { change(name) { $0.map { redaction.text($0) ?? $0 } } }
            if table == "users" {
                func cell(_ name: String) -> String? { columns.firstIndex(of: name).flatMap { row[$0] } }
                let names = redaction.names(
                    Redaction.Names(
                        key: cell("key") ?? "", username: cell("username"),
                        displayName: cell("display_name"), email: cell("email")))
                change("key") { _ in names.key }
                change("username") { _ in names.username }
                change("display_name") { _ in names.displayName }
                change("email") { _ in names.email }
            }
            for name in [
                "creator_key", "reporter_key", "assignee_key", "author_key", "update_author_key", "lead_key",
            ] {
                change(name, redaction.person)
            }
            let texts = ["issues", "comments", "worklogs", "projects", "components", "versions", "sprints"]
            if texts.contains(table) {
                for name in ["summary", "description", "environment", "body", "comment", "goal"] { text(name) }
            }
            if table == "issue_field_values", ofPeople.contains(row[1] ?? "") {
                change("ref_key", redaction.person)
            }
            return row
        }
        return expectation
    }

    /// Compared by words of their own: histories and columns of custom fields name people in many forms.
    private static let worded: Set<String> = ["changelog_items", "issue_fields", "issue_field_values"]

    private func expectNobody(_ lab: Laboratory, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let site = lab.jira.site
        for (key, name) in zip(site.truth("users", "key"), site.truth("users", "display_name")) {
            for word in [key, name] where word.count > 6 {
                #expect(try files(lab, with: word).isEmpty, "\(word)", sourceLocation: sourceLocation)
            }
        }
    }

    @Test("people are stored under pseudonyms, the same ones in every run, and nobody's key is in the files")
    func pseudonymous() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2) { $0.site.hostileTexts = false }
        let people = try Self.pseudonyms()
        let hide: (inout SyncOptions) -> Void = { $0.privacy.people = people }
        let first = try await lab.sync(hide)
        #expect(first.failure == nil && !first.countsDiffer)
        try lab.expectFaithful(leavingOut: Self.worded, expecting: Self.hidden(people, lab))
        try expectNobody(lab)
        #expect(lab.jira.site.apply(.randomEdits(count: 80, seed: 5)).error == nil)
        #expect(try await lab.sync { $0.privacy.people = try? Self.pseudonyms() }.failure == nil)
        try lab.expectFaithful(leavingOut: Self.worded, expecting: Self.hidden(people, lab))
        try expectNobody(lab)
        #expect(try rows(lab, "SELECT account_key FROM site").allSatisfy(Pseudonyms.isPseudonym))
        let check = try await lab.verify(sample: nil, hide)
        #expect(check.failure == nil && check.differences.isEmpty)
        await lab.stop()
    }

    @Test("other rules that are killed after any of their steps are made whole by the next run")
    func killed() async throws {
        let lab = try await Laboratory(issues: 60, projects: 2) { $0.site.hostileTexts = false }
        _ = try await lab.sync()
        let people = try Self.pseudonyms()
        var kills = 0
        for commits in 3...12 {
            let isHidden = commits % 2 == 1
            let rules: (inout SyncOptions) -> Void = {
                $0.backfillPages = 1000
                if isHidden { $0.privacy.people = people }
                if isHidden { $0.privacy.deniedFields = ["environment"] }
            }
            let fuse = KilledStore.Fuse(commits)
            let cut = try await lab.sync(rules, into: { KilledStore($0, fuse) })
            if fuse.isBurnt { kills += 1 }
            #expect((cut.failure != nil) == fuse.isBurnt)
            for _ in 1...2 { #expect(try await lab.sync(rules).failure == nil) }
            if isHidden {
                try expectNobody(lab)
                #expect(try rows(lab, "SELECT count(environment) FROM issues") == ["0"])
            } else {
                try lab.expectFaithful()
            }
        }
        #expect(kills == 10)
        await lab.stop()
    }

    @Test("a mirror with names is rewritten in place, and gets them back from Jira")
    func switchedOn() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2) { $0.site.hostileTexts = false }
        let site = lab.jira.site
        _ = try await lab.sync()
        #expect(site.apply(.deleteIssue(issue: site.issueKeys[7])).error == nil)
        _ = try await lab.sync()
        let people = try Self.pseudonyms()
        let report = try await lab.sync { $0.privacy.people = people }
        #expect(report.failure == nil && report.notices.contains { $0.contains("everybody") })
        try lab.expectFaithful(leavingOut: Self.worded, expecting: Self.hidden(people, lab))
        try expectNobody(lab)
        let back = try await lab.sync { $0.referenceEverySeconds = 0 }
        #expect(back.failure == nil && back.notices.contains { $0.contains("names again") })
        try lab.expectFaithful()
        #expect(
            try rows(lab, "SELECT key FROM users WHERE key GLOB '\(Pseudonyms.pattern)'").isEmpty)
        await lab.stop()
    }

    @Test("one person is purged from everything and stays so; all others keep their names")
    func purged() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2) { $0.site.hostileTexts = false }
        let site = lab.jira.site
        _ = try await lab.sync()
        let user = try #require(
            try rows(
                lab,
                """
                SELECT key FROM users WHERE key IN (SELECT assignee_key FROM issues) AND active
                AND email IS NOT NULL ORDER BY key LIMIT 1
                """
            ).first)
        let name = try #require(try rows(lab, "SELECT username FROM users WHERE key = '\(user)'").first)
        #expect(
            site.apply(.addComment(issue: site.issueKeys[1], body: "ask [~\(name)] about it")).error == nil)
        _ = try await lab.sync()
        let coder = try Self.pseudonyms(everybody: false)
        let people = try Self.pseudonyms(
            everybody: false, listed: [coder.code(of: user), coder.code(of: name)])
        let store = try MirrorDatabase(options: MirrorOptions(path: lab.mirror.path), now: Laboratory.now)
        #expect(try store.namings(Redaction(people: people)).contains { $0.table == "issues" && $0.rows > 0 })
        #expect(try PersonPurge.run(store, people, at: Laboratory.now()))
        #expect(try store.namings(Redaction(people: people)).isEmpty)
        try store.close()
        let named = "SELECT key FROM issues WHERE '\(user)' IN (assignee_key, reporter_key, creator_key)"
        #expect(try rows(lab, named).isEmpty)
        #expect(try rows(lab, "SELECT body FROM comments WHERE body LIKE '%[~\(name)]%'").isEmpty)
        #expect(try rows(lab, "SELECT key FROM users WHERE NOT key GLOB '\(Pseudonyms.pattern)'").count > 5)
        // Later runs keep to it.
        #expect(site.apply(.assign(issue: site.issueKeys[1], to: name)).error == nil)
        let report = try await lab.sync {
            $0.privacy.people = people
            $0.referenceEverySeconds = 0
        }
        #expect(report.failure == nil && report.notices.isEmpty)
        #expect(try rows(lab, named).isEmpty)
        #expect(try rows(lab, "SELECT key FROM users WHERE key = '\(user)'").isEmpty)
        await lab.stop()
    }
}
