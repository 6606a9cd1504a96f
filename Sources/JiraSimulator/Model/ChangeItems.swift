/// Items whose form is their own.
extension ChangeItem {
    /// Assignee and reporter: `from` and `to` are the person's key, the texts the display name.
    static func person(_ field: String, from: Int32, to: Int32, _ users: [SimulatedUser]) -> ChangeItem {
        var item = ChangeItem(field)
        if from >= 0 {
            item.from = users[Int(from)].key
            item.fromText = .text(users[Int(from)].displayName)
        }
        if to >= 0 {
            item.to = users[Int(to)].key
            item.toText = .text(users[Int(to)].displayName)
        }
        return item
    }

    /// The whole set before and after, separated by spaces.
    static func labels(from: [String], to: [String]) -> ChangeItem {
        ChangeItem(
            "labels", from: "", fromText: .text(from.joined(separator: " ")), to: "",
            toText: .text(to.joined(separator: " ")))
    }

    /// Ids and names before and after, separated by commas.
    static func sprints(from: [Int64], to: [Int64], name: (Int64) -> String) -> ChangeItem {
        func ids(_ list: [Int64]) -> String { list.map { String($0) }.joined(separator: ", ") }
        func names(_ list: [Int64]) -> String { list.map { name($0) }.joined(separator: ", ") }
        return ChangeItem(
            "Sprint", custom: true, from: ids(from), fromText: .text(names(from)), to: ids(to),
            toText: .text(names(to)))
    }

    /// A due date shows a time of day in its text.
    static func due(from: Int32, to: Int32) -> ChangeItem {
        func text(_ day: Int32) -> String? { day == IssueRecord.noDay ? nil : CivilDate.text(day: Int(day)) }
        return ChangeItem(
            "duedate", from: text(from), fromText: text(from).map { .text($0 + " 00:00:00.0") }, to: text(to),
            toText: text(to).map { .text($0 + " 00:00:00.0") })
    }

    /// A number as Jira shows it: without a fraction where there is none.
    static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : "\(value)"
    }
}
