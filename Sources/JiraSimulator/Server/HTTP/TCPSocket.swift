import Glibc

/// What the operating system refused on a socket.
struct SocketFailure: Error, CustomStringConvertible {
    let operation: String
    let code: Int32
    var description: String { "\(operation): \(String(cString: strerror(code)))" }
}

/// A listening or connected IPv4 socket on loopback, used with blocking calls.
///
/// Plain sockets, because a fault script must decide about single bytes: a reset after byte k, a body cut
/// under each framing, an answer sent twice. An HTTP library keeps exactly that out of reach.
final class TCPSocket: Sendable {
    let descriptor: Int32

    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { Glibc.close(descriptor) }

    /// Listens on loopback; port 0 lets the system choose.
    static func listen(
        port: UInt16, on host: LoopbackHost = .ipv4, backlog: Int32 = 128
    ) throws(SocketFailure) -> TCPSocket {
        let family = host == .ipv4 ? AF_INET : AF_INET6
        let fd = Glibc.socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard fd >= 0 else { throw SocketFailure(operation: "socket", code: errno) }
        let socket = TCPSocket(descriptor: fd)
        socket.set(SO_REUSEADDR, level: SOL_SOCKET, 1)
        let bound = host == .ipv4 ? bind(fd, loopback(port)) : bind(fd, loopbackIPv6(port))
        guard bound else {
            throw SocketFailure(operation: "bind \(host.inURL):\(port)", code: errno)
        }
        guard Glibc.listen(fd, backlog) == 0 else { throw SocketFailure(operation: "listen", code: errno) }
        return socket
    }

    private static func bind<Address>(_ fd: Int32, _ address: Address) -> Bool {
        withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(fd, $0, socklen_t(MemoryLayout<Address>.size)) == 0
            }
        }
    }

    /// The next connection, or nil once the socket was shut down.
    func accept() -> TCPSocket? {
        while true {
            let fd = Glibc.accept(descriptor, nil, nil)
            if fd >= 0 {
                _ = fcntl(fd, F_SETFD, FD_CLOEXEC)
                let peer = TCPSocket(descriptor: fd)
                peer.set(Int32(TCP_NODELAY), level: Int32(IPPROTO_TCP), 1)
                return peer
            }
            switch errno {
            case EINTR, ECONNABORTED, EAGAIN: continue
            // Out of descriptors or memory: others will give some back.
            case EMFILE, ENFILE, ENOBUFS, ENOMEM: usleep(10_000)
            default: return nil
            }
        }
    }

    /// The port that this socket is bound to.
    var localPort: UInt16 {
        // The port stands at the same place in both families.
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        return result == 0 ? UInt16(bigEndian: address.sin6_port) : 0
    }

    /// Bytes that arrived, at most `count`; 0 at the end of the stream, nil on an error or time-out.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let n = Glibc.recv(descriptor, buffer.baseAddress, buffer.count, 0)
            if n >= 0 { return n }
            if errno != EINTR { return nil }
        }
    }

    /// Writes all bytes; false when the peer is gone.
    func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var rest = bytes
        while let base = rest.baseAddress, !rest.isEmpty {
            let n = Glibc.send(descriptor, base, rest.count, Int32(MSG_NOSIGNAL))
            if n > 0 {
                rest = UnsafeRawBufferPointer(rebasing: rest[n...])
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Writes all bytes; false when the peer is gone.
    func write(_ bytes: [UInt8]) -> Bool { bytes.withUnsafeBytes { write($0) } }

    /// Ends both directions; a blocked call of another thread returns.
    func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    /// Ends the sending direction and swallows what still comes for a moment: a close with unread bytes would
    /// be a reset, and a reset may overtake the answer.
    func closeInOrder() {
        _ = Glibc.shutdown(descriptor, Int32(SHUT_WR))
        setReadTimeout(seconds: 1)
        var block = [UInt8](repeating: 0, count: 65_536)
        for _ in 0..<256 {
            guard let count = block.withUnsafeMutableBytes({ read(into: $0) }), count > 0 else { return }
        }
    }

    /// Makes the close of this socket a reset (RST) instead of an orderly end.
    func resetOnClose() {
        var value = linger(l_onoff: 1, l_linger: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    /// Bounds the wait for incoming bytes.
    func setReadTimeout(seconds: Int) {
        var value = timeval(tv_sec: seconds, tv_usec: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &value, socklen_t(MemoryLayout<timeval>.size))
    }

    private func set(_ option: Int32, level: Int32, _ value: Int32) {
        var value = value
        _ = setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static func loopbackIPv6(_ port: UInt16) -> sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        return address
    }
}

/// The two addresses of this machine.
package enum LoopbackHost: String, Sendable, CaseIterable {
    case ipv4 = "127.0.0.1"
    case ipv6 = "::1"

    /// As a URL has it: IPv6 in brackets.
    package var inURL: String { self == .ipv4 ? rawValue : "[\(rawValue)]" }
}
