import Glibc

/// The listening socket on 127.0.0.1 and a signal to wake who waits on it.
final class CallbackSockets: Sendable {
    let listening: Int32
    /// Readable once somebody called ``wake()``.
    let wakeSignal: Int32
    private let wakeEnd: Int32
    let port: UInt16

    init(port: UInt16) throws(CallbackListenerError) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = socket(AF_INET, kind, 0)
        guard descriptor >= 0 else { throw Self.failure(port) }
        var yes: Int32 = 1
        // A port that was used a minute ago may be taken again; one that somebody listens on may not.
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isListening else {
            let error = Self.failure(port)
            Glibc.close(descriptor)
            throw error
        }
        var pipeEnds: [Int32] = [-1, -1]
        guard pipe(&pipeEnds) == 0 else {
            let error = Self.failure(port)
            Glibc.close(descriptor)
            throw error
        }
        for end in pipeEnds { Self.keepToOurselves(end) }
        listening = descriptor
        wakeSignal = pipeEnds[0]
        wakeEnd = pipeEnds[1]
        self.port = UInt16(bigEndian: address.sin_port)
    }

    deinit {
        Glibc.close(listening)
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
    func stopListening() { shutdown(listening, Int32(SHUT_RDWR)) }

    private static func failure(_ port: UInt16) -> CallbackListenerError {
        .cannotListen(port: port, reason: String(cString: strerror(errno)))
    }
}
