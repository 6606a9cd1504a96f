import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A sprint as Jira prints it into the sprint field: `…Sprint@1a2b3c[id=12,rapidViewId=3,state=ACTIVE,name=…]`.
///
/// The order and the set of keys changed over the years, and name and goal are not escaped. So the members
/// are a set: a comma parts two of them only where a known key and `=` follow, each key counts once, and the
/// values of all keys but name and goal have a form that they must keep. Where a name or a goal looks like
/// members itself, that reading counts which finds the most keys, the earliest ends among equals. Dates and
/// numbers of forms that are not known lose themselves only, where every member still stands once.
struct LegacySprint {
    enum Key: UInt8 {
        case id, rapidViewId, state, name, goal, startDate, endDate, completeDate, activatedDate, sequence
        case closed, autoStartStop, incompleteIssuesDestinationId, synced

        var text: StaticString {
            switch self {
            case .id: "id="
            case .rapidViewId: "rapidViewId="
            case .state: "state="
            case .name: "name="
            case .goal: "goal="
            case .startDate: "startDate="
            case .endDate: "endDate="
            case .completeDate: "completeDate="
            case .activatedDate: "activatedDate="
            case .sequence: "sequence="
            case .closed: "closed="
            case .autoStartStop: "autoStartStop="
            case .incompleteIssuesDestinationId: "incompleteIssuesDestinationId="
            case .synced: "synced="
            }
        }

        /// Free text: may hold anything.
        var isFree: Bool { self == .name || self == .goal }
        var bit: UInt16 { 1 << UInt16(rawValue) }
    }

    /// A place where a member may begin.
    private struct Candidate {
        var key: Key
        /// The comma before the key, the opening bracket for the first.
        var comma: UnsafePointer<UInt8>
        var value: UnsafePointer<UInt8>
    }

    /// More than a sprint with a name and a goal of usual length can have.
    private static let mostCandidates = 64

    private var candidates: [Candidate] = []
    private let end: UnsafePointer<UInt8>
    /// Whether dates and numbers may have forms that are not known.
    private var isLenient = false

    /// The sprint of such a text, nil where it cannot be parsed.
    static func parse(_ text: TextSlice) -> SprintSighting? {
        UnstableText.sprintMembers(text).flatMap(members)
    }

    /// The sprint of what is inside the brackets.
    static func members(_ text: TextSlice) -> SprintSighting? {
        guard var parser = LegacySprint(text) else { return nil }
        for isLenient in [false, true] {
            parser.isLenient = isLenient
            if parser.isPlain { return parser.sighting(parser.everyCandidate) }
        }
        for isLenient in [false, true] {
            parser.isLenient = isLenient
            if let best = parser.best(0, seen: 0) { return parser.sighting(best) }
        }
        return nil
    }

    // MARK: Where members may begin

    private init?(_ text: TextSlice) {
        end = text.start + text.count
        guard let first = Self.key(at: text.start, end) else { return nil }
        candidates.reserveCapacity(16)
        candidates.append(
            Candidate(key: first, comma: text.start - 1, value: text.start + first.text.utf8CodeUnitCount))
        var place = text.start
        while let found = memchr(place, Int32(Byte.comma), end - place) {
            let comma = UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
            place = comma + 1
            guard let key = Self.key(at: place, end) else { continue }
            guard candidates.count < Self.mostCandidates else { return nil }
            candidates.append(
                Candidate(key: key, comma: comma, value: place + key.text.utf8CodeUnitCount))
        }
    }

