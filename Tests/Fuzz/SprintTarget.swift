import SyncCore

@testable import JiraAPI

/// A legacy sprint is read, or it is none; the same text gives the same sprint, inside the text.
func fuzzSprint(_ bytes: [UInt8]) {
    // The decoder gives it valid texts only.
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else { return }
    let padded = bytes + [UInt8](repeating: 0, count: 16)
    padded.withUnsafeBufferPointer { memory in
        guard let start = memory.baseAddress else { return }
        let text = TextSlice(start: start, count: bytes.count)
        var pieces = 0
        UnstableText.forEachStablePiece(of: text) { pieces += $0.count }
        precondition(pieces <= text.count, "more stable text than there is")
        _ = UnstableText.isDevelopment(text)
        _ = JiraTimestamp.instant(text)
        check(JiraTimestamp.dayText(text))
        guard let sprint = LegacySprint.parse(text) else { return }
        check(sprint.name, sprint.state, sprint.goal)
        for part in [sprint.name, sprint.goal].compactMap({ $0 }) {
            precondition(
                part.start >= start && part.start + part.count <= start + bytes.count, "a text from elsewhere"
            )
        }
        precondition(LegacySprint.parse(text)?.id == sprint.id, "read twice, two sprints")
    }
}
