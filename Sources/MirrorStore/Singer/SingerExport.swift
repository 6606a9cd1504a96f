package import Reporting
package import SyncCore

/// Writes the mirror as Singer messages (https://hub.meltano.com/singer/spec): a SCHEMA for each stream, a RECORD for each
/// row, an ACTIVATE_VERSION after each stream that comes whole, and at the very end one STATE.
///
/// All of it is one state of the mirror, whatever a run writes meanwhile. Nothing is written to the mirror.
package struct SingerExport {
    private let reader: MirrorReader
    private let state: SingerState?
    private let now: Instant

    /// - Parameter state: what the target has; nil sends everything.
    package init(_ reader: MirrorReader, since state: SingerState?, now: Instant) {
        self.reader = reader
        self.state = state
        self.now = now
    }

    /// The site that the mirror holds.
    package static func site(_ reader: MirrorReader) throws -> String? {
        var site: String?
        try reader.rows(sql: "SELECT base_url FROM site") { site = $0.text(0) }
        return site
    }

    /// - Throws: ``QueryError``, or what the sink throws.
    package func write(to sink: any ByteSink) throws {
        let output = OutputBuffer(sink)
        // Columns are only added: what is known now is there in the snapshot too.
        let streams = try SingerCatalog(reader).streams
        try reader.snapshot {
            let next = try bookmarks()
            for stream in streams { try write(stream, to: output) }
            let value = CheckpointCoding.encode(next)
            try output.write("{\"type\":\"STATE\",\"value\":\(value)}\n")
        }
        try output.flush()
    }

    /// Where the next export begins.
    private func bookmarks() throws -> SingerState {
        var changed: String?
        var deleted: String?
        try reader.rows(
            sql: "SELECT (SELECT max(changed_at) FROM issues), (SELECT max(detected_at) FROM deleted_issues)"
        ) { row in
            changed = row.text(0)
            deleted = row.text(1)
        }
        let last = state?.bookmarks["issues"]
        // The last changed issue may be gone by now: a bookmark never goes back.
        return SingerState(
            site: try Self.site(reader), changedAt: [changed, last?.changedAt].compactMap { $0 }.max(),
            deletedAt: [deleted, last?.deletedAt].compactMap { $0 }.max())
    }

    // MARK: Messages

    private func write(_ stream: SingerStream, to output: OutputBuffer) throws {
        try output.write(SingerSchema.message(stream) + "\n")
        let version = stream.isFull ? ",\"version\":\(now.milliseconds)" : ""
        let head =
            "{\"type\":\"RECORD\",\"stream\":\(JSONEscape.quoted(stream.name))\(version),"
            + "\"time_extracted\":\"\(now.text)\",\"record\":"
        let names = stream.columns.enumerated().map { index, column in
            (index == 0 ? "{" : ",") + JSONEscape.quoted(column.name) + ":"
        }
        try reader.rows(sql: stream.sql, arguments: arguments(stream)) { row in
            try output.write(head)
            for index in stream.columns.indices {
                try output.write(names[index])
                try output.write(SingerJSON.value(row, index, stream.columns[index].kind))
            }
            try output.write("}}\n")
        }
        if stream.isFull {
            try output.write(
                "{\"type\":\"ACTIVATE_VERSION\",\"stream\":\(JSONEscape.quoted(stream.name))\(version)}\n")
        }
    }

    private func arguments(_ stream: SingerStream) -> MirrorArguments {
        guard !stream.isFull else { return .none }
        let bookmark = state?.bookmarks["issues"]
        func value(_ text: String?) -> MirrorValue { text.map { .text($0) } ?? .null }
        return .named(["changed": value(bookmark?.changedAt), "deleted": value(bookmark?.deletedAt)])
    }
}

/// JSON of messages.
enum SingerJSON {
    static func value(_ row: MirrorRow, _ index: Int, _ kind: SingerStream.Column.Kind) -> String {
        if row.isNull(index) { return kind == .array ? "[]" : "null" }
        switch kind {
        case .array: return row.text(index).map(visible) ?? "[]"
        case .boolean: return row.integer(index) == 0 ? "false" : "true"
        case .integer: return row.integer(index).map(String.init) ?? "null"
        case .number: return row.real(index).flatMap { $0.isFinite ? "\($0)" : nil } ?? "null"
        case .instant, .day, .text: return row.text(index).map(JSONEscape.quoted) ?? "null"
        }
    }

    /// What terminals obey, what hides text, and what some readers take for the end of a line is escaped.
    private static func visible(_ json: String) -> String {
        json.utf8.allSatisfy { $0 < 0x7F } ? json : JSONEscape.hiddenCharacters(of: json)
    }
}
