#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An IPv6 address without a zone.
struct IPv6Address: Equatable {
    /// Its one spelling (RFC 5952): lower case, no leading zeros, the longest run of zeros as `::`.
    let text: String

    /// Nil for anything that is no such address.
    init?(_ text: some StringProtocol) {
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        self.text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
