import GRDBSQLite
import Reporting
import SyncCore

/// A database in memory with the mirror's schema and no rows, in which users' views are tried under an authorizer
/// before the mirror sees them.
///
/// Not the writer's own connection: GRDB needs that one's authorizer for itself.
final class UserViewScratch {
    private let connection: OpaquePointer

    /// - Parameter schema: the statements of the mirror's tables and views.
    init(schema: [String]) throws(StoreError) {
        var connection: OpaquePointer?
        guard sqlite3_open_v2(":memory:", &connection, SQLITE_OPEN_READWRITE, nil) == SQLITE_OK,
            let connection
        else {
            sqlite3_close_v2(connection)
            throw .unexpected("SQLite could not open a database in memory")
        }
        self.connection = connection
        try ReadOnlyConnection.execute("PRAGMA trusted_schema = 0", on: connection)
        // As the readers have it: a text in double quotes is the name of a column that is not there.
        _disableDoubleQuotedStringLiterals(connection)
        for statement in schema { try ReadOnlyConnection.execute(statement, on: connection) }
    }

    deinit { sqlite3_close_v2(connection) }

    /// Makes the view; what SQLite says against it, nil where it is made.
    func create(_ view: UserViewFile) -> String? {
        let watch = Unmanaged.passRetained(Watched(view.name))
        defer { watch.release() }
        sqlite3_set_authorizer(
            connection,
            { context, action, first, _, schema, _ in
                guard let context else { return SQLITE_DENY }
                let watched = Unmanaged<Watched>.fromOpaque(context).takeUnretainedValue()
                return watched.allows(
                    action, first.map { String(cString: $0) }, schema.map { String(cString: $0) })
                    ? SQLITE_OK : SQLITE_DENY
            }, watch.toOpaque())
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        var code = sqlite3_prepare_v2(connection, view.sql, -1, &statement, nil)
        if code == SQLITE_OK { code = sqlite3_step(statement) }
        return code == SQLITE_DONE ? nil : problem(view.sql, from: 0)
    }

    func drop(_ view: UserViewFile) {
        sqlite3_exec(connection, "DROP VIEW IF EXISTS \(view.name)", nil, nil, nil)
    }

    /// What SQLite says when the view is used; nil where it can be.
    func problem(with view: UserViewFile) -> String? {
        ReaderAuthorizer.install(on: connection)
        defer { sqlite3_set_authorizer(connection, nil, nil) }
        // The SELECT for itself first: its errors have a place.
        guard compiles(view.body) else { return problem(view.sql, from: view.bodyOffset) }
        guard compiles("SELECT * FROM \(view.name)") else { return problem(nil, from: 0) }
        return nil
    }

    private func compiles(_ sql: String) -> Bool {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        return sqlite3_prepare_v2(connection, sql, -1, &statement, nil) == SQLITE_OK
    }

    /// The last error, with its place in the file where SQLite knows it.
    private func problem(_ sql: String?, from start: Int) -> String {
        let message = String(cString: sqlite3_errmsg(connection))
        let offset = Int(sqlite3_error_offset(connection))
        guard let sql, offset >= 0 else { return TerminalText.visible(message) }
        let place = SQLPlace(in: sql, offset: start + offset)
        return TerminalText.visible("line \(place.line), column \(place.column): \(message)")
    }

    /// What the authorizer's callback needs.
    private final class Watched {
        let name: String

        init(_ name: String) { self.name = name }

        func allows(_ action: Int32, _ first: String?, _ schema: String?) -> Bool {
            switch action {
            case SQLITE_CREATE_VIEW: first == name && schema == "main"
            // The entry in the schema.
            case SQLITE_INSERT, SQLITE_UPDATE, SQLITE_READ: first == "sqlite_master" && schema == "main"
            case SQLITE_SELECT: true
            default: false
            }
        }
    }
}
