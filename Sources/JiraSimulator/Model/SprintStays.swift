/// A stay of an issue in a sprint: the model's own record, apart from the history.
struct SprintStay: Sendable, Equatable {
    var sprint: Int64
    var added: Int64
    /// nil while the sprint stands in the issue's field, closed ones included.
    var removed: Int64?
}

extension IssueDetail {
    /// Ids in the sprint field, in its order.
    var sprintIDs: [Int64] {
        if case .sprints(let ids)? = value(of: CustomField.sprint) { return ids }
        return []
    }

    /// Ends and begins stays after the field changed from `before` to what it is.
    mutating func noteStays(before: [Int64], at time: Int64) {
        let after = sprintIDs
        guard before != after else { return }
        for index in sprintStays.indices
        where sprintStays[index].removed == nil && !after.contains(sprintStays[index].sprint) {
            sprintStays[index].removed = time
        }
        for id in after where !before.contains(id) {
            sprintStays.append(SprintStay(sprint: id, added: time))
        }
    }
}
