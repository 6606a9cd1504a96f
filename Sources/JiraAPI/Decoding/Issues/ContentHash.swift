/// A 64-bit hash that is the same in every process, machine and version: XXH64 over texts, its mixing steps
/// over words.
///
/// Each step is a bijection of the state, so no value swallows what came before.
struct ContentHash {
    private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

    private var state: UInt64

    /// The seed keeps hashes of different kinds of things apart.
    init(seed: UInt64) { state = seed &+ Self.p5 }

    @inline(__always)
    mutating func mix(_ word: UInt64) {
        state = Self.rotate(state ^ Self.round(0, word), 27) &* Self.p1 &+ Self.p4
    }

    /// The hash of all that was mixed in.
    var value: UInt64 { Self.avalanche(state) }

    /// XXH64 of the bytes.
    static func bytes(_ start: UnsafePointer<UInt8>, _ count: Int, seed: UInt64 = 0) -> UInt64 {
        var place = UnsafeRawPointer(start)
        var rest = count
        var hash: UInt64
        if count >= 32 {
            var a = seed &+ p1 &+ p2
            var b = seed &+ p2
            var c = seed
            var d = seed &- p1
            repeat {
                a = round(a, word(place))
                b = round(b, word(place + 8))
                c = round(c, word(place + 16))
                d = round(d, word(place + 24))
                place += 32
                rest -= 32
            } while rest >= 32
            hash = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
            hash = (hash ^ round(0, a)) &* p1 &+ p4
            hash = (hash ^ round(0, b)) &* p1 &+ p4
            hash = (hash ^ round(0, c)) &* p1 &+ p4
            hash = (hash ^ round(0, d)) &* p1 &+ p4
        } else {
            hash = seed &+ p5
        }
        hash = hash &+ UInt64(truncatingIfNeeded: count)
        while rest >= 8 {
            hash = rotate(hash ^ round(0, word(place)), 27) &* p1 &+ p4
            place += 8
            rest -= 8
        }
        if rest >= 4 {
            let half = UInt64(UInt32(littleEndian: place.loadUnaligned(as: UInt32.self)))
            hash = rotate(hash ^ (half &* p1), 23) &* p2 &+ p3
            place += 4
            rest -= 4
        }
        while rest > 0 {
            hash = rotate(hash ^ (UInt64(place.load(as: UInt8.self)) &* p5), 11) &* p1
            place += 1
            rest -= 1
        }
        return avalanche(hash)
    }

    @inline(__always)
    private static func word(_ place: UnsafeRawPointer) -> UInt64 {
        UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
    }

    @inline(__always)
    private static func rotate(_ value: UInt64, _ count: UInt64) -> UInt64 {
        value &<< count | value &>> (64 - count)
    }

    @inline(__always)
    private static func round(_ state: UInt64, _ lane: UInt64) -> UInt64 {
        rotate(state &+ lane &* p2, 31) &* p1
    }

    @inline(__always)
    private static func avalanche(_ value: UInt64) -> UInt64 {
        var hash = value
        hash = (hash ^ hash &>> 33) &* p2
        hash = (hash ^ hash &>> 29) &* p3
        return hash ^ hash &>> 32
    }
}
