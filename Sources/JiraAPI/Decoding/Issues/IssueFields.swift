import SyncCore

/// `fields`: the scalar members and the way to the children.
extension IssueReader {
    mutating func readFields() throws(ScanError) {
        if try scanner.takeNull() {
            draft.fieldsAt = nil
            return
        }
        var more = try scanner.openObject()
        while more {
            let key = try scanner.key()
            if reading != .full {
                try readCensusField(key)
            } else if let number = Self.customFieldNumber(key) {
                try readCustomField(number)
            } else {
                try readField(known(key))
            }
            more = try scanner.nextMember()
        }
    }

    private mutating func readCensusField(_ key: JSONString) throws(ScanError) {
        switch known(key) {
        case .project?: draft.projectID = try reference(.project)
        case .updated?: draft.updatedAt = try instant()
        case .worklog? where reading == .children: try readChildren(.worklog)
        case .comment? where reading == .children: try readChildren(.comment)
        default: try scanner.skipValue()
        }
    }

    @inline(__always)
    private mutating func readField(_ name: MemberName?) throws(ScanError) {
        switch name {
        case .project?: draft.projectID = try reference(.project)
        case .issuetype?: draft.issueTypeID = try reference(.issueType)
        case .status?: draft.statusID = try reference(.status)
        case .priority?: draft.row.priorityID = try reference(.priority)
        case .resolution?: draft.row.resolutionID = try reference(.resolution)
        case .security?: draft.row.securityLevelID = try reference(.securityLevel)
        case .created?: draft.createdAt = try instant()
        case .updated?: draft.updatedAt = try instant()
        case .resolutiondate?: draft.row.resolvedAt = try instant()
        case .archiveddate?: draft.row.archivedAt = try instant()
        case .duedate?: draft.row.dueDate = try day()
        case .summary?: draft.row.summary = try text() ?? TextSlice("")
        case .description?: draft.row.description = try text()
        case .environment?: draft.row.environment = try text()
        case .creator?: draft.row.creatorKey = try user()
        case .reporter?: draft.row.reporterKey = try user()
        case .assignee?: draft.row.assigneeKey = try user()
        case .timeoriginalestimate?: draft.row.originalEstimateSeconds = try integer()
        case .timeestimate?: draft.row.remainingEstimateSeconds = try integer()
        case .timespent?: draft.row.timeSpentSeconds = try integer()
        case .votes?: draft.row.votes = try count(.votes)
        case .watches?: draft.row.watches = try count(.watchCount)
        case .parent?: try readParent()
        default: try readChildren(name)
        }
    }

    private mutating func readChildren(_ name: MemberName?) throws(ScanError) {
        switch name {
        case .labels?: try readLabels()
        case .components?:
            batch.components.cut(to: draft.mark.components)
            try readReferences(.component, into: \.components)
        case .fixVersions?:
            batch.fixVersions.cut(to: draft.mark.fixVersions)
            try readReferences(.version, into: \.fixVersions)
        case .versions?:
            batch.affectedVersions.cut(to: draft.mark.affectedVersions)
            try readReferences(.version, into: \.affectedVersions)
        case .issuelinks?: try readLinks()
        case .comment?: try readComments()
        case .worklog?: try readEmbeddedWorklogs()
        case .attachment?: try readAttachments()
        default: try scanner.skipValue()
        }
    }

    /// `ABC-12`: the number is what follows the last hyphen.
    mutating func readIssueKey() throws(ScanError) -> TextSlice? {
        _ = scanner.peek()
        let first = scanner.cursor
        guard let key = try text(), let number = Self.number(ofKey: key) else {
            throw scanner.fault(.notAnIssueKey, at: first)
        }
        draft.row.number = number
        return key
    }

    static func number(ofKey key: TextSlice) -> Int64? {
        var digits = 0
        while digits < key.count, key.start[key.count - digits - 1] &- Byte.zero <= 9 { digits += 1 }
        guard digits < key.count - 1, key.start[key.count - digits - 1] == Byte.minus else { return nil }
        return JSONScanner.plainInteger(
            TextSlice(start: key.start + key.count - digits, count: digits))
    }

    /// `votes: {"votes": 3}`, `watches: {"watchCount": 1}`.
    private mutating func count(_ name: MemberName) throws(ScanError) -> Int64? {
        var count: Int64?
        var more = try openObjectOrNull()
        while more {
            if try member() == name { count = try integer() } else { try scanner.skipValue() }
            more = try scanner.nextMember()
        }
        return count
    }

    private mutating func readParent() throws(ScanError) {
        draft.row.parentID = nil
        draft.row.parentKey = nil
        var more = try openObjectOrNull()
        while more {
            switch try member() {
            case .id?: draft.row.parentID = try integer()
            case .key?: draft.row.parentKey = try text()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
    }

    private mutating func readLabels() throws(ScanError) {
        batch.labels.cut(to: draft.mark.labels)
        var more = try openArrayOrNull()
        while more {
            if let label = try text() { batch.labels.append(label) }
            more = try scanner.nextElement()
        }
    }
}
