import GRDB
import SyncCore
import Testing

@testable import MirrorStore

struct ReferenceTests {
    private func apply(_ mirror: Mirror, _ edit: (inout ReferenceData) -> Void) throws {
        var data = ReferenceData()
        edit(&data)
        _ = try mirror.store.apply(data, at: .day0)
    }

    @Test("lists are stored with their order, and a second time writes nothing")
    func lists() throws {
        let mirror = try Mirror()
        let edit: (inout ReferenceData) -> Void = { data in
            data.projects = [
                .init(id: 1, key: "ABC", name: "Alphabet", leadKey: "anna", keys: ["OLD", "ABC"])
            ]
            data.components[1] = [.init(id: 7, name: "Engine", leadKey: "bob")]
            data.versions[1] = [
                .init(id: 8, name: "1.0", releaseDate: "2024-02-29", released: true, position: 3)
            ]
            data.issueTypes = [.init(id: 1, name: "Bug"), .init(id: 2, name: "Sub-task", isSubtask: true)]
            data.statusCategories = [.init(id: 2, key: "new", name: "To Do")]
            data.statuses = [.init(id: 5, name: "Open", categoryID: 2), .init(id: 1, name: "Idle")]
            data.priorities = [.init(id: 9, name: "High"), .init(id: 3, name: "Low")]
            data.resolutions = [.init(id: 1, name: "Fixed")]
            data.securityLevels = [.init(id: 1, name: "Secret")]
            data.linkTypes = [.init(id: 1, name: "Blocks", inward: "is blocked by", outward: "blocks")]
            data.fields = [.init(id: "customfield_1", name: "Team", custom: true, schemaType: "array")]
            data.users = [
                .init(key: "anna", username: "anna", displayName: "Anna A.", email: "a@example.org")
            ]
        }
        try apply(mirror, edit)
        #expect(
            try mirror.rows("SELECT id, key, name, lead_key, archived, is_stub FROM projects") == [
                "1|ABC|Alphabet|anna|0|0"
            ])
        #expect(try mirror.rows("SELECT key FROM project_keys ORDER BY 1") == ["ABC", "OLD"])
        #expect(try mirror.rows("SELECT project_id, name, lead_key FROM components") == ["1|Engine|bob"])
        #expect(
            try mirror.rows("SELECT name, release_date, released, position FROM versions") == [
                "1.0|2024-02-29|1|3"
            ])
        #expect(
            try mirror.rows("SELECT name, is_subtask FROM issue_types ORDER BY id") == [
                "Bug|0", "Sub-task|1",
            ])
        #expect(
            try mirror.rows("SELECT id, category_id, position FROM statuses ORDER BY position") == [
                "5|2|0", "1|-|1",
            ])
        #expect(try mirror.rows("SELECT name FROM priorities ORDER BY position") == ["High", "Low"])
        #expect(try mirror.rows("SELECT inward, outward FROM link_types") == ["is blocked by|blocks"])
        #expect(try mirror.rows("SELECT name, custom, schema_type FROM fields") == ["Team|1|array"])
        #expect(
            try mirror.rows("SELECT display_name, email, is_stub FROM users") == ["Anna A.|a@example.org|0"])
        let before = try mirror.totalChanges()
        try apply(mirror, edit)
        #expect(try mirror.totalChanges() == before)
    }

    @Test("what a list no longer holds becomes a stub: issues may still name it")
    func unlisted() throws {
        let mirror = try Mirror()
        try apply(mirror) { data in
            data.statuses = [.init(id: 1, name: "Open"), .init(id: 2, name: "Old")]
            data.fields = [
                .init(id: "a", name: "A", custom: false), .init(id: "b", name: "B", custom: false),
            ]
        }
        try apply(mirror) { data in
            data.statuses = [.init(id: 1, name: "Opened")]
            data.fields = [.init(id: "b", name: "B", custom: false)]
        }
        #expect(
            try mirror.rows("SELECT id, name, is_stub FROM statuses ORDER BY 1") == ["1|Opened|0", "2|Old|1"])
        #expect(try mirror.rows("SELECT id, is_stub FROM fields ORDER BY 1") == ["a|1", "b|0"])
        // A list that was not read changes nothing.
        try apply(mirror) { $0.priorities = [] }
        #expect(try mirror.rows("SELECT is_stub FROM statuses WHERE id = 1") == ["0"])
    }

    @Test("a component or version that is gone is removed, unless an issue names it")
    func goneVersions() throws {
        let mirror = try Mirror()
        try apply(mirror) { data in
            data.components[1] = [.init(id: 1, name: "used"), .init(id: 2, name: "unused")]
            data.versions[1] = [.init(id: 1, name: "used"), .init(id: 2, name: "unused")]
            data.versions[2] = [.init(id: 3, name: "another project's")]
        }
        try mirror.apply { $0.add(10, "ABC-1", components: [1], fixVersions: [1]) }
        try apply(mirror) { data in
            data.components[1] = []
            data.versions[1] = []
        }
        #expect(try mirror.rows("SELECT id, is_stub FROM components") == ["1|1"])
        #expect(try mirror.rows("SELECT id, is_stub FROM versions ORDER BY 1") == ["1|1", "3|0"])
    }

    @Test("what a page names and no list holds gets a stub and is reported once")
    func stubs() throws {
        let mirror = try Mirror()
        let build: (inout BatchBuilder) -> Void = { page in
            for kind in ReferenceKind.allCases { page.see(kind, 77, "Seen") }
        }
        #expect(try mirror.apply(build).unknownReferences == Set(ReferenceKind.allCases))
        #expect(try mirror.apply(build).unknownReferences.isEmpty)
        for kind in ReferenceKind.allCases {
            let table = ReferenceStubs.table(kind)
            #expect(try mirror.rows("SELECT name, is_stub FROM \(table) WHERE id = 77") == ["Seen|1"])
        }
        // A stub takes a new name from a page, a listed thing only from its list.
        try apply(mirror) { $0.statuses = [.init(id: 77, name: "Listed")] }
        try mirror.apply { page in
            page.see(.status, 77, "Seen again")
            page.see(.priority, 77, "Seen again")
        }
        #expect(try mirror.rows("SELECT name, is_stub FROM statuses") == ["Listed|0"])
        #expect(try mirror.rows("SELECT name, is_stub FROM priorities") == ["Seen again|1"])
    }

    @Test("what a list took away is new again to the page that names it next")
    func seenAgain() throws {
        let mirror = try Mirror()
        var agile = AgileData()
        agile.sprints = [.init(id: 7, boardID: 1, name: "Sprint 7", state: "active")]
        try apply(mirror) { $0.versions[1] = [.init(id: 7, name: "1.0")] }
        try mirror.store.apply(agile, at: .day0)
        let build: (inout BatchBuilder) -> Void = { page in
            page.see(.version, 7, "1.0")
            page.see(.sprint, 7, "Sprint 7")
        }
        #expect(try mirror.apply(build).unknownReferences.isEmpty)
        try apply(mirror) { $0.versions[1] = [] }
        #expect(try mirror.rows("SELECT id FROM versions") == [])
        #expect(try mirror.apply(build).unknownReferences == [.version])
        #expect(try mirror.rows("SELECT name, is_stub FROM versions") == ["1.0|1"])
        agile.sprints = []
        try mirror.store.apply(agile, at: .day0)
        #expect(try mirror.rows("SELECT id FROM sprints") == [])
        #expect(try mirror.apply(build).unknownReferences == [.sprint])
        #expect(try mirror.rows("SELECT name, is_stub FROM sprints") == ["Sprint 7|1"])
    }

    @Test("a person seen in an issue never loses what the directory told")
    func users() throws {
        let mirror = try Mirror()
        try mirror.apply { $0.see(user: "anna", name: "Anna", email: nil) }
        #expect(try mirror.rows("SELECT display_name, email, is_stub FROM users") == ["Anna|-|1"])
        try apply(mirror) {
            $0.users = [.init(key: "anna", displayName: "Anna A.", email: "a@x.org", timeZone: "Asia/Tokyo")]
        }
        try mirror.apply { $0.see(user: "anna", name: "Anna B.", email: nil, active: false) }
        #expect(
            try mirror.rows("SELECT display_name, email, time_zone, active, is_stub FROM users") == [
                "Anna B.|a@x.org|Asia/Tokyo|0|0"
            ])
        try apply(mirror) { $0.users = [.init(key: "anna", deleted: true)] }
        #expect(try mirror.rows("SELECT email, deleted FROM users") == ["a@x.org|1"])
    }

    @Test("a person whose sightings alternate is stored as seen last, also after a page that failed")
    func alternatingSightings() throws {
        let mirror = try Mirror()
        for name in ["Anna", "Anna B.", "Anna"] {
            try mirror.apply { $0.see(user: "anna", name: name) }
            #expect(try mirror.rows("SELECT display_name FROM users") == [name])
        }
        try mirror.store.write { db in
            try db.execute(
                sql: "CREATE TRIGGER refuse BEFORE INSERT ON issues BEGIN SELECT raise(ABORT, 'refused'); END"
            )
        }
        let page: (inout BatchBuilder) -> Void = { page in
            page.see(user: "anna", name: "Anna C.")
            page.add(1, "ABC-1")
        }
        #expect(storeError { try mirror.apply(page) } != nil)
        try mirror.store.write { try $0.execute(sql: "DROP TRIGGER refuse") }
        try mirror.apply(page)
        #expect(try mirror.rows("SELECT display_name FROM users") == ["Anna C."])
    }

    @Test("the site's row keeps what an update does not tell")
    func site() throws {
        let mirror = try Mirror()
        #expect(try mirror.store.site() == nil)
        var site = SiteRecord()
        site.baseURL = "https://jira.example.org"
        site.reportTimeZone = "Europe/Berlin"
        try mirror.store.updateSite(site)
        var second = SiteRecord()
        second.version = "9.12.2"
        second.lastSyncedAt = .day0
        try mirror.store.updateSite(second)
        site.version = "9.12.2"
        site.lastSyncedAt = .day0
        #expect(try mirror.store.site() == site)
        second.reportTimeZone = "Nowhere/Land"
        #expect(storeError { try mirror.store.updateSite(second) }?.kind == "unexpected")
        #expect(try mirror.store.site() == site)
    }
}
