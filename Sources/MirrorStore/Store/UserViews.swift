import Foundation
import GRDB
import Reporting
package import SyncCore

/// A file of a user's own views that gives no view.
package struct UserViewProblem: Hashable, Sendable {
    /// As it was given to ``MirrorDatabase/applyUserViews(_:)``.
    package var file: String
    /// One line: what is wrong, and where in the file.
    package var reason: String

    package init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }
}

extension MirrorDatabase {
    /// Makes the mirror's user views equal to these files: each one `CREATE VIEW name AS SELECT …`.
    ///
    /// What did not change is not written. A view whose file is gone is dropped; one that is broken is left out and
    /// tried again when its file or the schema has changed. Views may build on each other, in any order. Nothing but
    /// views can be made, and none that takes the name of a table or view of the mirror.
    ///
    /// - Parameters:
    ///   - files: name (for messages, unique) and text of each.
    ///   - unreadable: further files, whose text is not to be had.
    /// - Returns: the files that give no view, and why; `status` tells them too.
    package func applyUserViews(
        _ files: [(name: String, sql: String)], unreadable: [UserViewProblem] = []
    ) throws(StoreError) -> [UserViewProblem] {
        let files = files.sorted { $0.name < $1.name }
        if let problems = try read({ db in try UserViews(db).unchanged(files, unreadable) }) {
            return problems
        }
        return try write { db in
            defer { db.clearSchemaCache() }
            return try UserViews(db).apply(files, unreadable, at: now())
        }
    }
}

/// A user's own views in the mirror. What was made of each file is kept as a checkpoint.
struct UserViews {
    static let stream = "user_views"

    /// What was made of a file.
    struct State: Codable, Equatable {
        var digest: String
        /// Nil where there is none.
        var view: String?
        var problem: String?
        /// `PRAGMA schema_version` when a broken one was tried.
        var schema: Int64?
    }

    private let db: Database

    init(_ db: Database) { self.db = db }

    // MARK: Nothing to do

    /// The problems as they are known, nil where something is to be done.
    func unchanged(
        _ files: [(name: String, sql: String)], _ unreadable: [UserViewProblem]
    ) throws -> [UserViewProblem]? {
        let states = try Self.states(db)
        guard states.count == files.count + unreadable.count,
            unreadable.allSatisfy({ states[$0.file]?.problem == $0.reason })
        else { return nil }
        let views = Set(try names("type = 'view'"))
        let schema = try schemaVersion()
        var problems: [UserViewProblem] = []
        for file in files {
            guard let state = states[file.name], state.digest == Self.digest(file.sql) else { return nil }
            if let problem = state.problem {
                guard state.schema == schema else { return nil }
                problems.append(UserViewProblem(file: file.name, reason: problem))
            } else {
                guard let view = state.view, views.contains(view.lowercased()) else { return nil }
            }
        }
        return Self.sorted(problems + unreadable)
    }

    // MARK: Applying

    func apply(
        _ files: [(name: String, sql: String)], _ unreadable: [UserViewProblem] = [], at: Instant
    ) throws -> [UserViewProblem] {
        try Self.dropAll(db)
        let taken = Set(try names("name IS NOT NULL"))
        let scratch = try UserViewScratch(
            schema: String.fetchAll(
                db,
                sql: """
                    SELECT sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
                    ORDER BY rowid
                    """))
        var problems: [String: String] = [:]
        var made: [UserViewFile] = []
        for file in files {
            switch Self.read(file.name, file.sql) {
            case .failure(let problem): problems[file.name] = problem.text
            case .success(let view):
                if let problem = Self.problem(view, made, taken) ?? scratch.create(view) {
                    problems[file.name] = problem
                } else {
                    made.append(view)
                }
            }
        }
        // One that goes may take those with it that build on it.
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (index, view) in made.enumerated().reversed() {
                guard let problem = scratch.problem(with: view) else { continue }
                problems[view.file] = problem
                scratch.drop(view)
                made.remove(at: index)
                isSettled = false
            }
        }
        for view in made { try db.execute(sql: view.sql) }
        try save(files, made, problems, unreadable, at: at)
        return Self.sorted(problems.map { UserViewProblem(file: $0.key, reason: $0.value) } + unreadable)
    }

    private static func sorted(_ problems: [UserViewProblem]) -> [UserViewProblem] {
        problems.sorted { $0.file < $1.file }
    }

    private static func read(_ file: String, _ sql: String) -> Result<UserViewFile, UserViewFile.Problem> {
        Result { () throws(UserViewFile.Problem) in try UserViewFile(file: file, sql: sql) }
    }

    /// Whose the view's name is already; nil where it is free.
    private static func problem(
        _ view: UserViewFile, _ made: [UserViewFile], _ taken: Set<String>
    ) -> String? {
        let name = view.name.lowercased()
        if let other = made.first(where: { $0.name.lowercased() == name }) {
            return "\(other.file) makes a view '\(view.name)' already"
        }
        guard taken.contains(name) else { return nil }
        return "'\(view.name)' belongs to the mirror itself: choose another name"
    }

    private func save(
        _ files: [(name: String, sql: String)], _ made: [UserViewFile], _ problems: [String: String],
        _ unreadable: [UserViewProblem], at: Instant
    ) throws {
        let schema = try schemaVersion()
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let states =
            files.map { file in
                let problem = problems[file.name]
                return (
                    file.name,
                    State(
                        digest: Self.digest(file.sql), view: made.first { $0.file == file.name }?.name,
                        problem: problem, schema: problem == nil ? nil : schema)
                )
            } + unreadable.map { ($0.file, State(digest: "", problem: $0.reason)) }
        let changes = try states.map { name, state in
            CheckpointChange(
                stream: Self.stream, scope: name,
                state: String(decoding: try encoder.encode(state), as: UTF8.self))
        }
        try CheckpointTable.save(changes, db, at: at)
    }

    // MARK: What is there

    /// Drops every view that a file made, and forgets the files: before migrations, which may need their names, and
    /// before the views are made anew.
    static func dropAll(_ db: Database) throws {
        guard try db.tableExists("sync_checkpoints") else { return }
        for state in try states(db).values {
            guard let view = state.view, SQLName.isPlain(view) else { continue }
            try db.execute(sql: "DROP VIEW IF EXISTS \(view)")
        }
        try db.execute(sql: "DELETE FROM sync_checkpoints WHERE stream = ?", arguments: [stream])
    }

    /// By file. A state that cannot be read counts as none.
    static func states(_ db: Database) throws -> [String: State] {
        let rows = try Row.fetchAll(
            db, sql: "SELECT scope, state FROM sync_checkpoints WHERE stream = ?", arguments: [stream])
        var states: [String: State] = [:]
        for row in rows {
            let text: String = row[1]
            states[row[0]] =
                (try? JSONDecoder().decode(State.self, from: Data(text.utf8))) ?? State(digest: "")
        }
        return states
    }

    private func names(_ condition: String) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT lower(name) FROM sqlite_schema WHERE \(condition)")
    }

    private func schemaVersion() throws -> Int64 {
        try Int64.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
    }

    /// FNV-1a, 64 bits, and the length: tells whether a file changed, not whether somebody forged it.
    static func digest(_ text: String) -> String {
        let hash = text.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        return String(hash, radix: 16) + "-" + String(text.utf8.count)
    }
}
