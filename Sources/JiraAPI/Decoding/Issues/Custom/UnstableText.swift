import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Texts that Jira prints with Java's `toString`, identity hashes included: two reads of an unchanged issue
/// give different ones.
enum UnstableText {
    private static let developmentKeys: [StaticString] = [
        "pullrequest={", "repository={", "build={", "review={", "branch={", "deployment-environment={",
        "devSummaryJson={",
    ]
    private static var developmentClass: StaticString { "com.atlassian.jira.plugin.devstatus" }
    private static var sprintClass: StaticString { "com.atlassian.greenhopper.service.sprint.Sprint@" }

    /// Whether it is a value of the Development field: `{summaryBean=…SummaryBean@17a74d1f…}`, older
    /// `{pullrequest={dataType=…`.
    static func isDevelopment(_ text: TextSlice) -> Bool {
        guard text.count > 0 else { return false }
        if text.start.pointee != Byte.openBrace { return begins(text, developmentClass) }
        let inner = TextSlice(start: text.start + 1, count: text.count - 1)
        if begins(inner, "summaryBean=com.atlassian.") { return true }
        return developmentKeys.contains { begins(inner, $0) }
    }

    static func isSprint(_ text: TextSlice) -> Bool { begins(text, sprintClass) }

    /// The inside of the brackets of a legacy sprint `…Sprint@1a2b3c[id=1,…]`, nil if it is none.
    static func sprintMembers(_ text: TextSlice) -> TextSlice? {
        guard begins(text, sprintClass) else { return nil }
        var place = text.start + sprintClass.utf8CodeUnitCount
        let end = text.start + text.count
        while place < end, JSONScanner.hexValue(place.pointee) != nil { place += 1 }
        guard place < end, place.pointee == Byte.openBracket, end[-1] == Byte.closeBracket else { return nil }
        return TextSlice(start: place + 1, count: end - place - 2)
    }

    /// The text without the hexadecimal digits behind each `…sprint.Sprint@`.
    static func forEachStablePiece(of text: TextSlice, _ body: (TextSlice) -> Void) {
        let end = text.start + text.count
        let name = sprintClass.utf8CodeUnitCount
        var piece = text.start
        var place = text.start
        while let found = memchr(place, 0x40, end - place) {
            let at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            place = at + 1
            guard place - piece >= name, begins(TextSlice(start: place - name, count: name), sprintClass)
            else { continue }
            body(TextSlice(start: piece, count: place - piece))
            while place < end, JSONScanner.hexValue(place.pointee) != nil { place += 1 }
            piece = place
        }
        body(TextSlice(start: piece, count: end - piece))
    }

    private static func begins(_ text: TextSlice, _ prefix: StaticString) -> Bool {
        text.count >= prefix.utf8CodeUnitCount
            && memcmp(text.start, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
    }
}
