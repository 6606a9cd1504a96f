/// Fields that are never stored, by id, and by the names that histories give them.
package struct DeniedFields: Sendable, Equatable {
    /// `description`, `customfield_10042`.
    package var ids: Set<String>
    /// In lower case: what items of the changelog call them, now and formerly.
    package var names: Set<String>

    package init(ids: Set<String> = [], names: Set<String> = []) {
        self.ids = ids
        self.names = names.union(ids.flatMap { SystemField.historyNames[$0] ?? [] })
    }

    package var isEmpty: Bool { ids.isEmpty }

    package func contains(_ field: SystemField) -> Bool { ids.contains(field.rawValue) }

    /// The number of each custom field among them.
    package var customNumbers: Set<Int64> {
        Set(ids.compactMap { $0.hasPrefix("customfield_") ? Int64($0.dropFirst(12)) : nil })
    }

    /// Whether an item of the changelog is about one of them.
    package func coversHistory(of field: String) -> Bool { names.contains(field.lowercased()) }
}

/// System fields that can be denied, by Jira's ids.
package enum SystemField: String, Sendable, CaseIterable {
    case summary, description, environment, labels, priority, resolution, security, components
    case fixVersions, versions, issuelinks, comment, worklog, attachment, assignee, reporter, creator
    case duedate, resolutiondate, timeoriginalestimate, timeestimate, timespent, votes, watches

    /// Without these nothing of an issue could be stored, compared or counted.
    package static let indispensable: Set<String> = [
        "issuekey", "id", "key", "project", "issuetype", "status", "created", "updated", "parent",
    ]

    /// What the changelog calls a field where that is not its id or name, in lower case.
    static let historyNames: [String: Set<String>] = [
        "comment": ["comment"],
        "worklog": ["worklogid", "worklogtimespent", "worklog", "worklogcomment"],
        "attachment": ["attachment"], "issuelinks": ["link", "remoteissuelink", "epic child"],
        "fixVersions": ["fix version"], "versions": ["version"], "components": ["component"],
        "duedate": ["duedate"], "timeoriginalestimate": ["timeoriginalestimate"],
        "timeestimate": ["timeestimate"], "timespent": ["timespent"],
        "security": ["security"], "labels": ["labels"],
    ]
}
