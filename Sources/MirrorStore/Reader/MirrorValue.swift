package import SyncCore

/// A value of a result, by SQLite's five storage classes.
package enum MirrorValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// Values for the parameters of a statement.
package enum MirrorArguments: Sendable, Equatable {
    /// In the order of `?`, `?2` … All of them must be given.
    case positional([MirrorValue])
    /// By name without the sign: `project` for `:project`, `@project`, `$project`. All parameters of the
    /// statement must be given; names that it does not use are ignored.
    case named([String: MirrorValue])

    package static let none = MirrorArguments.positional([])
}

/// Why a statement on the mirror gave no result.
package enum QueryError: Error, Sendable, Equatable {
    /// The SQL is wrong: SQLite's message, and the byte in the statement where it can be told.
    case sql(message: String, offset: Int?)
    /// The statement would do more than read.
    case refused(String)
    /// The statement ran longer than allowed.
    case timedOut(seconds: Double)
    /// ``MirrorReader/interrupt()`` was called.
    case interrupted
    /// The file cannot be read.
    case store(StoreError)
}
