import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What kind of thing a `self` link names, whatever the context path and the API's version.
enum EmbeddedLink {
    case user, group, option, version, component, project, issue, sprint
    /// No link, or one to another kind of thing.
    case other

    init(_ link: TextSlice?) {
        self = .other
        guard let link, link.count > 0 else { return }
        if let query = memchr(link.start, 0x3F, link.count) {
            // …/rest/api/2/user?username=…, …/group?groupname=…
            let head = TextSlice(
                start: link.start, count: UnsafeRawPointer(query) - UnsafeRawPointer(link.start))
            if Self.ends(head, "/user") { self = .user } else if Self.ends(head, "/group") { self = .group }
            return
        }
        // …/rest/api/2/version/10000
        var last = link.count - 1
        while last >= 0, link.start[last] != 0x2F { last -= 1 }
        guard last > 0, last < link.count - 1 else { return }
        let head = TextSlice(start: link.start, count: last)
        if Self.ends(head, "/customFieldOption") {
            self = .option
        } else if Self.ends(head, "/version") {
            self = .version
        } else if Self.ends(head, "/component") {
            self = .component
        } else if Self.ends(head, "/project") {
            self = .project
        } else if Self.ends(head, "/issue") {
            self = .issue
        } else if Self.ends(head, "/sprint") {
            self = .sprint
        }
    }

    @inline(__always)
    private static func ends(_ text: TextSlice, _ tail: StaticString) -> Bool {
        let count = tail.utf8CodeUnitCount
        return text.count >= count && memcmp(text.start + text.count - count, tail.utf8Start, count) == 0
    }
}
