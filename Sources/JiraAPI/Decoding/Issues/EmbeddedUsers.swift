import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

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

    /// Sights the users that a custom field holds, alone or in an array.
    ///
    /// The value was checked already; what turns out to be something else is left alone.
    mutating func sightUsers(in json: TextSlice) {
        let (cursor, depth) = (scanner.cursor, scanner.depth)
        scanner.cursor = json.start
        try? sightUsersAtCursor()
        scanner.cursor = cursor
        scanner.depth = depth
    }

    private mutating func sightUsersAtCursor() throws(ScanError) {
        guard scanner.peek() == Byte.openBracket else {
            if try isUser() { _ = try user() }
            return
        }
        var more = try scanner.openArray()
        while more {
            guard scanner.peek() == Byte.openBrace, try isUser() else { return }
            _ = try user()
            more = try scanner.nextElement()
        }
    }

    /// Whether the object at the cursor begins with a link to a user; the cursor stays.
    private mutating func isUser() throws(ScanError) -> Bool {
        let (cursor, depth) = (scanner.cursor, scanner.depth)
        defer {
            scanner.cursor = cursor
            scanner.depth = depth
        }
        if let slot = memo.slot(cursor), memo.recall(slot, cursor, .user) != nil { return true }
        guard try scanner.openObject(), try member() == .`self`, scanner.peek() == Byte.quote else {
            return false
        }
        let link = try scanner.string()
        // Whatever the context path and the API's version name: …/rest/api/2/user?username=…
        let mark: StaticString = "/user?"
        let length = mark.utf8CodeUnitCount
        guard let found = memchr(link.start, 0x3F, link.count) else { return false }
        let behind = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
        return behind - link.start >= length && memcmp(behind - length, mark.utf8Start, length) == 0
    }
}
