import SyncCore

/// People: `{"self":…,"name":"fred","key":"JIRAUSER10000","displayName":…}`, only `name` and `active` where the
/// account was deleted, null or (old versions) only the name `Anonymous` where nobody was logged in.
extension IssueReader {
    /// The key of the user at the cursor, who is sighted; nil for nobody.
    mutating func user() throws(ScanError) -> TextSlice? {
        if try scanner.takeNull() { return nil }
        let first = scanner.cursor
        let slot = memo.slot(first)
        if let slot, let entry = memo.recall(slot, first, .user) {
            scanner.cursor = first + entry.count
            return entry.key
        }
        let key = try readUser()
        if let slot {
            memo.store(
                slot, ObjectMemo.Entry(start: first, count: scanner.cursor - first, role: .user, key: key))
        }
        return key
    }

    private mutating func readUser() throws(ScanError) -> TextSlice? {
        var sighting = UserSighting(key: TextSlice(""))
        var key: TextSlice?
        var hasLink = false
        var more = try scanner.openObject()
        while more {
            switch try member() {
            case .key?: key = try text()
            case .name?: sighting.username = try text()
            case .displayName?: sighting.displayName = try text()
            case .emailAddress?: sighting.email = try text()
            case .active?: sighting.active = try boolean()
            case .timeZone?: sighting.timeZone = try text()
            case .`self`?:
                hasLink = true
                try scanner.skipValue()
            default: try scanner.skipValue()
            }
            more = try scanner.nextMember()
        }
        if let key, key.count > 0 {
            sighting.key = key
        } else if let name = sighting.username, name.count > 0 {
            let isNobody =
                !hasLink && sighting.active == nil && sighting.displayName == nil
                && name.equals(TextSlice("Anonymous"))
            if isNobody { return nil }
            sighting.key = name
        } else {
            return nil
        }
        userIndex.add(sighting, to: &batch.users)
        return sighting.key
    }
}
