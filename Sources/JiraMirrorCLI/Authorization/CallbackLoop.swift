import Glibc
import JiraAPI

/// Serves the callback address on one thread: reads heads, lets the gate judge them, answers with a page.
final class CallbackLoop: @unchecked Sendable {
    typealias Outcome = Result<AuthorizationReply, CallbackListenerError>

    private let sockets: CallbackSockets
    private let gate: CallbackGate
    private let limits: CallbackListener.Limits
    private let end: ContinuousClock.Instant
    // The thread's own.
    private var connections: [CallbackConnection] = []
    private var wrongAttempts = 0

    init(
        sockets: CallbackSockets, gate: CallbackGate, limits: CallbackListener.Limits,
        end: ContinuousClock.Instant
    ) {
        self.sockets = sockets
        self.gate = gate
        self.limits = limits
        self.end = end
    }

    func run() -> Outcome {
        defer {
            connections = []
            sockets.stopListening()
        }
        while true {
            var entries = [pollfd(fd: sockets.wakeSignal, events: Int16(POLLIN), revents: 0)]
            entries.append(pollfd(fd: sockets.listening, events: Int16(POLLIN), revents: 0))
            entries += connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            if poll(&entries, nfds_t(entries.count), timeout()) < 0, errno != EINTR {
                return .failure(.failed(String(cString: strerror(errno))))
            }
            if entries[0].revents != 0 { return .failure(.cancelled) }
            let ready = zip(connections, entries.dropFirst(2)).filter { $1.revents != 0 }.map { $0.0 }
            for connection in ready {
                if let outcome = serve(connection) { return outcome }
            }
            let now = ContinuousClock.now
            if now >= end { return .failure(.timedOut) }
            connections.removeAll { $0.isOver || now >= $0.end }
            if entries[1].revents != 0 { acceptWaiting(now) }
        }
    }

    /// Milliseconds to the next end of a connection or of the whole wait.
    private func timeout() -> Int32 {
        let next = connections.map(\.end).min().map { min($0, end) } ?? end
        let milliseconds = (next - .now) / .milliseconds(1)
        return Int32(max(0, min(milliseconds.rounded(.up), 60_000)))
    }

    private func acceptWaiting(_ now: ContinuousClock.Instant) {
        // One round takes no more than fit, so that those already here get their turn.
        for _ in 0..<limits.connections {
            let descriptor = accept(sockets.listening, nil, nil)
            guard descriptor >= 0 else { return }
            CallbackSockets.keepToOurselves(descriptor)
            // A browser speaks at once; who has been silent longest is the one to go.
            if connections.count >= limits.connections { connections.removeFirst() }
            let end = now + .seconds(limits.connectionSeconds)
            connections.append(CallbackConnection(descriptor, end: end))
        }
    }

    private func serve(_ connection: CallbackConnection) -> Outcome? {
        switch connection.read(limit: limits.headBytes) {
        case .waiting: return nil
        case .tooLarge:
            connection.answer(.tooLarge)
            return nil
        case .head(let head):
            switch gate.judge(head) {
            case .reply(let reply):
                connection.answer(reply == .denied ? .denied : .granted)
                return .success(reply)
            case .refused(let page, let isGuess):
                connection.answer(page)
                wrongAttempts += isGuess ? 1 : 0
                return wrongAttempts < limits.wrongAttempts
                    ? nil : .failure(.tooManyWrongAttempts(wrongAttempts))
            }
        }
    }
}

/// One peer: its head is read, answered once, then whatever it still sends is thrown away.
final class CallbackConnection {
    enum Progress {
        case waiting
        case head([UInt8])
        case tooLarge
    }

    let descriptor: Int32
    let end: ContinuousClock.Instant
    private(set) var isOver = false
    private var buffer: [UInt8] = []
    private var isAnswered = false

    init(_ descriptor: Int32, end: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.end = end
    }

    deinit { close(descriptor) }

    func read(limit: Int) -> Progress {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &piece, piece.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return .waiting }
        guard count > 0 else {
            isOver = true
            return .waiting
        }
        // Reading on after the answer lets the peer see it: closing with unread bytes would reset it.
        guard !isAnswered else { return .waiting }
        // The end may lie across two pieces.
        let from = max(0, buffer.count - 3)
        buffer += piece[..<count]
        if let head = Self.head(buffer, from: from) { return head.count <= limit ? .head(head) : .tooLarge }
        return buffer.count <= limit ? .waiting : .tooLarge
    }

    func answer(_ page: CallbackPage) {
        isAnswered = true
        buffer = []
        let bytes = page.response
        // A page is small against the socket's buffer; a peer that leaves no room for it gets none.
        let sent = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if sent != bytes.count { isOver = true }
        shutdown(descriptor, Int32(SHUT_WR))
    }

    private static func head(_ bytes: [UInt8], from: Int) -> [UInt8]? {
        guard bytes.count >= 4 else { return nil }
        for start in from...(bytes.count - 4) where bytes[start..<start + 4].elementsEqual([13, 10, 13, 10]) {
            return Array(bytes[..<start])
        }
        return nil
    }
}
