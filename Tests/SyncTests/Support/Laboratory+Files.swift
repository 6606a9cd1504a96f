import Foundation
import GRDB
import SyncCore
import Testing

/// What a mirror holds, down to the bytes of its files.
extension Laboratory {
    func texts(_ sql: String) throws -> [String] {
        try DatabaseQueue(path: mirror.path).read { try String.fetchAll($0, sql: sql) }
    }

    /// The files of the mirror that have these bytes.
    func files(with text: String) throws -> [String] {
        try ["", "-wal"].filter { ending in
            let path = mirror.path + ending
            guard FileManager.default.fileExists(atPath: path) else { return false }
            return try Data(contentsOf: URL(fileURLWithPath: path)).range(of: Data(text.utf8)) != nil
        }
    }

    /// What was brought to the rules in place is, cell by cell, what Jira's answers come to.
    func expectEqual(
        _ rules: (inout SyncOptions) -> Void, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let check = try await verify(sample: nil, rules)
        #expect(check.failure == nil && check.compared > 0, sourceLocation: sourceLocation)
        #expect(check.differences.isEmpty, sourceLocation: sourceLocation)
    }
}
