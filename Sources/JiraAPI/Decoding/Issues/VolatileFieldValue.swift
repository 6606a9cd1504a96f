import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Values of custom fields that Jira prints with Java's `toString`, identity hashes included: two reads of
/// an unchanged issue give different ones.
enum VolatileFieldValue {
    /// The Development field: `"{summaryBean=…SummaryBean@17a74d1f…}"`, older `"{pullrequest={dataType=…"`.
    case development
    /// Legacy sprints: `["com.atlassian.greenhopper.service.sprint.Sprint@1a2b3c[id=1,…]"]`.
    case sprints

    private static let developmentKeys: [StaticString] = [
        "summaryBean", "pullrequest", "repository", "build", "review", "branch", "deployment-environment",
        "devSummaryJson",
    ]
    private static var developmentClass: StaticString { "com.atlassian.jira.plugin.devstatus" }
    private static var sprintClass: StaticString { "com.atlassian.greenhopper.service.sprint.Sprint@" }

    /// What kind of volatile value the JSON is, nil if it is an ordinary one.
    @inline(__always)
    init?(_ json: TextSlice) {
        // The first two bytes rule out almost every value.
        guard json.count > 24 else { return nil }
        let first = json.start[0]
        guard first == Byte.quote || first == Byte.openBracket else { return nil }
        self.init(suspect: json)
    }

    @inline(never)
    private init?(suspect json: TextSlice) {
        var place = json.start
        let end = place + json.count
        if place.pointee == Byte.openBracket {
            place += 1
            while place < end, place.pointee <= 0x20 { place += 1 }
        }
        guard place < end, place.pointee == Byte.quote else { return nil }
        place += 1
        if Self.begins(place, end, Self.sprintClass) {
            self = .sprints
        } else if Self.isDevelopment(place, end) {
            self = .development
        } else {
            return nil
        }
    }

    private static func isDevelopment(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        if begins(start, end, developmentClass) { return true }
        guard start < end, start.pointee == Byte.openBrace else { return false }
        for key in developmentKeys where begins(start + 1, end, key) {
            let behind = start + 1 + key.utf8CodeUnitCount
            if behind < end, behind.pointee == 0x3D { return true }
        }
        return false
    }

    private static func begins(
        _ place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ text: StaticString
    ) -> Bool {
        end - place >= text.utf8CodeUnitCount && memcmp(place, text.utf8Start, text.utf8CodeUnitCount) == 0
    }

    /// The value without the hexadecimal digits behind each `…sprint.Sprint@`.
    static func forEachStablePiece(ofSprints json: TextSlice, _ body: (TextSlice) -> Void) {
        let end = json.start + json.count
        let name = sprintClass.utf8CodeUnitCount
        var piece = json.start
        var place = json.start
        while let found = memchr(place, 0x40, end - place) {
            let at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            place = at + 1
            guard place - piece >= name, begins(place - name, end, sprintClass) else { continue }
            body(TextSlice(start: piece, count: place - piece))
            while place < end, JSONScanner.hexValue(place.pointee) != nil { place += 1 }
            piece = place
        }
        body(TextSlice(start: piece, count: end - piece))
    }
}
