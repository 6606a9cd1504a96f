package import SyncCore

extension IssuePage {
    /// Puts a full list of worklogs (``IssuePageDecoder/worklogs(from:issue:)``) in the place of the first 20
    /// that the search embedded.
    ///
    /// Only those of that issue are taken. The content hash becomes what it would be had the search embedded
    /// them all.
    ///
    /// - Parameter index: Into `batch.issues`; a place that does not exist changes nothing.
    package mutating func replaceWorklogs(of index: Int, with list: IssueBatch) {
        guard batch.issues.indices.contains(index) else { return }
        let id = batch.issues[index].id
        let old = batch.issues[index].worklogs
        let without = batch.issues[index].contentHash &- batch.worklogsHash(of: batch.issues[index])
        let replacement = list.worklogs.filter { $0.issueID == id }

        batch.worklogs.replaceSubrange(old, with: replacement)
        let shift = replacement.count - old.count
        // Issues behind this one own later ranges; empty ones at the same place may stay or move.
        for other in batch.issues.indices where other != index {
            let range = batch.issues[other].worklogs
            if range.lowerBound >= old.upperBound, other > index || !range.isEmpty {
                batch.issues[other].worklogs = range.lowerBound + shift..<range.upperBound + shift
            }
        }
        batch.issues[index].worklogs = old.lowerBound..<old.lowerBound + replacement.count
        batch.issues[index].hasWorklogs = true
        batch.issues[index].worklogTotal = Int64(replacement.count)
        batch.issues[index].contentHash = without &+ batch.worklogsHash(of: batch.issues[index])
        batch.addUsers(of: list)
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
