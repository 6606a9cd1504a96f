/// The member names of Jira's answers that are read; every other member is skipped.
enum MemberName: String, CaseIterable, Sendable {
    // Envelopes
    case issues, startAt, maxResults, total, values, until, lastPage, nextPage, worklogId
    case issueLinkTypes, errorMessages, errors, message
    // Things in general
    case id, key, name, `self`, description, fields, type, value, project, projectId
    // People
    case emailAddress, displayName, active, timeZone, deleted, accountId
    // Issue fields
    case issuetype, status, priority, resolution, security, parent, summary, environment
    case creator, reporter, assignee, created, updated, resolutiondate, duedate, archiveddate
    case timeoriginalestimate, timeestimate, timespent, votes, watches, watchCount
    case labels, components, fixVersions, versions, issuelinks, comment, worklog, attachment
    // Children
    case comments, worklogs, author, updateAuthor, body, visibility
    case started, timeSpentSeconds, minutesSpent, issueId
    case filename, mimeType, size
    case inwardIssue, outwardIssue, inward, outward
    case changelog, histories, items, field, fieldtype, fieldId, from, fromString, to
    case toText = "toString"
    // Reference lists
    case subtask, statusCategory, lead, projectTypeKey, projectCategory, projectKeys, url, archived
    case startDate, releaseDate, released, custom, schema
    case baseUrl, serverTitle, version, deploymentType, serverTime
    // Custom fields
    case child, data, assigneeType, isAssigneeTypeValid
    // Boards and sprints
    case state, goal, endDate, completeDate, activatedDate, originBoardId, boardId, rapidViewId
    case isLast, filter, columnConfig, columns, statuses, estimation
    // Directory, remote links
    case nextCursor, object, title, relationship, application, globalId
    // Sign-in
    case expiringAt, error
    case accessToken = "access_token"
    case refreshToken = "refresh_token"
    case expiresIn = "expires_in"

    /// Whether it occurs only in small answers, which are read without the ``MemberTable``.
    var isOutsideOfIssues: Bool {
        switch self {
        case .isLast, .filter, .columnConfig, .columns, .statuses, .estimation, .nextCursor, .object, .title,
            .relationship, .application, .globalId, .baseUrl, .serverTitle, .version, .deploymentType,
            .serverTime, .issueLinkTypes, .errorMessages, .errors, .message, .lastPage, .nextPage, .worklogId,
            .until, .deleted, .schema, .custom, .expiringAt, .error,
            .accessToken, .refreshToken, .expiresIn:
            true
        default: false
        }
    }
}

/// Finds the ``MemberName`` of a key in one probe: a hash without collisions over three words of the key.
struct MemberTable: @unchecked Sendable {
    /// The one table, made at first use.
    static let shared = MemberTable()

    private struct Entry {
        var words: (UInt64, UInt64, UInt64) = (0, 0, 0)
        /// 0 in a free place: no key is empty.
        var count = 0
        var name = MemberName.id
    }

    private static let bits: UInt64 = 11
    /// The words below cover this many bytes.
    private static let longest = 24

    private let entries: UnsafeMutablePointer<Entry>
    private let multiplier: UInt64

    private init() {
        entries = .allocate(capacity: 1 << Self.bits)
        var candidate: UInt64 = 0x9E37_79B9_7F4A_7C15
        while !Self.fill(entries, candidate) {
            candidate = candidate &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        }
        multiplier = candidate
    }

    /// Places every name; false if two of them meet.
    private static func fill(_ entries: UnsafeMutablePointer<Entry>, _ multiplier: UInt64) -> Bool {
        entries.initialize(repeating: Entry(), count: 1 << bits)
        for name in MemberName.allCases where !name.isOutsideOfIssues {
            // Padded so that the word loads stay inside.
            let bytes = Array(name.rawValue.utf8)
            let entry = (bytes + [UInt8](repeating: 0, count: 16)).withUnsafeBufferPointer { buffer in
                buffer.baseAddress.map {
                    Entry(words: words($0, bytes.count), count: bytes.count, name: name)
                }
            }
            guard let entry else { continue }
            precondition(entry.count <= longest && entry.count > 0)
            let place = place(entry.words, entry.count, multiplier)
            if entries[place].count != 0 { return false }
            entries[place] = entry
        }
        return true
    }

    /// The name that these bytes are, if it is one that is read.
    ///
    /// 8 bytes behind the key must be readable.
    @inline(__always)
    subscript(start: UnsafePointer<UInt8>, count: Int) -> MemberName? {
        guard count <= Self.longest, count > 0 else { return nil }
        let words = Self.words(start, count)
        let entry = entries + Self.place(words, count, multiplier)
        guard entry.pointee.count == count, entry.pointee.words.0 == words.0,
            entry.pointee.words.1 == words.1, entry.pointee.words.2 == words.2
        else { return nil }
        return entry.pointee.name
    }

    /// First 8, last 8 and middle 8 bytes, as far as there are that many.
    @inline(__always)
    private static func words(_ start: UnsafePointer<UInt8>, _ count: Int) -> (UInt64, UInt64, UInt64) {
        let raw = UnsafeRawPointer(start)
        let first = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
        if count <= 8 { return (first & (.max >> UInt64(64 - count * 8)), 0, 0) }
        let last = UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self))
        if count <= 16 { return (first, last, 0) }
        return (first, last, UInt64(littleEndian: raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
    }

    @inline(__always)
    private static func place(_ words: (UInt64, UInt64, UInt64), _ count: Int, _ multiplier: UInt64) -> Int {
        let mixed =
            (words.0 ^ (words.1 &<< 1) ^ (words.2 &<< 2) ^ UInt64(truncatingIfNeeded: count)) &* multiplier
        return Int(truncatingIfNeeded: mixed >> (64 - bits))
    }
}
