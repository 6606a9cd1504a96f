/// A walk through one project's issues by key, page after page, each page beginning at the last issue
/// of the one before (inclusive bound) as proof that the walk still stands where it thinks it stands.
///
/// Pure: it judges pages, somebody else fetches them. Why not offsets: an issue that leaves the result
/// between two pages shifts all that follow, and issues are skipped without a trace.
struct KeysetWalk: Sendable {
    let project: Int64
    /// The issue that the next page must begin with; nil at the project's start.
    var last: IssuePointer?
    /// Where the next segment begins; nil walks to the project's end.
    let endNumber: Int64?

    /// What the walk needs of a row.
    struct Row: Sendable {
        var id: Int64
        /// A copy: rows outlive the page they were listed on.
        var key: String
        var number: Int64
        var projectID: Int64
    }

    enum Verdict: Equatable, Sendable {
        /// The page is good; the next one begins here. `finished`: there is no next one.
        case advanced(to: IssuePointer?, finished: Bool)
        /// The page does not begin with `last`: it moved, vanished or cannot be compared any more.
        case lastVanished
        /// The page is full, yet brings nothing beyond `last`.
        case stuck
        /// Rows of the project are not in ascending order of key.
        case disordered
    }

    /// No more issues than this are worth asking for: the next segment reads its own. Nil without an end.
    ///
    /// Never so few that some which cannot be read, or have left the project since they were indexed, fill the page.
    var largestUsefulPage: Int? {
        endNumber.map { max(Int(clamping: $0 - (last?.number ?? 1) + 1), Self.smallestUsefulPage) }
    }
    private static let smallestUsefulPage = 50

    /// - Parameters:
    ///   - rows: the decoded issues of the page in the server's order.
    ///   - count: how many issues the page held, those that could not be decoded included.
    ///   - pageSize: the server's effective `maxResults`.
    ///   - unreadable: ids of those that could not be decoded. Where `last` is one of them, it still stands.
    func judge(_ rows: [Row], count: Int, pageSize: Int, unreadable: Set<Int64> = []) -> Verdict {
        if let last, !unreadable.contains(last.id) {
            // The key is compared by number and project: after a project's key changed, the same issue
            // answers with another prefix and is still the same place.
            guard let first = rows.first, first.id == last.id, first.projectID == project,
                first.number == last.number
            else { return .lastVanished }
        }
        // A hit may be newer than its place in the index: one that has moved away meanwhile is stored,
        // but says nothing about where this walk stands.
        var highest: Row?
        for row in rows where row.projectID == project {
            if let highest, row.number <= highest.number { return .disordered }
            highest = row
        }
        let isShort = count < pageSize
        if let highest, let endNumber, highest.number >= endNumber {
            return .advanced(to: pointer(highest), finished: true)
        }
        if !isShort && (highest == nil || highest?.id == last?.id) { return .stuck }
        return .advanced(to: highest.map(pointer) ?? last, finished: isShort)
    }

    private func pointer(_ row: Row) -> IssuePointer { IssuePointer(id: row.id, key: row.key) }
}

extension IssuePointer {
    /// The number behind the last hyphen, 0 where there is none.
    package var number: Int64 {
        key.lastIndex(of: "-").flatMap { Int64(key[key.index(after: $0)...]) } ?? 0
    }
}