    private static func key(at place: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Key? {
        func begins(_ key: Key) -> Key? {
            let text = key.text
            return end - place >= text.utf8CodeUnitCount
                && memcmp(place, text.utf8Start, text.utf8CodeUnitCount) == 0 ? key : nil
        }
        guard place < end else { return nil }
        switch place.pointee {
        case 0x61: return begins(.activatedDate) ?? begins(.autoStartStop)
        case 0x63: return begins(.completeDate) ?? begins(.closed)
        case 0x65: return begins(.endDate)
        case 0x67: return begins(.goal)
        case 0x69: return begins(.id) ?? begins(.incompleteIssuesDestinationId)
        case 0x6E: return begins(.name)
        case 0x72: return begins(.rapidViewId)
        case 0x73:
            return begins(.startDate) ?? begins(.state) ?? begins(.sequence) ?? begins(.synced)
        default: return nil
        }
    }

    // MARK: Which of them do

    private var everyCandidate: UInt64 { .max >> UInt64(Self.mostCandidates - candidates.count) }

    /// Whether every candidate begins a member, as it does where no name imitates one.
    private var isPlain: Bool {
        var seen: UInt16 = 0
        for index in candidates.indices {
            let key = candidates[index].key
            guard seen & key.bit == 0, key.isFree || fits(index, until: end(of: index)) else { return false }
            seen |= key.bit
        }
        return seen & Key.id.bit != 0
    }

    private func end(of index: Int) -> UnsafePointer<UInt8> {
        index + 1 < candidates.count ? candidates[index + 1].comma : end
    }

    /// The reading with the most keys that begins with this candidate, as a set of candidates; nil if there is
    /// none that uses each key once and has an id.
    private func best(_ index: Int, seen: UInt16) -> UInt64? {
        let key = candidates[index].key
        guard seen & key.bit == 0 else { return nil }
        let seen = seen | key.bit
        let this: UInt64 = 1 << UInt64(index)
        var found: UInt64? = seen & Key.id.bit != 0 ? this : nil
        if !key.isFree {
            guard fits(index, until: end(of: index)) else { return nil }
            return index + 1 == candidates.count ? found : best(index + 1, seen: seen).map { $0 | this }
        }
        // To the end of the text, unless a reading with more keys ends it before.
        for next in candidates.indices.dropFirst(index + 1) {
            guard let rest = best(next, seen: seen) else { continue }
            if rest.nonzeroBitCount + 1 > found?.nonzeroBitCount ?? 0 { found = rest | this }
        }
        return found
    }

    /// Whether the value up to that place has the form that its key asks for.
    private func fits(_ index: Int, until stop: UnsafePointer<UInt8>) -> Bool {
        let value = TextSlice(start: candidates[index].value, count: stop - candidates[index].value)
        if candidates[index].key == .id { return JSONScanner.plainInteger(value) != nil }
        if isLenient { return !value.bytes.contains(Byte.comma) }
        if value.count == 0 || value.equals(TextSlice("<null>")) { return true }
        switch candidates[index].key {
        case .rapidViewId, .sequence, .incompleteIssuesDestinationId: return Self.integer(value) != nil
        case .closed, .autoStartStop, .synced:
            return value.equals(TextSlice("true")) || value.equals(TextSlice("false"))
        case .state: return value.bytes.allSatisfy { ($0 | 0x20) &- 0x61 < 26 || $0 == 0x5F }
        case .startDate, .endDate, .completeDate, .activatedDate:
            return JiraTimestamp.instant(value) != nil
        case .id, .name, .goal: return true
        }
    }

    private static func integer(_ text: TextSlice) -> Int64? {
        JSONScanner.isNumber(text) ? JSONScanner.integer(text) : nil
    }

    // MARK: What they say

    private func sighting(_ chosen: UInt64) -> SprintSighting {
        var sprint = SprintSighting(id: 0)
        var isClosed: Bool?
        var stop = end
        for index in candidates.indices.reversed() where chosen & (1 << UInt64(index)) != 0 {
            let start = candidates[index].value
            let text = TextSlice(start: start, count: stop - start)
            stop = candidates[index].comma
            let key = candidates[index].key
            if text.equals(TextSlice("<null>")) {
                // Where the key stands at all, this version knows of goals: the sprint has none.
                if key == .goal { sprint.goal = TextSlice(start: start, count: 0) }
                continue
            }
            switch key {
            case .id: sprint.id = JSONScanner.plainInteger(text) ?? 0
            case .rapidViewId: sprint.boardID = Self.integer(text)
            case .state: sprint.state = SprintState.lowerCase(text)
            case .name: sprint.name = text
            case .goal: sprint.goal = text
            case .startDate: sprint.startAt = JiraTimestamp.instant(text)
            case .endDate: sprint.endAt = JiraTimestamp.instant(text)
            case .completeDate: sprint.completeAt = JiraTimestamp.instant(text)
            case .activatedDate: sprint.activatedAt = JiraTimestamp.instant(text)
            case .closed: isClosed = text.equals(TextSlice("true"))
            case .sequence, .autoStartStop, .incompleteIssuesDestinationId, .synced: break
            }
        }
        // Until 2013 there was no state: open sprints that have begun were active.
        if sprint.state == nil, let isClosed {
            sprint.state =
                TextSlice(isClosed ? "closed" : sprint.startAt != nil ? "active" : "future")
        }
        return sprint
    }
}

/// The states of a sprint.
enum SprintState {
    private static let known: [StaticString] = ["future", "active", "closed"]

    /// The state in lower case, as the agile API writes it; nil for anything else.
    static func lowerCase(_ text: TextSlice) -> TextSlice? {
        for state in known where state.utf8CodeUnitCount == text.count {
            let same = (0..<text.count).allSatisfy { text.start[$0] | 0x20 == state.utf8Start[$0] }
            if same { return TextSlice(state) }
        }
        return nil
    }
}
