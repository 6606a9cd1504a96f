import Foundation
import GRDBSQLite
import Synchronization

extension MirrorReader {
    /// Several statements see one state of the mirror, whatever a writer does meanwhile.
    package func snapshot<R>(_ body: () throws -> R) throws -> R {
        lock.lock()
        defer { lock.unlock() }
        try begin()
        defer { end() }
        return try body()
    }

    /// As ``snapshot(_:)``, with a second connection beside this one that sees the same state: long passes are
    /// then read by both at once, see ``inParts(_:read:take:)``.
    ///
    /// - Throws: ``StoreError`` of the second connection, or what the body throws.
    package func pairedSnapshot<R>(_ body: () throws -> R) throws -> R {
        try pairedSnapshot(meanwhile: {}, body)
    }

    /// - Parameter meanwhile: called between the beginnings of the two, for tests.
    func pairedSnapshot<R>(meanwhile: () throws -> Void, _ body: () throws -> R) throws -> R {
        lock.lock()
        defer { lock.unlock() }
        let second = try MirrorReader(path: path, cacheBytes: cacheBytes)
        guard try begin(with: second, meanwhile) else { return try snapshot(body) }
        companionSlot.withLock { $0 = second }
        defer {
            companionSlot.withLock { $0 = nil }
            second.end()
            end()
        }
        return try body()
    }

    /// The second connection of a ``pairedSnapshot(_:)``.
    var companion: MirrorReader? { companionSlot.withLock { $0 } }

    /// Begins transactions on both connections that see one state.
    ///
    /// A connection's data version changes with each commit of others: where this one's is the same before and after
    /// the second began, nothing was committed in between (https://www.sqlite.org/pragma.html#pragma_data_version).
    /// - Returns: false where each attempt met a commit; neither has a transaction then, and one has to do.
    private func begin(with second: MirrorReader, _ meanwhile: () throws -> Void) throws -> Bool {
        for _ in 0..<8 {
            let before = try dataVersion()
            var isPair = false
            defer {
                // Without a transaction it does nothing.
                if !isPair {
                    second.end()
                    end()
                }
            }
            try second.begin()
            _ = try second.dataVersion()
            try meanwhile()
            try begin()
            isPair = try dataVersion() == before
            if isPair { return true }
        }
        return false
    }

    private func begin() throws {
        sqlite3_set_authorizer(connection, nil, nil)
        defer { ReaderAuthorizer.install(on: connection) }
        try ReadOnlyConnection.execute("BEGIN", on: connection)
    }

    private func end() {
        sqlite3_set_authorizer(connection, nil, nil)
        defer { ReaderAuthorizer.install(on: connection) }
        sqlite3_exec(connection, "COMMIT", nil, nil, nil)
    }

    /// Reads the file: in a transaction, what follows sees this state.
    private func dataVersion() throws -> Int64 {
        sqlite3_set_authorizer(connection, nil, nil)
        defer { ReaderAuthorizer.install(on: connection) }
        return try ReadOnlyConnection.integer("PRAGMA data_version", on: connection)
    }
}
