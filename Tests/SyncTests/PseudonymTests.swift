import Foundation
import JiraSimulator
import MirrorStore
import OpenSSLCrypto
import SyncCore
import TestSupport
import Testing

@Suite("People who are not to be named are named in none of the mirror's tables and files")
struct PseudonymTests {
    private static func pseudonyms(
        everybody: Bool = true, listed: Set<String> = [], key: UInt8 = 7
    ) throws -> Pseudonyms {
        let secret = SecretBytes([UInt8](repeating: key, count: 32))
        return Pseudonyms(everybody: everybody, listed: listed) { message in
            (try? HMACSHA256.authenticationCode(message, key: secret)) ?? []
        }
    }

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
                for name in ["summary", "description", "environment", "body", "comment", "goal"] {
                    text(name)
                }
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
                #expect(try lab.files(with: word).isEmpty, "\(word)", sourceLocation: sourceLocation)
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
        #expect(try lab.texts("SELECT account_key FROM site").allSatisfy(Pseudonyms.isPseudonym))
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
                #expect(try lab.texts("SELECT count(environment) FROM issues") == ["0"])
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
        try await lab.expectEqual({ $0.privacy.people = people })
        let back = try await lab.sync { $0.referenceEverySeconds = 0 }
        #expect(back.failure == nil && back.notices.contains { $0.contains("names again") })
        try lab.expectFaithful()
        #expect(
            try lab.texts("SELECT key FROM users WHERE key GLOB '\(Pseudonyms.pattern)'").isEmpty)
        await lab.stop()
    }

    @Test("one person is purged from everything and stays so; all others keep their names")
    func purged() async throws {
        let lab = try await Laboratory(issues: 120, projects: 2) { $0.site.hostileTexts = false }
        let site = lab.jira.site
        _ = try await lab.sync()
        let user = try #require(
            try lab.texts(
                """
                SELECT key FROM users WHERE key IN (SELECT assignee_key FROM issues) AND active
                AND email IS NOT NULL ORDER BY key LIMIT 1
                """
            ).first)
        let name = try #require(try lab.texts("SELECT username FROM users WHERE key = '\(user)'").first)
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
        #expect(try lab.texts(named).isEmpty)
        #expect(try lab.texts("SELECT body FROM comments WHERE body LIKE '%[~\(name)]%'").isEmpty)
        #expect(try lab.texts("SELECT key FROM users WHERE NOT key GLOB '\(Pseudonyms.pattern)'").count > 5)
        // Later runs keep to it.
        #expect(site.apply(.assign(issue: site.issueKeys[1], to: name)).error == nil)
        let report = try await lab.sync {
            $0.privacy.people = people
            $0.referenceEverySeconds = 0
        }
        #expect(report.failure == nil && report.notices.isEmpty)
        #expect(try lab.texts(named).isEmpty)
        #expect(try lab.texts("SELECT key FROM users WHERE key = '\(user)'").isEmpty)
        try await lab.expectEqual({ $0.privacy.people = people })
        await lab.stop()
    }
}
