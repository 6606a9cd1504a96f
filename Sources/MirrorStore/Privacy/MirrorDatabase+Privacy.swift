import Foundation
import GRDB
package import SyncCore

extension MirrorDatabase {
    package func eraseFields(_ denied: DeniedFields, at: Instant) throws(StoreError) {
        try overwriting { () throws(StoreError) in
            try write { db in
                try FieldErasure(db: db, state: state, denied: denied, at: at).run()
                state.forget()
            }
        }
    }

    package func rewritePeople(_ redaction: Redaction, at: Instant) throws(StoreError) {
        try overwriting { () throws(StoreError) in
            let redaction = redaction.naming(fields: try personFields())
            let count = try read { db in PeopleRewrite(db: db, redaction: redaction).steps.count }
            for step in 0..<count {
                try write { db in
                    let rewrite = PeopleRewrite(db: db, redaction: redaction)
                    rewrite.addFunctions()
                    defer { rewrite.removeFunctions() }
                    try rewrite.steps[step].run()
                }
            }
            try write { db in
                try db.execute(sql: "UPDATE issues SET changed_at = ?", arguments: [at.text])
                state.forget()
            }
        }
    }

    /// What ``rewritePeople(_:at:)`` would change: rows by table. Nothing is changed.
    package func namings(_ redaction: Redaction) throws(StoreError) -> [(table: String, rows: Int)] {
        let redaction = redaction.naming(fields: try personFields())
        return try withoutTransaction { db in
            defer { state.forget() }
            let rewrite = PeopleRewrite(db: db, redaction: redaction)
            rewrite.addFunctions()
            defer { rewrite.removeFunctions() }
            var found: [(table: String, rows: Int)] = []
            try db.inTransaction(.immediate) {
                for step in rewrite.steps {
                    let before = db.totalChangesCount
                    try step.run()
                    let rows = db.totalChangesCount - before
                    if rows > 0 { found.append((step.table, rows)) }
                }
                return .rollback
            }
            return found
        }
    }

    /// Names of custom fields that hold people.
    private func personFields() throws(StoreError) -> [String] {
        try read { db in
            try String.fetchAll(
                db,
                sql: "SELECT name FROM fields WHERE custom AND name IS NOT NULL AND \(PeopleRewrite.ofPeople)"
            )
        }
    }

    /// People whom this text may mean: key, user name, e-mail address or full name, in whatever letters.
    package func people(called name: String) throws(StoreError) -> [ReferenceData.User] {
        try read { db in
            try Row.fetchAll(
                db,
                sql: """
                    SELECT key, username, display_name, email FROM users
                    WHERE lower(?1) IN (lower(key), lower(username), lower(email), lower(display_name)) ORDER BY key
                    """, arguments: [name]
            ).map { ReferenceData.User(key: $0[0], username: $0[1], displayName: $0[2], email: $0[3]) }
        }
    }

    package func forgetPseudonyms() throws(StoreError) {
        try write { db in
            try db.execute(sql: "DELETE FROM users WHERE key GLOB ?", arguments: [Pseudonyms.pattern])
            state.forget()
        }
    }

    package func forgetContents() throws(StoreError) {
        try write { db in
            // It forces a rewrite.
            try db.execute(sql: "UPDATE issues SET content_hash = 0 WHERE content_hash <> 0")
            // Those that no search shows are asked for by id.
            try db.execute(
                sql: """
                    INSERT INTO stale_issues (issue_id) SELECT id FROM issues WHERE archived_at IS NOT NULL
                    ON CONFLICT DO NOTHING
                    """)
            state.forget()
        }
    }

    package func compact() throws(StoreError) -> Bool {
        try withoutTransaction { db in
            // Statements that are kept would stand in its way.
            state.forget()
            db.clearSchemaCache()
            try db.execute(sql: "VACUUM")
        }
        try checkpointWAL()
        var info = stat()
        return stat(options.path + "-wal", &info) != 0 || info.st_size == 0
    }
}
