import Foundation
import GRDB
import SyncCore

@testable import MirrorStore

/// A mirror in a directory of its own, removed with the object.
final class Mirror {
    let directory: URL
    private(set) var store: MirrorDatabase
    var path: String { directory.appendingPathComponent("mirror.sqlite").path }

    init(_ edit: (inout MirrorOptions) -> Void = { _ in }) throws {
        directory = try Self.makeDirectory()
        var options = MirrorOptions(path: directory.appendingPathComponent("mirror.sqlite").path)
        edit(&options)
        store = try MirrorDatabase(options: options) { .day0 + 864_000 }
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(at: directory)
    }

    static func makeDirectory() throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent(
            "mirror-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }

    func reopen() throws {
        try store.close()
        store = try MirrorDatabase(options: store.options) { .day0 + 864_000 }
    }

    @discardableResult
    func apply(
        at requestedAt: Instant = .day0 + 86_400, _ build: (inout BatchBuilder) -> Void
    ) throws -> ApplyOutcome {
        var builder = BatchBuilder()
        build(&builder)
        return try store.apply(builder.page(requestedAt: requestedAt), checkpoints: [])
    }

    /// The list of fields: number, name and plug-in type, the latter without the part that most share.
    @discardableResult
    func list(_ fields: [(Int64, String, String?)]) throws -> ReferenceOutcome {
        var data = ReferenceData()
        data.fields = fields.map { number, name, type in
            let prefix = "com.atlassian.jira.plugin.system.customfieldtypes:"
            return .init(
                id: "customfield_\(number)", name: name, custom: true,
                schemaType: type == "float" ? "number" : "any",
                schemaCustom: type.map { $0.contains(":") ? $0 : prefix + $0 })
        }
        return try store.apply(data, at: .day0)
    }

    /// Every row as text, columns joined by `|`, NULL as `-`.
    func rows(_ sql: String) throws -> [String] {
        try store.read { db in
            try Row.fetchAll(db, sql: sql).map { row in
                row.databaseValues.map { $0.isNull ? "-" : "\($0.storage.value ?? "-")" }.joined(
                    separator: "|")
            }
        }
    }

    func value(_ sql: String) throws -> String? { try rows(sql).first }

    /// Rows changed since the connection was opened.
    func totalChanges() throws -> Int {
        try store.read { db in db.totalChangesCount }
    }
}
