import Foundation
import TestSupport

/// A TCP server on loopback that plays bytes as a test dictates, good or bad.
///
/// One thread a connection.
final class ScriptedServer: @unchecked Sendable {
    let port: UInt16
    private let isIPv6: Bool
    private let lock = NSLock()
    private var accepted = 0
    private var heads: [String] = []

    init(onIPv6: Bool = false, _ script: @escaping @Sendable (ServedConnection) -> Void) throws {
        let (descriptor, port) = try onIPv6 ? Self.listenIPv6() : Self.listen()
        self.port = port
        isIPv6 = onIPv6
        // The thread keeps the server, which so lives as long as the process: a test need not hold on to it.
        Thread {
            while true {
                let peer = accept(descriptor, nil, nil)
                guard peer >= 0 else { continue }
                // The openssl commands of other tests must not hold these connections open.
                _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
                let number = self.lock.withLock {
                    self.accepted += 1
                    return self.accepted
                }
                let connection = ServedConnection(peer, number: number) { head in
                    self.lock.withLock { self.heads.append(head) }
                }
                Thread {
                    script(connection)
                    connection.close()
                }.start()
            }
        }.start()
    }

    /// Answers every request of every connection with what the closure makes of its head.
    static func answering(
        onIPv6: Bool = false, _ answer: @escaping @Sendable (String) -> String
    ) throws -> ScriptedServer {
        try ScriptedServer(onIPv6: onIPv6) { connection in
            while let head = connection.readRequest() {
                guard connection.write(answer(head)) else { return }
            }
        }
    }

    var url: String { "http://\(isIPv6 ? "[::1]" : "127.0.0.1"):\(port)" }
    var acceptCount: Int { lock.withLock { accepted } }
    /// Heads (request line and header fields) of the requests read so far.
    var requestHeads: [String] { lock.withLock { heads } }

    private static func listenIPv6() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0, let port = IPv6.bind(descriptor) else {
            throw SupportFailure("cannot listen on ::1: \(errno)")
        }
        return (descriptor, port)
    }

    private static func listen() throws -> (Int32, UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let ok = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && Foundation.listen(descriptor, 256) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, ok else { throw SupportFailure("cannot listen on loopback: \(errno)") }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    /// A loopback port on which nobody listens.
    static func closedPort() throws -> UInt16 {
        let (descriptor, port) = try listen()
        close(descriptor)
        return port
    }
}

struct SupportFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// The server's side of one connection.
final class ServedConnection: @unchecked Sendable {
    /// 1 for the first connection of the server.
    let number: Int
    private let descriptor: Int32
    private let record: (String) -> Void
    private var isOpen = true
    private var rest: [UInt8] = []

    init(_ descriptor: Int32, number: Int, record: @escaping (String) -> Void) {
        self.descriptor = descriptor
        self.number = number
        self.record = record
        // No test waits longer than this for a peer; a stuck thread would outlive the test.
        setReceiveTimeout(seconds: 15)
    }

    /// The head of the next request, its body (by Content-Length) read and appended; nil at the end.
    func readRequest() -> String? {
        while true {
            if let end = Self.endOfHead(rest) {
                let head = String(decoding: rest[..<end], as: UTF8.self)
                rest.removeFirst(end)
                var length = 0
                for line in head.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:")
                {
                    length =
                        Int(line.drop { $0 != ":" }.dropFirst().trimmingCharacters(in: .whitespaces)) ?? 0
                }
                while rest.count < length { guard readMore() else { return nil } }
                let whole = head + String(decoding: rest[..<length], as: UTF8.self)
                rest.removeFirst(length)
                record(whole)
                return whole
            }
            guard readMore() else { return nil }
        }
    }

    @discardableResult
    func write(_ text: String) -> Bool { write(Array(text.utf8)) }

    @discardableResult
    func write(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let n = bytes.withUnsafeBytes {
                send(
                    descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent,
                    Int32(MSG_NOSIGNAL))
            }
            if n <= 0 { return false }
            sent += n
        }
        return true
    }

    /// Whether the peer closes (or resets) within that time; what it sends meanwhile is dropped.
    func isClosedByPeer(within seconds: Int) -> Bool {
        setReceiveTimeout(seconds: seconds)
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let n = recv(descriptor, &buffer, buffer.count, 0)
            if n == 0 { return true }
            if n < 0 { return errno == ECONNRESET }
        }
    }

    /// Copies bytes both ways between this peer and a loopback port until either side ends.
    func tunnel(to port: UInt16) {
        let other = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = port.bigEndian
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        defer { Foundation.close(other) }
        guard connected == 0 else { return }
        var sockets = [
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            pollfd(fd: other, events: Int16(POLLIN), revents: 0),
        ]
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while poll(&sockets, 2, 15_000) > 0 {
            for (from, to) in [(0, 1), (1, 0)] where sockets[from].revents != 0 {
                let n = recv(sockets[from].fd, &buffer, buffer.count, 0)
                guard n > 0, send(sockets[to].fd, buffer, n, Int32(MSG_NOSIGNAL)) == n else {
                    return
                }
            }
        }
    }

    /// Ends the connection with a reset instead of an orderly close.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        isOpen = false
        Foundation.close(descriptor)
    }

    func close() {
        guard isOpen else { return }
        isOpen = false
        shutdown(descriptor, Int32(SHUT_RDWR))
        Foundation.close(descriptor)
    }

    private func setReceiveTimeout(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout.size(ofValue: time)))
    }

    private func readMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        let n = recv(descriptor, &buffer, buffer.count, 0)
        guard n > 0 else { return false }
        rest += buffer[..<n]
        return true
    }

    private static func endOfHead(_ bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        return (0...(bytes.count - 4)).first { bytes[$0..<($0 + 4)].elementsEqual([13, 10, 13, 10]) }.map {
            $0 + 4
        }
    }
}
