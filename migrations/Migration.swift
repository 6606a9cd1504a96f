/// One step of a database's schema: a SQL file of this folder, embedded in the binary.
///
/// Files are forward only and never change once released; each runs in one transaction that also sets
/// `PRAGMA user_version` to ``version``.
package struct Migration: Sendable, Equatable {
    /// 1, 2, 3 … without gaps; the last one applied is the database's `user_version`.
    package let version: Int
    /// The file's name without its ending: `MirrorV0001__create`.
    package let name: String
    package let sql: String

    init(version: Int, name: String, bytes: [UInt8]) {
        self.version = version
        self.name = name
        sql = String(decoding: bytes, as: UTF8.self)
    }

    /// What a database at `userVersion` still needs, in order.
    ///
    /// - Throws: ``NewerSchema`` when a newer program wrote the database: it must not be touched.
    package static func pending(_ all: [Migration], after userVersion: Int) throws(NewerSchema) -> [Migration]
    {
        let newest = all.last?.version ?? 0
        guard userVersion <= newest else { throw NewerSchema(found: userVersion, supported: newest) }
        return all.filter { $0.version > userVersion }
    }

    /// The database was written by a newer program.
    package struct NewerSchema: Error, Equatable {
        package var found: Int
        package var supported: Int
    }
}
