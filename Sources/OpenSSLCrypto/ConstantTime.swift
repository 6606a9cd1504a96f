internal import COpenSSL

/// The comparison for everything that an attacker may guess at: its time does not tell where two values differ.
package enum ConstantTime {
    /// Whether both hold the same bytes.
    ///
    /// Lengths are compared openly.
    package static func equal(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count == right.count else { return false }
        guard let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
        return CRYPTO_memcmp(leftStart, rightStart, left.count) == 0
    }

    /// Whether both hold the same bytes.
    ///
    /// Lengths are compared openly.
    package static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBytes { left in right.withUnsafeBytes { right in equal(left, right) } }
    }

    /// Whether both texts have the same UTF-8 bytes.
    ///
    /// Lengths are compared openly.
    package static func equal(_ left: String, _ right: String) -> Bool {
        equal(Array(left.utf8), Array(right.utf8))
    }
}
