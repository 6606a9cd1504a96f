import Glibc

/// Reads requests from one connection, within bounds (RFC 9112).
final class RequestReader {
    /// Why the bytes were no acceptable request; the connection ends after the answer.
    struct Refusal: Error {
        let status: Int
        let reason: String
    }

    /// Bytes of the request line and header together.
    static let headBound = 65_536
    static let bodyBound = 16 << 20

    private let socket: TCPSocket
    private var buffer: [UInt8] = []
    private var start = 0

    init(socket: TCPSocket) { self.socket = socket }

    /// The next request; nil when the peer is done or silent for too long.
    func next() throws(Refusal) -> IncomingRequest? {
        guard let head = try readHead() else { return nil }
        // Split as bytes: to Swift, CR LF is one character.
        var lines = head.split(separator: 10, omittingEmptySubsequences: false)
            .map { String(decoding: $0.last == 13 ? $0.dropLast() : $0, as: UTF8.self) }
        let requestLine = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
        guard requestLine.count == 3, requestLine[2].hasPrefix("HTTP/1.") else {
            throw Refusal(status: 400, reason: "Malformed request line")
        }
        var headers = HeaderList()
        for line in lines where !line.isEmpty {
            let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(where: \.isWhitespace) else {
                throw Refusal(status: 400, reason: "Malformed header line")
            }
            headers.append(String(parts[0]), String(parts[1]).trimmingBlanks)
        }
        if requestLine[2] == "HTTP/1.0", headers["Connection"] == nil {
            headers.append("Connection", "close")
        }
        let target = try RequestTarget(String(requestLine[1]))
        if headers["Expect"]?.lowercased() == "100-continue" {
            _ = socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        }
        let body = try readBody(headers)
        return IncomingRequest(
            method: requestLine[0].uppercased(), version: String(requestLine[2]), rawPath: target.rawPath,
            path: target.path,
            rawQuery: target.rawQuery, query: target.rawQuery.map(FormCoding.items) ?? [],
            headers: headers, body: body)
    }

    private func readHead() throws(Refusal) -> ArraySlice<UInt8>? {
        var scanned = 0
        while true {
            let available = buffer[start...]
            if let end = Self.headEnd(available, from: start + scanned) {
                defer { start = end.1 }
                return buffer[start..<end.0]
            }
            scanned = max(0, available.count - 3)
            if available.count > Self.headBound {
                throw Refusal(status: 431, reason: "Request header is too large")
            }
            guard fill() else { return nil }
        }
    }

    /// The end of the header and the start of what follows the blank line.
    private static func headEnd(_ bytes: ArraySlice<UInt8>, from: Int) -> (Int, Int)? {
        bytes.withUnsafeBufferPointer { pointer in
            var i = from - bytes.startIndex
            while i < pointer.count {
                if pointer[i] == 10 {
                    if i + 1 < pointer.count, pointer[i + 1] == 10 {
                        return (bytes.startIndex + i, bytes.startIndex + i + 2)
                    }
                    if i + 2 < pointer.count, pointer[i + 1] == 13, pointer[i + 2] == 10 {
                        return (bytes.startIndex + i, bytes.startIndex + i + 3)
                    }
                }
                i += 1
            }
            return nil
        }
    }

    private func readBody(_ headers: HeaderList) throws(Refusal) -> [UInt8] {
        let lengths = headers.values("Content-Length")
        if let coding = headers["Transfer-Encoding"] {
            guard lengths.isEmpty, coding.lowercased() == "chunked" else {
                throw Refusal(status: 400, reason: "Ambiguous framing of the body")
            }
            return try readChunks()
        }
        guard let first = lengths.first else { return [] }
        guard lengths.count == 1, let count = Int(first), count >= 0 else {
            throw Refusal(status: 400, reason: "Bad Content-Length")
        }
        guard count <= Self.bodyBound else { throw Refusal(status: 413, reason: "Body is too large") }
        return try take(count)
    }

    private func readChunks() throws(Refusal) -> [UInt8] {
        var body: [UInt8] = []
        while true {
            let line = try takeLine()
            let digits = line.split(separator: ";").first.map(String.init)?.trimmingBlanks ?? ""
            guard let count = Int(digits, radix: 16), count >= 0 else {
                throw Refusal(status: 400, reason: "Bad chunk size")
            }
            guard count <= Self.bodyBound, body.count + count <= Self.bodyBound else {
                throw Refusal(status: 413, reason: "Body is too large")
            }
            if count == 0 {
                while try !takeLine().isEmpty {}
                return body
            }
            body += try take(count)
            guard try takeLine().isEmpty else { throw Refusal(status: 400, reason: "Bad chunk end") }
        }
    }

    private func take(_ count: Int) throws(Refusal) -> [UInt8] {
        while buffer.count - start < count {
            guard fill() else { throw Refusal(status: 400, reason: "The body ended early") }
        }
        defer { start += count }
        return Array(buffer[start..<start + count])
    }

    private func takeLine() throws(Refusal) -> String {
        while true {
            if let end = buffer[start...].firstIndex(of: 10) {
                let line = buffer[start..<end]
                start = end + 1
                return String(decoding: line.last == 13 ? line.dropLast() : line, as: UTF8.self)
            }
            guard buffer.count - start <= 4096 else {
                throw Refusal(status: 400, reason: "Chunk line is too long")
            }
            guard fill() else { throw Refusal(status: 400, reason: "The body ended early") }
        }
    }

    private func fill() -> Bool {
        if start > 0 {
            buffer.removeFirst(start)
            start = 0
        }
        var block = [UInt8](repeating: 0, count: 16_384)
        guard let n = block.withUnsafeMutableBytes({ socket.read(into: $0) }), n > 0 else { return false }
        buffer += block[..<n]
        return true
    }
}

extension String {
    /// Without spaces and tabs at both ends.
    var trimmingBlanks: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var slice = drop(while: isBlank)
        while let last = slice.last, isBlank(last) { slice.removeLast() }
        return String(slice)
    }
}
