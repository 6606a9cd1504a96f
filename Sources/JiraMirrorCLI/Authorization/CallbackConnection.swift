import Glibc
import OpenSSLCrypto

/// One peer: its head is read, answered once, then whatever it still sends is thrown away.
final class CallbackConnection {
    enum Progress {
        case waiting
        case head([UInt8])
        case tooLarge
    }

    let descriptor: Int32
    let end: ContinuousClock.Instant
    private let tls: TLSConnection?
    private(set) var isOver = false
    private var buffer: [UInt8] = []
    private var isAnswered = false

    /// - Parameter tls: nil for plain HTTP.
    init(_ descriptor: Int32, tls: TLSServer?, end: ContinuousClock.Instant) {
        self.descriptor = descriptor
        self.end = end
        self.tls = tls.flatMap { try? $0.connection(on: descriptor) }
        if tls != nil, self.tls == nil { isOver = true }
    }

    deinit { close(descriptor) }

    func read(limit: Int) -> Progress {
        var piece = [UInt8](repeating: 0, count: 4096)
        // TLS may hold more than one piece that the socket will not tell of again.
        while true {
            switch piece.withUnsafeMutableBytes(receive) {
            case .waiting: return .waiting
            case .over:
                isOver = true
                return .waiting
            case .bytes(let count):
                // Reading on after the answer lets the peer see it: closing with unread bytes would reset it.
                guard !isAnswered else { return .waiting }
                // The end may lie across two pieces.
                let from = max(0, buffer.count - 3)
                buffer += piece[..<count]
                if let head = Self.head(buffer, from: from) {
                    return head.count <= limit ? .head(head) : .tooLarge
                }
                if buffer.count > limit { return .tooLarge }
                if tls == nil { return .waiting }
            }
        }
    }

    private func receive(_ piece: UnsafeMutableRawBufferPointer) -> TLSConnection.Progress {
        if let tls { return tls.read(into: piece) }
        let count = recv(descriptor, piece.baseAddress, piece.count, 0)
        if count < 0, errno == EAGAIN || errno == EINTR { return .waiting }
        return count > 0 ? .bytes(count) : .over
    }

    /// Sends the whole answer, and nothing after it.
    func answer(_ bytes: [UInt8]) {
        isAnswered = true
        buffer = []
        // A page is small against the socket's buffer; a peer that leaves no room for it gets none.
        let sent = bytes.withUnsafeBytes { bytes -> TLSConnection.Progress in
            if let tls { return tls.write(bytes) }
            return .bytes(send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)))
        }
        if sent != .bytes(bytes.count) { isOver = true }
        tls?.close()
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
