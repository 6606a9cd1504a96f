/// A generator of pseudo-random numbers whose sequence is the same on every machine and in every version, so
/// that a forecast can be repeated.
///
/// SplitMix64, from G. L. Steele, D. Lea and C. H. Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014, with the constants of S. Vigna's reference code.
package struct SplitMix64: Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number from 0 to `bound - 1`, each as likely as the others; 0 where `bound` is below 2.
    ///
    /// By multiplication and rejection: D. Lemire, "Fast Random Integer Generation in an Interval", ACM TOMACS
    /// 29 (2019).
    package mutating func index(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let width = UInt64(bound)
        var product = next().multipliedFullWidth(by: width)
        if product.low < width {
            let threshold = (0 &- width) % width
            while product.low < threshold { product = next().multipliedFullWidth(by: width) }
        }
        return Int(product.high)
    }
}
