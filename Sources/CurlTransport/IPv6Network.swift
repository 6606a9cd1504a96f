import Foundation

/// An IPv6 address, in brackets or not, or a network (`2001:db8::/32`) that is reached without the proxy.
///
/// libcurl compares such hosts as texts: another spelling of the same address would go through the proxy.
struct IPv6Network {
    private let address: [UInt8]
    /// How many of its bits count.
    private let bits: Int

    /// Nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = Self.bytes(parts[0]) else { return nil }
        let bits = parts.count == 1 ? 128 : Int(parts[1]) ?? -1
        guard (0...128).contains(bits) else { return nil }
        self.address = address
        self.bits = bits
    }

    /// - Parameter host: as a URL has it.
    func contains(_ host: String) -> Bool {
        guard let other = Self.bytes(host[...]) else { return false }
        return (0..<bits).allSatisfy { bit in
            (address[bit / 8] ^ other[bit / 8]) & (0x80 >> UInt8(bit % 8)) == 0
        }
    }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(isBracketed ? text.dropFirst().dropLast() : text), &address) == 1
        else { return nil }
        return withUnsafeBytes(of: &address) { Array($0) }
    }
}
