/// The comparison for texts that somebody outside may guess at: its time does not tell where two differ.
///
/// This target knows no cryptography library; lengths are compared openly.
enum ConstantTimeEquality {
    @inline(never)
    static func holds(_ a: String, _ b: String) -> Bool {
        let a = Array(a.utf8)
        let b = Array(b.utf8)
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for index in a.indices { difference |= a[index] ^ b[index] }
        return difference == 0
    }
}
