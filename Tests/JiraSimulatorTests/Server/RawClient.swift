import Glibc

@testable import JiraSimulator

/// What came back over the wire, seen without any HTTP library in between.
struct Answer {
    var status: Int
    var headers: HeaderList
    var body: [UInt8]
    /// Whether the framing says that the body is whole (a body that ends with the connection always is).
    var isWhole: Bool

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// How a connection ended.
enum ConnectionEnd: Equatable {
    case orderly, reset, timedOut
}

/// A client on a plain socket: sends exact bytes and sees exact bytes.
final class RawClient {
    private let socket: TCPSocket
    private(set) var received: [UInt8] = []
    private(set) var end: ConnectionEnd?

    init(port: UInt16) throws {
        let fd = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        socket = TCPSocket(descriptor: fd)
        socket.setReadTimeout(seconds: 30)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(fd, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status != 0 { throw SocketFailure(operation: "connect", code: errno) }
    }

    func send(_ text: String) { _ = socket.write(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) { _ = socket.write(bytes) }

    /// Sends a request; a `Host` and, with a body, a `Content-Length` are added.
    func request(
        _ method: String, _ target: String, headers: [(String, String)] = [], body: String = "",
        close: Bool = false
    ) {
        var text = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(peerPort)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !body.isEmpty { text += "Content-Length: \(body.utf8.count)\r\n" }
        if close { text += "Connection: close\r\n" }
        send(text + "\r\n" + body)
    }

    /// The next answer; nil when the connection ended before a whole header came.
    func answer(toHead: Bool = false) -> Answer? {
        while true {
            if let (answer, used) = parse(toHead: toHead) {
                received.removeFirst(used)
                return answer
            }
            guard end == nil else { return nil }
            readMore()
        }
    }

    /// Reads to the end of the connection and keeps everything.
    func drain() {
        while end == nil { readMore() }
    }

    private func readMore() {
        var block = [UInt8](repeating: 0, count: 65_536)
        switch block.withUnsafeMutableBytes({ socket.read(into: $0) }) {
        case nil: end = errno == ECONNRESET ? .reset : .timedOut
        case 0: end = .orderly
        case let count?: received += block[..<count]
        }
    }

    private var peerPort: UInt16 {
        var address = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                getpeername(socket.descriptor, $0, &length)
            }
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// An answer at the front of what was received, and its length; nil while it may still grow.
    private func parse(toHead: Bool) -> (Answer, Int)? {
        guard let headEnd = find([13, 10, 13, 10], from: 0) else { return nil }
        let lines = String(decoding: received[..<headEnd], as: UTF8.self).split(separator: "\r\n")
        guard let first = lines.first else { return nil }
        let words = first.split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { return nil }
        var headers = HeaderList()
        for line in lines.dropFirst() {
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count > 0 else { continue }
            headers.append(String(pair[0]), pair.count > 1 ? String(pair[1]).trimmingBlanks : "")
        }
        let start = headEnd + 4
        func answer(_ body: [UInt8], whole: Bool, used: Int) -> (Answer, Int) {
            (Answer(status: status, headers: headers, body: body, isWhole: whole), used)
        }
        if toHead || status == 204 { return answer([], whole: true, used: start) }
        if headers["Transfer-Encoding"] == "chunked" {
            let (body, next) = chunks(from: start)
            if let next { return answer(body, whole: true, used: next) }
            return end == nil ? nil : answer(body, whole: false, used: received.count)
        }
        if let length = headers["Content-Length"].flatMap({ Int($0) }) {
            if received.count >= start + length {
                return answer(Array(received[start..<start + length]), whole: true, used: start + length)
            }
            return end == nil ? nil : answer(Array(received[start...]), whole: false, used: received.count)
        }
        return end == nil ? nil : answer(Array(received[start...]), whole: true, used: received.count)
    }

    /// The bytes of the chunks so far, and where the message ends if it does.
    private func chunks(from start: Int) -> ([UInt8], Int?) {
        var body: [UInt8] = []
        var at = start
        while let lineEnd = find([13, 10], from: at) {
            guard let count = Int(String(decoding: received[at..<lineEnd], as: UTF8.self), radix: 16) else {
                return (body, nil)
            }
            let dataStart = lineEnd + 2
            if count == 0 { return received.count >= dataStart + 2 ? (body, dataStart + 2) : (body, nil) }
            let available = min(count, received.count - dataStart)
            body += received[dataStart..<dataStart + available]
            guard received.count >= dataStart + count + 2 else { return (body, nil) }
            at = dataStart + count + 2
        }
        return (body, nil)
    }

    private func find(_ pattern: [UInt8], from: Int) -> Int? {
        guard received.count >= pattern.count, from <= received.count - pattern.count else { return nil }
        return (from...received.count - pattern.count).first { at in
            pattern.indices.allSatisfy { received[at + $0] == pattern[$0] }
        }
    }
}
