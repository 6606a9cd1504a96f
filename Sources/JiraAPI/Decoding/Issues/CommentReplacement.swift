package import SyncCore

/// Comments of one issue, in a batch without issues.
package struct CommentList: Sendable {
    package var batch: IssueBatch
    /// How many the issue has, by the server.
    package var total: Int64?

    /// Adds the page that follows; of a comment on both (one before it was deleted in between) the later holds.
    package mutating func append(_ page: CommentList) {
        let later = Set(page.batch.comments.map(\.id))
        batch.comments.removeAll { later.contains($0.id) }
        batch.comments += page.batch.comments
        batch.addUsers(of: page.batch)
        total = page.total
    }
}

extension IssuePage {
    /// Puts a full list of comments in the place of those that the answer embedded.
    ///
    /// The content hash becomes what it would be had the answer embedded them all.
    ///
    /// - Parameter index: Into `batch.issues`; a place that does not exist changes nothing.
    package mutating func replaceComments(of index: Int, with list: CommentList) {
        guard batch.issues.indices.contains(index) else { return }
        let old = batch.issues[index].comments
        let without = batch.issues[index].contentHash &- batch.commentsHash(of: batch.issues[index])
        let replacement = list.batch.comments

        batch.comments.replaceSubrange(old, with: replacement)
        let shift = replacement.count - old.count
        // Issues behind this one own later ranges; empty ones at the same place may stay or move.
        for other in batch.issues.indices where other != index {
            let range = batch.issues[other].comments
            if range.lowerBound >= old.upperBound, other > index || !range.isEmpty {
                batch.issues[other].comments = range.lowerBound + shift..<range.upperBound + shift
            }
        }
        batch.issues[index].comments = old.lowerBound..<old.lowerBound + replacement.count
        batch.issues[index].commentTotal = list.total ?? Int64(replacement.count)
        batch.issues[index].contentHash = without &+ batch.commentsHash(of: batch.issues[index])
        batch.addUsers(of: list.batch)
    }
}

extension IssueBatch {
    /// Adds another batch's users that are not here yet, and keeps alive what its texts point into.
    mutating func addUsers(of other: IssueBatch) {
        var index = UserIndex(users)
        for user in other.users { index.add(user, to: &users) }
        storage += other.storage
    }
}
