import Glibc
import JiraAPI
import OpenSSLCrypto

/// Serves the callback address on one thread: reads heads, lets the gate judge them, answers with a page.
final class CallbackLoop: @unchecked Sendable {
    typealias Outcome = Result<AuthorizationReply, CallbackListenerError>

    private let sockets: CallbackSockets
    private let gate: CallbackGate
    private let limits: CallbackListener.Limits
    private let tls: TLSServer?
    private let end: ContinuousClock.Instant
    // The thread's own.
    private var connections: [CallbackConnection] = []
    private var wrongAttempts = 0

    init(
        sockets: CallbackSockets, gate: CallbackGate, limits: CallbackListener.Limits, tls: TLSServer?,
        end: ContinuousClock.Instant
    ) {
        self.sockets = sockets
        self.gate = gate
        self.limits = limits
        self.tls = tls
        self.end = end
    }

    func run() -> Outcome {
        defer {
            connections = []
            sockets.stopListening()
        }
        while true {
            var entries = [pollfd(fd: sockets.wakeSignal, events: Int16(POLLIN), revents: 0)]
            entries += sockets.listening.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            entries += connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            if poll(&entries, nfds_t(entries.count), timeout()) < 0, errno != EINTR {
                return .failure(.failed(String(cString: strerror(errno))))
            }
            if entries[0].revents != 0 { return .failure(.cancelled) }
            let doors = entries[1...sockets.listening.count]
            let ready = zip(connections, entries.dropFirst(1 + doors.count)).filter { $1.revents != 0 }.map {
                $0.0
            }
            for connection in ready {
                if let outcome = serve(connection) { return outcome }
            }
            let now = ContinuousClock.now
            if now >= end { return .failure(.timedOut) }
            connections.removeAll { $0.isOver || now >= $0.end }
            for door in doors where door.revents != 0 { acceptWaiting(at: door.fd, now) }
        }
    }

    /// Milliseconds to the next end of a connection or of the whole wait.
    private func timeout() -> Int32 {
        let next = connections.map(\.end).min().map { min($0, end) } ?? end
        let milliseconds = (next - .now) / .milliseconds(1)
        return Int32(max(0, min(milliseconds.rounded(.up), 60_000)))
    }

    private func acceptWaiting(at listening: Int32, _ now: ContinuousClock.Instant) {
        // One round takes no more than fit, so that those already here get their turn.
        for _ in 0..<limits.connections {
            let descriptor = accept(listening, nil, nil)
            guard descriptor >= 0 else { return }
            CallbackSockets.keepToOurselves(descriptor)
            // A browser speaks at once; who has been silent longest is the one to go.
            if connections.count >= limits.connections { connections.removeFirst() }
            let end = now + .seconds(limits.connectionSeconds)
            connections.append(CallbackConnection(descriptor, tls: tls, end: end))
        }
    }

    private func serve(_ connection: CallbackConnection) -> Outcome? {
        switch connection.read(limit: limits.headBytes) {
        case .waiting: return nil
        case .tooLarge:
            connection.answer(CallbackPage.tooLarge.response)
            return nil
        case .head(let head):
            switch gate.judge(head) {
            case .reply(let reply):
                connection.answer((reply == .denied ? CallbackPage.denied : .granted).response)
                return .success(reply)
            case .start(let location):
                connection.answer(CallbackPage.redirect(to: location))
                return nil
            case .refused(let page, let isGuess):
                connection.answer(page.response)
                wrongAttempts += isGuess ? 1 : 0
                return wrongAttempts < limits.wrongAttempts
                    ? nil : .failure(.tooManyWrongAttempts(wrongAttempts))
            }
        }
    }
}
