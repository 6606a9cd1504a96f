import Synchronization

/// Frames an answer and sends it, honestly or as the ``Delivery`` says.
struct ResponseWriter {
    /// What became of the connection.
    struct Outcome {
        var bytes: Int
        var keepsConnection: Bool
    }

    let socket: TCPSocket
    /// Waits; false when the server stops.
    let pause: (_ seconds: Double) -> Bool

    private static let block = 65_536
    private static let smallBody = 8192

    func send(
        _ response: OutgoingResponse, _ delivery: Delivery, headOnly: Bool, keepAlive: Bool
    ) -> Outcome {
        let length = response.body.count + delivery.padding
        let bodiless = headOnly || response.status == 204 || response.status == 304
        let framing = delivery.framing ?? (length > Self.smallBody ? .chunked : .contentLength)
        let keepAlive = keepAlive && framing != .close
        var head = "HTTP/1.1 \(response.status) \(OutgoingResponse.phrase(response.status))\r\n"
        for field in response.headers.fields { head += "\(field.name): \(field.value)\r\n" }
        if response.status != 204 {
            switch framing {
            case .contentLength: head += "Content-Length: \(length)\r\n"
            case .chunked: head += "Transfer-Encoding: chunked\r\n"
            case .close: break
            }
        }
        head += keepAlive ? "\r\n" : "Connection: close\r\n\r\n"

        var stream = Stream(socket: socket, limit: delivery.resetAfter)
        for _ in 0..<max(1, delivery.copies) {
            stream.put(Array(head.utf8))
            guard !bodiless else { continue }
            sendBody(response.body, framing, delivery, &stream)
            if stream.ended || delivery.cutAfter != nil { break }
        }
        stream.flush()
        if stream.limitReached {
            socket.resetOnClose()
            return Outcome(bytes: stream.sent, keepsConnection: false)
        }
        return Outcome(
            bytes: stream.sent, keepsConnection: keepAlive && !stream.ended && delivery.cutAfter == nil)
    }

    private func sendBody(
        _ body: [UInt8], _ framing: BodyFraming, _ delivery: Delivery, _ stream: inout Stream
    ) {
        var rest = min(body.count + delivery.padding, delivery.cutAfter ?? .max)
        var offset = 0
        let piece = delivery.bytesPerSecond.map { max(1, min(Self.block, $0 / 10)) } ?? Self.block
        let blanks =
            delivery.padding > 0 ? [UInt8](repeating: 0x20, count: min(piece, delivery.padding)) : []
        while rest > 0, !stream.ended {
            let count: Int
            if offset < body.count {
                count = min(piece, rest, body.count - offset)
                stream.put(body[offset..<offset + count], chunked: framing == .chunked)
            } else {
                count = min(piece, rest)
                stream.put(blanks[..<count], chunked: framing == .chunked)
            }
            offset += count
            rest -= count
            if let rate = delivery.bytesPerSecond {
                stream.flush()
                guard pause(Double(count) / Double(max(1, rate))) else { return stream.end() }
            }
        }
        if framing == .chunked, delivery.cutAfter == nil { stream.put(Array("0\r\n\r\n".utf8)) }
    }

    /// Collects small writes, counts what was sent and stops at a byte limit.
    private struct Stream {
        let socket: TCPSocket
        let limit: Int?
        private(set) var sent = 0
        private(set) var limitReached = false
        private(set) var ended = false
        private var buffer: [UInt8] = []

        init(socket: TCPSocket, limit: Int?) {
            self.socket = socket
            self.limit = limit
            if limit == 0 {
                limitReached = true
                ended = true
            }
        }

        mutating func put(_ bytes: [UInt8]) {
            guard !ended else { return }
            buffer += bytes
            if buffer.count >= ResponseWriter.block { flush() }
        }

        mutating func put(_ bytes: ArraySlice<UInt8>, chunked: Bool) {
            guard !ended else { return }
            if chunked {
                buffer += Array("\(String(bytes.count, radix: 16))\r\n".utf8)
                buffer += bytes
                buffer += [13, 10]
            } else {
                buffer += bytes
            }
            if buffer.count >= ResponseWriter.block { flush() }
        }

        mutating func flush() {
            guard !ended, !buffer.isEmpty else { return }
            if let limit, sent + buffer.count >= limit {
                buffer.removeLast(sent + buffer.count - limit)
                limitReached = true
            }
            let written = socket.write(buffer)
            sent += buffer.count
            buffer.removeAll(keepingCapacity: true)
            if !written || limitReached { ended = true }
        }

        mutating func end() { ended = true }
    }
}
