/// A small deterministic random generator (SplitMix64): the same seed gives the same site on every machine.
struct SeededGenerator: Sendable {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// A generator of its own for each (site seed, purpose, number).
    init(seed: UInt64, purpose: UInt64, number: Int) {
        var mixer = SeededGenerator(seed ^ (purpose &* 0x9E37_79B9_7F4A_7C15))
        state = mixer.next() ^ (UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95)
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// 0..<bound; 0 where the bound is not positive.
    @inline(__always)
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(truncatingIfNeeded: (next() >> 33) % UInt64(bound))
    }

    @inline(__always)
    mutating func below64(_ bound: Int64) -> Int64 {
        guard bound > 0 else { return 0 }
        return Int64(truncatingIfNeeded: (next() >> 2) % UInt64(bound))
    }

    @inline(__always)
    mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

    @inline(__always)
    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// A bit mask of up to `count` distinct bits of `width`.
    mutating func mask(count: Int, of width: Int) -> UInt32 {
        guard width > 0 else { return 0 }
        var mask: UInt32 = 0
        for _ in 0..<count { mask |= 1 << UInt32(below(min(width, 32))) }
        return mask
    }
}
