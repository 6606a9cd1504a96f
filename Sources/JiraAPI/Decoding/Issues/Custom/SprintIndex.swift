import SyncCore

/// Finds sprints by id in the batch's list.
struct SprintIndex {
    private var index = SightingIndex()
    /// By place in the list: the issue that named the sprint last.
    private var stamps: [UInt32] = []

    /// Over a list that holds each id once.
    init(_ sprints: [SprintSighting] = []) {
        for (place, sprint) in sprints.enumerated() {
            _ = index.find(
                Self.hash(sprint.id), next: place, matches: { _ in false },
                hashOf: { Self.hash(sprints[$0].id) })
        }
        stamps = Array(repeating: 0, count: sprints.count)
    }

    /// Adds a sighting, or what it knows beyond the one that is there.
    mutating func add(_ sighting: SprintSighting, to sprints: inout [SprintSighting]) {
        let found = index.find(
            Self.hash(sighting.id), next: sprints.count, matches: { sprints[$0].id == sighting.id },
            hashOf: { Self.hash(sprints[$0].id) })
        if found.isNew {
            sprints.append(sighting)
            stamps.append(0)
            return
        }
        let at = found.index
        if sprints[at].boardID == nil { sprints[at].boardID = sighting.boardID }
        if sprints[at].name == nil { sprints[at].name = sighting.name }
        if sprints[at].state == nil { sprints[at].state = sighting.state }
        if sprints[at].goal == nil { sprints[at].goal = sighting.goal }
        if sprints[at].startAt == nil { sprints[at].startAt = sighting.startAt }
        if sprints[at].endAt == nil { sprints[at].endAt = sighting.endAt }
        if sprints[at].completeAt == nil { sprints[at].completeAt = sighting.completeAt }
        if sprints[at].activatedAt == nil { sprints[at].activatedAt = sighting.activatedAt }
    }

    /// Whether this is the first time that the issue with that stamp names the sprint, which must be in the list.
    mutating func isNew(_ id: Int64, inIssue stamp: UInt32, _ sprints: [SprintSighting]) -> Bool {
        let found = index.find(
            Self.hash(id), next: sprints.count, matches: { sprints[$0].id == id },
            hashOf: { Self.hash(sprints[$0].id) })
        guard stamps.indices.contains(found.index), stamps[found.index] != stamp else { return false }
        stamps[found.index] = stamp
        return true
    }

    private static func hash(_ id: Int64) -> UInt64 {
        var hash = ContentHash(seed: 0)
        hash.mix(id)
        return hash.value
    }
}
