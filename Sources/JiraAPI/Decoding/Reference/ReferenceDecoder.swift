package import HTTPCore
package import SyncCore

/// Decodes Jira's small answers.
///
/// Absent members and null are the same; a member of another type is an error, and an error anywhere in a
/// list is one of the list: a list is whole or it is none, for what it lacks would count as deleted.
///
/// A missing name becomes an empty text; only what identifies a record must be there.
package enum ReferenceDecoder {
    /// `/serverInfo`.
    package static func serverInfo(_ body: ResponseBody) throws(DecodingError) -> ServerInfo {
        try decode(body, "the server's information") { value throws(ScanError) in
            ServerInfo(
                baseURL: try value.required(.baseUrl).text(), title: try value.text(.serverTitle),
                version: try value.required(.version).text(), deploymentType: try value.text(.deploymentType),
                serverTime: try value[.serverTime]?.instant())
        }
    }

    /// `/myself`; the date is the answer's `Date` header.
    package static func identity(
        _ body: ResponseBody, serverDate: Instant? = nil
    ) throws(DecodingError) -> Identity {
        try decode(body, "the account's identity") { value throws(ScanError) in
            let user = try user(value)
            return Identity(
                key: user.key, name: user.username ?? user.key, displayName: user.displayName ?? "",
                timeZone: user.timeZone, serverDate: serverDate)
        }
    }

    /// `/project?expand=description,lead,url,projectKeys`.
    package static func projects(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.Project] {
        try list(body, "the project list") { value, _ throws(ScanError) in
            let key = try value.required(.key).text()
            var keys: [String] = []
            for former in try value[.projectKeys]?.elements() ?? [] { keys.append(try former.text()) }
            return ReferenceData.Project(
                id: try value.id(), key: key, name: try value.text(.name) ?? "",
                description: try value.text(.description), leadKey: try userKey(value[.lead]),
                projectType: try value.text(.projectTypeKey),
                category: try value[.projectCategory]?.text(.name), url: try value.text(.url),
                archived: try value.boolean(.archived) ?? false, keys: keys)
        }
    }

    /// `/project/{id}/components`.
    package static func components(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.Component] {
        try list(body, "the list of components") { value, _ throws(ScanError) in
            ReferenceData.Component(
                id: try value.id(), name: try value.text(.name) ?? "",
                description: try value.text(.description), leadKey: try userKey(value[.lead]))
        }
    }

    /// `/project/{id}/versions`; the positions are those in the list.
    package static func versions(_ body: ResponseBody) throws(DecodingError) -> [ReferenceData.Version] {
        try list(body, "the list of versions") { value, position throws(ScanError) in
            ReferenceData.Version(
                id: try value.id(), name: try value.text(.name) ?? "",
                description: try value.text(.description), startDate: try value[.startDate]?.day(),
                releaseDate: try value[.releaseDate]?.day(), released: try value.boolean(.released) ?? false,
                archived: try value.boolean(.archived) ?? false, position: Int64(position))
        }
    }

    /// One of the site-wide lists, as the member of ``ReferenceData`` that it fills.
    package static func list(
        _ list: ReferenceList, _ body: ResponseBody
    ) throws(DecodingError) -> ReferenceData {
        var data = ReferenceData()
        switch list {
        case .issueTypes: data.issueTypes = try issueTypes(body)
        case .statusCategories: data.statusCategories = try statusCategories(body)
        case .statuses: data.statuses = try statuses(body)
        case .priorities: data.priorities = try namedItems(body, "the list of priorities")
        case .resolutions: data.resolutions = try namedItems(body, "the list of resolutions")
        case .linkTypes: data.linkTypes = try linkTypes(body)
        case .fields: data.fields = try fields(body)
        }
        return data
    }

    /// `/user/search` (an array) or `/user/list` (an object with `values`).
    ///
    /// A user without key and name cannot be stored and is given back with the reason; users are only ever
    /// added, so the others are good.
    package static func users(
        _ body: ResponseBody
    ) throws(DecodingError) -> (users: [ReferenceData.User], rejected: [RejectedRecord]) {
        try decode(body, "a page of users") { value throws(ScanError) in
            var users: [ReferenceData.User] = []
            var rejected: [RejectedRecord] = []
            for (index, element) in try listElements(value).enumerated() {
                do throws(ScanError) {
                    users.append(try user(element))
                } catch {
                    let text = try element.text(in: body)
                    rejected.append(
                        RejectedRecord(
                            text, error, body: UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self)),
                            position: index))
                }
            }
            return (users, rejected)
        }
    }

    /// A page of `/user/search`.
    package static func userPage(_ body: ResponseBody) throws(DecodingError) -> UserPage {
        let (users, rejected) = try users(body)
        return UserPage(users: users, rejected: rejected)
    }

    /// A page of `/user/list`. It names the next cursor on the last page, too: `isLast` decides.
    package static func userList(_ body: ResponseBody) throws(DecodingError) -> UserListPage {
        let next = try decode(body, "a page of users") { value throws(ScanError) -> String? in
            let isLast = try value.boolean(.isLast)
            if isLast == true { return nil }
            let cursor = isLast == nil ? try value[.nextCursor] : try value.required(.nextCursor)
            if case .number? = cursor?.content { return String(try value.required(.nextCursor).integer()) }
            return try cursor?.text()
        }
        return UserListPage(page: try userPage(body), nextCursor: next)
    }

    /// `/worklog/updated` and `/worklog/deleted`.
    package static func worklogFeed(_ body: ResponseBody) throws(DecodingError) -> WorklogFeedPage {
        try decode(body, "the worklog feed") { value throws(ScanError) in
            var ids: [Int64] = []
            for element in try value.required(.values).elements() {
                ids.append(try element.required(.worklogId).integer())
            }
            // Where the flag is absent, the link to a next page tells.
            let hasNext = try value[.nextPage] != nil
            let isLast = try value.boolean(.lastPage) ?? !hasNext
            return WorklogFeedPage(ids: ids, until: try value.required(.until).integer(), isLast: isLast)
        }
    }

    // MARK: Parts

    /// A user by key, else by name.
    static func user(_ value: JSONValue) throws(ScanError) -> ReferenceData.User {
        let name = try value.text(.name)
        guard let key = try userKey(value) else {
            throw ScanError(problem: .unidentifiedUser, offset: value.offset)
        }
        return ReferenceData.User(
            key: key, username: name, displayName: try value.text(.displayName),
            email: try value.text(.emailAddress), active: try value.boolean(.active) ?? true,
            timeZone: try value.text(.timeZone), deleted: try value.boolean(.deleted) ?? false)
    }

    private static func userKey(_ value: JSONValue?) throws(ScanError) -> String? {
        if let key = try value?.text(.key), !key.isEmpty { return key }
        if let name = try value?.text(.name), !name.isEmpty { return name }
        return nil
    }

    /// A bare array, or the `values` of an envelope.
    static func listElements(_ value: JSONValue) throws(ScanError) -> [JSONValue] {
        if case .object = value.content { return try value.required(.values).elements() }
        return try value.elements()
    }

    static func list<Element>(
        _ body: ResponseBody, _ subject: String,
        _ element: (JSONValue, Int) throws(ScanError) -> Element
    ) throws(DecodingError) -> [Element] {
        try decode(body, subject) { value throws(ScanError) in
            var elements: [Element] = []
            for (index, item) in try listElements(value).enumerated() {
                elements.append(try element(item, index))
            }
            return elements
        }
    }

    static func decode<Result>(
        _ body: ResponseBody, _ subject: String, _ read: (JSONValue) throws(ScanError) -> Result
    ) throws(DecodingError) -> Result {
        do throws(ScanError) {
            return try read(try JSONValue(body))
        } catch {
            throw DecodingError(error, subject: subject, in: body.bytes)
        }
    }
}

extension JSONValue {
    /// The value's own text in the body it was read from.
    func text(in body: ResponseBody) throws(ScanError) -> TextSlice {
        let start = UnsafePointer(body.start.assumingMemoryBound(to: UInt8.self))
        var scanner = JSONScanner(validated: start, end: start + body.count)
        scanner.cursor = start + offset
        return try scanner.rawValue()
    }
}
