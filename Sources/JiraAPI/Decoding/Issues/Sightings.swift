import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Which entry of an array holds a key or an id: open addressing over the array's indices.
struct SightingIndex {
    /// Index + 1, 0 where free.
    private var slots: [Int32]
    private var count = 0

    init() { slots = Array(repeating: 0, count: 256) }

    /// The entry with that hash for which `matches` holds, or a new one: `index` is then `next`.
    @inline(__always)
    mutating func find(
        _ hash: UInt64, next: Int, matches: (Int) -> Bool, hashOf: (Int) -> UInt64
    ) -> (index: Int, isNew: Bool) {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if matches(index) { return (index, false) }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = Int32(truncatingIfNeeded: next + 1)
        count += 1
        if count * 2 > slots.count { grow(hashOf: { $0 == next ? hash : hashOf($0) }) }
        return (next, true)
    }

    private mutating func grow(hashOf: (Int) -> UInt64) {
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        for value in old where value != 0 {
            var slot = Int(truncatingIfNeeded: hashOf(Int(value) - 1)) & (slots.count - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = value
        }
    }
}

/// Finds users by key in the batch's list.
struct UserIndex {
    private var index = SightingIndex()

    /// Over a list that holds each key once.
    init(_ users: [UserSighting] = []) {
        for (place, user) in users.enumerated() {
            _ = index.find(
                Self.hash(user.key), next: place, matches: { _ in false },
                hashOf: { Self.hash(users[$0].key) })
        }
    }

    /// The place of the user with that key in the list, who is added if new.
    mutating func place(of key: TextSlice, in users: inout [UserSighting]) -> Int {
        let found = index.find(
            Self.hash(key), next: users.count, matches: { Self.same(users[$0].key, key) },
            hashOf: { Self.hash(users[$0].key) })
        if found.isNew { users.append(UserSighting(key: key)) }
        return found.index
    }

    /// Adds a sighting, or what it knows beyond the one that is there.
    mutating func add(_ sighting: UserSighting, to users: inout [UserSighting]) {
        let at = place(of: sighting.key, in: &users)
        if users[at].username == nil { users[at].username = sighting.username }
        if users[at].displayName == nil { users[at].displayName = sighting.displayName }
        if users[at].email == nil { users[at].email = sighting.email }
        if users[at].active == nil { users[at].active = sighting.active }
        if users[at].timeZone == nil { users[at].timeZone = sighting.timeZone }
    }

    private static func hash(_ key: TextSlice) -> UInt64 { ContentHash.bytes(key.start, key.count) }

    private static func same(_ a: TextSlice, _ b: TextSlice) -> Bool {
        a.count == b.count && memcmp(a.start, b.start, a.count) == 0
    }
}

/// Finds things by kind and id in the batch's list.
struct ReferenceIndex {
    private var index = SightingIndex()

    /// Over a list that holds each kind and id once.
    init(_ references: [ReferenceSighting] = []) {
        for (place, reference) in references.enumerated() {
            _ = index.find(
                Self.hash(reference), next: place, matches: { _ in false },
                hashOf: { Self.hash(references[$0]) })
        }
    }

    /// Adds a sighting, or what it knows beyond the one that is there.
    mutating func add(_ sighting: ReferenceSighting, to references: inout [ReferenceSighting]) {
        let code = sighting.kind.code
        let found = index.find(
            Self.hash(sighting), next: references.count,
            matches: { references[$0].id == sighting.id && references[$0].kind.code == code },
            hashOf: { Self.hash(references[$0]) })
        let at = found.index
        if found.isNew {
            references.append(sighting)
            return
        }
        if references[at].name == nil { references[at].name = sighting.name }
        if references[at].detail == nil { references[at].detail = sighting.detail }
        if references[at].secondDetail == nil { references[at].secondDetail = sighting.secondDetail }
        if references[at].ownerID == nil { references[at].ownerID = sighting.ownerID }
        if references[at].flag == nil { references[at].flag = sighting.flag }
    }

    private static func hash(_ sighting: ReferenceSighting) -> UInt64 {
        var hash = ContentHash(seed: UInt64(sighting.kind.code))
        hash.mix(sighting.id)
        return hash.value
    }
}

extension ReferenceKind {
    /// A number from 1: comparing the cases themselves would compare their texts.
    var code: UInt8 {
        switch self {
        case .project: 1
        case .issueType: 2
        case .status: 3
        case .priority: 4
        case .resolution: 5
        case .securityLevel: 6
        case .component: 7
        case .version: 8
        case .linkType: 9
        case .sprint: 10
        }
    }
}
