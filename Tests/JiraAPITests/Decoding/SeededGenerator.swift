/// SplitMix64: the same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// A byte that means something to JSON or to UTF-8, or any.
func hostileByte(_ generator: inout SeededGenerator) -> UInt8 {
    let telling: [UInt8] =
        Array("\"\\{}[]:,-+.eE0129ntfu \n\u{1}".utf8) + [0, 0x80, 0xBF, 0xC0, 0xE0, 0xED, 0xF4, 0xFF]
    return Bool.random(using: &generator)
        ? telling[Int.random(in: telling.indices, using: &generator)]
        : UInt8.random(in: 0...255, using: &generator)
}
