import SyncCore
import Testing

@testable import MirrorStore

struct FieldRenameTests {
    private let values = """
        SELECT issue_id, text_value, ref_key FROM issue_field_values ORDER BY issue_id, field_id, position
        """

    /// Issues 10 and 11 hold the same members, with and without the indexes that a first fill does without.
    private func filled(
        _ type: String, _ value: FieldInput, indexed: Bool = true
    ) throws -> Mirror {
        let mirror = try Mirror()
        try mirror.list([(1, "Plain", type)])
        if indexed { try mirror.store.buildMissingIndexes() }
        try mirror.apply { page in
            page.add(10, "ABC-1", fields: [(1, value)], hash: 5)
            page.add(11, "ABC-2", fields: [(1, value)])
        }
        return mirror
    }

    @Test("an option that one issue shows under a new name has it everywhere", arguments: [true, false])
    func option(_ indexed: Bool) throws {
        let mirror = try filled("select", .option(7, "Red"), indexed: indexed)
        try mirror.reopen()
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(11, "ABC-2", updated: .day0 + 1, fields: [(1, .option(7, "Rouge"))])
        }
        #expect(try mirror.rows("SELECT plain FROM issue_fields") == ["Rouge", "Rouge"])
        #expect(try mirror.rows(values) == ["10|Rouge|-", "11|Rouge|-"])
        #expect(try mirror.rows("SELECT text_value FROM field_options") == ["Rouge"])
        // It is said to have changed, and its next reading is stored whatever its hash.
        #expect(try mirror.rows("SELECT content_hash = 0 FROM issues ORDER BY id") == ["1", "0"])
        #expect(
            try mirror.rows("SELECT changed_at FROM issues WHERE id = 10") == ["2024-01-02T01:00:01.000Z"])
        try mirror.apply(at: .day0 + 95_000) {
            $0.add(10, "ABC-1", fields: [(1, .option(7, "Red"))], hash: 5)
        }
        #expect(try mirror.rows("SELECT plain FROM issue_fields") == ["Red", "Red"])
    }

    @Test("a renamed option changes within the lists of others")
    func lists() throws {
        let mirror = try filled(
            "multiselect", .list([.option(6, "Blue"), .option(7, "Red"), .option(8, "\"")]))
        try mirror.apply(at: .day0 + 90_000) {
            $0.add(12, "ABC-3", fields: [(1, .list([.option(7, "Ro\"t")]))])
        }
        #expect(
            try mirror.rows("SELECT plain FROM issue_fields") == [
                #"["Blue","Ro\"t","\""]"#, #"["Blue","Ro\"t","\""]"#, #"["Ro\"t"]"#,
            ])
        let cascade = try filled("cascadingselect", .cascade([(1, "Europe"), (2, "Malta")]))
        try cascade.apply(at: .day0 + 90_000) {
            $0.add(12, "ABC-3", fields: [(1, .cascade([(1, "Europa")]))])
        }
        #expect(
            try cascade.rows("SELECT plain FROM issue_fields") == [
                #"["Europa","Malta"]"#, #"["Europa","Malta"]"#, #"["Europa"]"#,
            ])
    }

    @Test("of overlapping answers the older one does not bring back the former name")
    func overlapping() throws {
        let mirror = try filled("select", .option(7, "Red"))
        try mirror.apply(at: .day0 + 95_000) { $0.add(12, "ABC-3", fields: [(1, .option(7, "Rouge"))]) }
        try mirror.apply(at: .day0 + 94_999) { $0.add(13, "ABC-4", fields: [(1, .option(7, "Red"))]) }
        #expect(
            try mirror.rows("SELECT plain FROM issue_fields") == ["Rouge", "Rouge", "Rouge", "Red"])
    }

    @Test("where a plug-in of unknown kind gives one id several names, each issue keeps its own")
    func unknownKinds() throws {
        let mirror = try filled("com.example:assets", .option(1, "Laptop"))
        try mirror.apply(at: .day0 + 90_000) { $0.add(12, "ABC-3", fields: [(1, .option(1, "Phone"))]) }
        #expect(try mirror.rows("SELECT plain FROM issue_fields") == ["Laptop", "Laptop", "Phone"])
        #expect(try mirror.rows("SELECT * FROM field_options") == [])
    }

    @Test("an id of another field is another option")
    func otherField() throws {
        let mirror = try filled("select", .option(7, "Red"))
        try mirror.list([(1, "Plain", "select"), (2, "Other", "select")])
        try mirror.apply(at: .day0 + 90_000) { $0.add(12, "ABC-3", fields: [(2, .option(7, "Rot"))]) }
        #expect(try mirror.rows("SELECT plain FROM issue_fields") == ["Red", "Red", "-"])
    }

    @Test("a version that the project's list renames, and one that an issue shows renamed, has one name")
    func version() throws {
        let mirror = try filled("multiversion", .list([.version(5, "1.0"), .version(6, "2.0")]))
        var data = ReferenceData()
        data.versions[1] = [.init(id: 5, name: "1.0.1"), .init(id: 6, name: "2.0")]
        _ = try mirror.store.apply(data, at: .day0 + 95_000)
        #expect(
            try mirror.rows("SELECT DISTINCT plain FROM issue_fields") == [#"["1.0.1","2.0"]"#])
        // An answer from before the list.
        try mirror.apply(at: .day0 + 94_000) {
            $0.add(12, "ABC-3", fields: [(1, .list([.version(5, "1.0")]))])
        }
        #expect(
            try mirror.rows("SELECT plain FROM issue_fields WHERE issue_id = 10") == [#"["1.0.1","2.0"]"#])
        let before = try mirror.totalChanges()
        _ = try mirror.store.apply(data, at: .day0 + 96_000)
        #expect(try mirror.totalChanges() == before)
        try mirror.apply(at: .day0 + 99_000) {
            $0.add(13, "ABC-4", fields: [(1, .list([.version(6, "II")]))])
        }
        #expect(try mirror.rows("SELECT plain FROM issue_fields WHERE issue_id = 10") == [#"["1.0.1","II"]"#])
    }

    @Test("a project's new name and key reach the fields that hold it")
    func project() throws {
        let mirror = try filled("project", .project(3, "XYZ", "Xylophones"))
        var data = ReferenceData()
        data.projects = [.init(id: 3, key: "XYZ", name: "Xylophones")]
        _ = try mirror.store.apply(data, at: .day0 + 94_000)
        #expect(try mirror.rows("SELECT content_hash = 0 FROM issues ORDER BY id") == ["0", "0"])
        data.projects = [.init(id: 3, key: "XYL", name: "Percussion")]
        _ = try mirror.store.apply(data, at: .day0 + 95_000)
        #expect(try mirror.rows("SELECT plain FROM issue_fields") == ["XYL", "XYL"])
        #expect(try mirror.rows(values) == ["10|Percussion|XYL", "11|Percussion|XYL"])
    }
}
