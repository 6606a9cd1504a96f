import Glibc

/// The listening sockets on loopback and a signal to wake who waits on them.
final class CallbackSockets: Sendable {
    let listening: [Int32]
    /// Readable once somebody called ``wake()``.
    let wakeSignal: Int32
    private let wakeEnd: Int32
    let port: UInt16

    /// Listens on 127.0.0.1.
    ///
    /// - Parameter alsoIPv6: on ::1 too, where this machine has it: browsers try that first for `localhost`, and who
    ///   else listened there would get what is meant for us.
    init(port: UInt16, alsoIPv6: Bool = false) throws(CallbackListenerError) {
        let first: (descriptor: Int32, port: UInt16)
        var sockets: [Int32] = []
        do throws(CallbackListenerError) {
            first = try Self.listen(port: port)
            sockets.append(first.descriptor)
            if alsoIPv6, let second = try Self.listenIPv6(port: first.port) { sockets.append(second) }
            var pipeEnds: [Int32] = [-1, -1]
            guard pipe(&pipeEnds) == 0 else { throw Self.failure(port) }
            for end in pipeEnds { Self.keepToOurselves(end) }
            wakeSignal = pipeEnds[0]
            wakeEnd = pipeEnds[1]
        } catch {
            for descriptor in sockets { Glibc.close(descriptor) }
            throw error
        }
        listening = sockets
        self.port = first.port
    }

    private static func listen(port: UInt16) throws(CallbackListenerError) -> (Int32, UInt16) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = socket(AF_INET, Self.kind, 0)
        guard descriptor >= 0 else { throw failure(port) }
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                listen(descriptor, $0, length) && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else {
            let error = failure(port)
            Glibc.close(descriptor)
            throw error
        }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// Nil where this machine has no ::1.
    private static func listenIPv6(port: UInt16) throws(CallbackListenerError) -> Int32? {
        let descriptor = socket(AF_INET6, Self.kind, 0)
        guard descriptor >= 0 else { return nil }
        var yes: Int32 = 1
        setsockopt(
            descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        address.sin6_addr = in6addr_loopback
        let isListening = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                listen(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
        guard isListening else {
            let code = errno
            Glibc.close(descriptor)
            guard code != EADDRNOTAVAIL else { return nil }
            throw .cannotListen(port: port, reason: "[::1]: \(String(cString: strerror(code)))")
        }
        return descriptor
    }

    private static let kind = Int32(
        SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)

    private static func listen(
        _ descriptor: Int32, _ address: UnsafePointer<sockaddr>, _ length: socklen_t
    ) -> Bool {
        var yes: Int32 = 1
        // A port that was used a minute ago may be taken again; one that somebody listens on may not.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        return bind(descriptor, address, length) == 0 && Glibc.listen(descriptor, 64) == 0
    }

    deinit {
        for descriptor in listening { Glibc.close(descriptor) }
        Glibc.close(wakeSignal)
        Glibc.close(wakeEnd)
    }

    func wake() {
        var byte: UInt8 = 1
        // A full pipe wakes as well.
        _ = write(wakeEnd, &byte, 1)
    }

    /// Never blocks, and is not passed on to child processes (the browser is one).
    static func keepToOurselves(_ descriptor: Int32) {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    /// Connections that wait are reset, new ones refused.
    func stopListening() {
        for descriptor in listening { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }

    private static func failure(_ port: UInt16) -> CallbackListenerError {
        .cannotListen(port: port, reason: String(cString: strerror(errno)))
    }
}
