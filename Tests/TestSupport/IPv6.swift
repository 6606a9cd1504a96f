import Foundation

/// Whether this machine has the address ::1; tests of it say so where they are left out.
package enum IPv6 {
    package static let whySkipped = "NOT TESTED: this machine has no ::1"

    package static let isThere: Bool = {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        return bind(descriptor) != nil
    }()

    /// Listens on ::1 with any free port, which it gives.
    package static func bind(_ descriptor: Int32) -> UInt16? {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_addr = in6addr_loopback
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Foundation.bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        return isListening ? UInt16(bigEndian: address.sin6_port) : nil
    }
}
