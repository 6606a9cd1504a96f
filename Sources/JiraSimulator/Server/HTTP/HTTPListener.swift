import Foundation
import Synchronization

/// An HTTP/1.1 server on loopback: one thread a connection, keep-alive, bounded in connections, header
/// and body size.
final class HTTPListener: Sendable {
    /// An answer, how it travels, and who wants to know what was sent.
    struct Exchange: Sendable {
        var response: OutgoingResponse
        var delivery = Delivery()
        /// Called with the number of bytes handed to the network.
        var sent: @Sendable (Int) -> Void = { _ in }
    }

    /// Answers one request, on the connection's thread; the number tells connections apart.
    typealias Handler = @Sendable (IncomingRequest, _ connection: Int) -> Exchange

    private struct State {
        var connections: [Int: TCPSocket] = [:]
        var opened = 0
        var threads = 0
    }

    private let socket: TCPSocket
    private let handler: Handler
    private let state = Mutex(State())
    private let stopping = Atomic(false)
    private let maximumConnections: Int
    private let idleSeconds: Int

    /// The port it listens on.
    let port: UInt16

    init(
        port: UInt16, on host: LoopbackHost = .ipv4, idleSeconds: Int, maximumConnections: Int = 256,
        handler: @escaping Handler
    ) throws(SocketFailure) {
        socket = try TCPSocket.listen(port: port, on: host)
        self.port = socket.localPort
        self.idleSeconds = idleSeconds
        self.maximumConnections = maximumConnections
        self.handler = handler
    }

    /// Accepts connections until ``stop()``.
    func run() {
        state.withLock { $0.threads += 1 }
        spawn("accept") { [self] in
            while !isStopping, let peer = socket.accept() { open(peer) }
        }
    }

    /// Connections accepted since the start.
    var connectionsOpened: Int { state.withLock { $0.opened } }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    /// Waits in small steps so that a stop is never held up; false when the server stops.
    func pause(_ seconds: Double) -> Bool {
        let end = DispatchTime.now().uptimeNanoseconds &+ UInt64(min(max(seconds, 0), 86_400) * 1e9)
        while !isStopping {
            let now = DispatchTime.now().uptimeNanoseconds
            guard now < end else { return true }
            Thread.sleep(forTimeInterval: min(0.02, Double(end - now) / 1e9))
        }
        return false
    }

    /// Ends the listening socket and every connection; returns when their threads are gone.
    func stop() async {
        stopping.store(true, ordering: .releasing)
        socket.shutdown()
        let open = state.withLock { Array($0.connections.values) }
        for connection in open { connection.shutdown() }
        while state.withLock({ $0.threads }) > 0 {
            try? await Task.sleep(for: .milliseconds(2))
        }
    }

    private func open(_ peer: TCPSocket) {
        let number: Int? = state.withLock {
            guard $0.connections.count < maximumConnections else { return nil }
            $0.opened += 1
            $0.connections[$0.opened] = peer
            $0.threads += 1
            return $0.opened
        }
        guard let number else { return }
        // A stop that listed the connections before this one was added would never end it.
        if isStopping { peer.shutdown() }
        spawn("connection \(number)") { [self] in
            serve(peer, number)
            _ = state.withLock { $0.connections.removeValue(forKey: number) }
        }
    }

    private func spawn(_ name: String, _ work: @escaping @Sendable () -> Void) {
        let thread = Thread { [self] in
            work()
            state.withLock { $0.threads -= 1 }
        }
        thread.name = name
        thread.stackSize = 4 << 20
        thread.start()
    }

    private func serve(_ peer: TCPSocket, _ number: Int) {
        peer.setReadTimeout(seconds: idleSeconds)
        let reader = RequestReader(socket: peer)
        let writer = ResponseWriter(socket: peer, pause: pause)
        while !isStopping {
            let request: IncomingRequest
            do {
                guard let next = try reader.next() else { return }
                request = next
            } catch {
                let body = "<!doctype html><title>HTTP Status \(error.status)</title>\(error.reason)"
                _ = writer.send(
                    .html(error.status, body), Delivery(), headOnly: false, keepAlive: false)
                return peer.closeInOrder()
            }
            var exchange = handler(request, number)
            // HTTP/1.0 knows no chunks.
            if request.version == "HTTP/1.0", exchange.delivery.framing == nil {
                exchange.delivery.framing = .contentLength
            }
            let keepAlive = !(request.headers["Connection"]?.lowercased().contains("close") ?? false)
            let outcome = writer.send(
                exchange.response, exchange.delivery, headOnly: request.method == "HEAD",
                keepAlive: keepAlive)
            exchange.sent(outcome.bytes)
            guard outcome.keepsConnection else {
                return exchange.delivery.resetAfter == nil ? peer.closeInOrder() : ()
            }
        }
    }
}
