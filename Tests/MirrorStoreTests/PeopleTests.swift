import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct PeopleTests {
    /// Issue 10 names anna everywhere, issue 11 bob as a custom field's value, issue 12 nobody.
    private func filled() throws -> Mirror {
        let mirror = try Mirror()
        var data = ReferenceData()
        data.users = ["anna", "bob", "carl", "dora", "eve"].map { .init(key: $0, displayName: $0) }
        data.projects = [.init(id: 1, key: "ABC", name: "Alphabet", leadKey: "dora")]
        data.fields = [
            .init(id: "customfield_1", name: "Tester", custom: true, schemaType: "user"),
            .init(id: "customfield_2", name: "Team", custom: true, schemaType: "group"),
        ]
        _ = try mirror.store.apply(data, at: .day0)
        try mirror.apply { page in
            page.add(
                10, "ABC-1", changes: [(id: 1, at: .day0, items: [ItemText(from: "1", to: "2")])])
            page.add(11, "ABC-2")
            page.add(12, "ABC-3")
        }
        try mirror.store.write { db in
            try db.execute(
                sql: """
                    INSERT INTO issue_field_values (issue_id, field_id, position, ref_key)
                    VALUES (11, 'customfield_1', 0, 'bob'), (12, 'customfield_2', 0, 'carl')
                    """)
        }
        return mirror
    }

    @Test("who is no longer in the directory is a stub where something names them, else gone")
    func closing() throws {
        let mirror = try filled()
        #expect(try mirror.store.closeDirectory(seen: ["eve"]) == ["anna", "bob"])
        #expect(
            try mirror.rows("SELECT key, is_stub FROM users ORDER BY key") == [
                "anna|1", "bob|1", "dora|1", "eve|0",
            ])
        // Nobody vanishes twice, and an empty directory tells nothing.
        #expect(try mirror.store.closeDirectory(seen: ["eve"]) == [])
        #expect(try mirror.store.closeDirectory(seen: []) == [])
        #expect(try mirror.rows("SELECT is_stub FROM users WHERE key = 'eve'") == ["0"])
    }

    @Test("who was removed is stored again when an issue shows them as before")
    func seenAgain() throws {
        let mirror = try filled()
        try mirror.apply { $0.see(user: "carl", name: "carl") }
        _ = try mirror.store.closeDirectory(seen: ["eve"])
        #expect(try mirror.rows("SELECT 1 FROM users WHERE key = 'carl'") == [])
        try mirror.apply { $0.see(user: "carl", name: "carl") }
        #expect(try mirror.rows("SELECT is_stub FROM users WHERE key = 'carl'") == ["1"])
    }

    @Test(
        "an issue names a person as its own, in a child or in its history",
        arguments: [
            "UPDATE issues SET assignee_key = 'zoe' WHERE id = 10",
            "UPDATE issues SET reporter_key = 'zoe' WHERE id = 10",
            "UPDATE issues SET creator_key = 'zoe' WHERE id = 10",
            "UPDATE changelog SET author_key = 'zoe'",
            "UPDATE changelog_items SET field = 'assignee', from_value = 'zoe'",
            "UPDATE changelog_items SET field = 'reporter', to_value = 'zoe'",
            "UPDATE issue_field_values SET issue_id = 10, ref_key = 'zoe' WHERE issue_id = 11",
            "INSERT INTO comments VALUES (1, 10, 'zoe', NULL, '', '', NULL, NULL, '')",
            "INSERT INTO comments VALUES (1, 10, NULL, 'zoe', '', '', NULL, NULL, '')",
            "INSERT INTO worklogs VALUES (1, 10, 'zoe', NULL, '', '', '', '', 1, NULL, NULL, '')",
            "INSERT INTO worklogs VALUES (1, 10, NULL, 'zoe', '', '', '', '', 1, NULL, NULL, '')",
            "INSERT INTO attachments VALUES (1, 10, 'zoe', '', NULL, 1, '')",
        ])
    func naming(sql: String) throws {
        let mirror = try filled()
        #expect(try mirror.store.issues(naming: ["zoe"], limit: 10) == [])
        try mirror.store.write { db in try db.execute(sql: sql) }
        #expect(try mirror.store.issues(naming: ["other", "zoe"], limit: 10) == [10])
    }

    @Test("issues that name people come in order, no more than asked for; a status is no person")
    func limit() throws {
        let mirror = try filled()
        #expect(try mirror.store.issues(naming: ["anna", "bob", "carl"], limit: 10) == [10, 11])
        #expect(try mirror.store.issues(naming: ["anna", "bob"], limit: 1) == [10])
        #expect(try mirror.store.issues(naming: ["2"], limit: 10) == [])
        #expect(try mirror.store.issues(naming: [], limit: 10) == [])
    }

    @Test("security levels are those that issues show, and a new name reaches them")
    func securityLevels() throws {
        let mirror = try Mirror()
        try mirror.apply { page in
            page.see(.securityLevel, 8, "Secret")
            page.see(.securityLevel, 7, "Top")
        }
        #expect(try mirror.store.securityLevels() == [7, 8])
        var data = ReferenceData()
        data.securityLevels = [.init(id: 8, name: "Confidential", description: "Few")]
        _ = try mirror.store.apply(data, at: .day0)
        #expect(
            try mirror.rows("SELECT id, name, description FROM security_levels ORDER BY id") == [
                "7|Top|-", "8|Confidential|Few",
            ])
        #expect(try mirror.store.securityLevels() == [7, 8])
    }
}
