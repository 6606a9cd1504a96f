import Foundation

/// What a target has: the value of a STATE message.
///
/// Both are instants of this mirror's clock, inclusive: rows of that very millisecond come again.
package struct SingerState: Codable, Equatable, Sendable {
    struct Bookmark: Codable, Equatable, Sendable {
        /// The newest `issues.changed_at` that was sent.
        var changedAt: String?
        /// The newest `deleted_issues.detected_at` that was sent.
        var deletedAt: String?

        enum CodingKeys: String, CodingKey {
            case changedAt = "changed_at"
            case deletedAt = "deleted_at"
        }
    }

    /// By stream; `issues` stands for all that hangs on issues.
    var bookmarks: [String: Bookmark]
    /// The site of the mirror: bookmarks of another one mean nothing here.
    package var site: String?

    /// Reads a state: the value of a STATE message as targets print it, or the whole message. Of several lines the last
    /// counts, as with a log of states.
    /// Nil where the text holds none of ours.
    package init?(text: String) {
        struct Message: Decodable { var value: SingerState }
        let line = text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) } ?? ""
        let bytes = Data(line.utf8)
        let decoder = JSONDecoder()
        if let state = try? decoder.decode(SingerState.self, from: bytes) {
            self = state
        } else if let message = try? decoder.decode(Message.self, from: bytes) {
            self = message.value
        } else {
            return nil
        }
    }

    init(site: String?, changedAt: String?, deletedAt: String?) {
        self.site = site
        bookmarks = ["issues": Bookmark(changedAt: changedAt, deletedAt: deletedAt)]
    }
}
