import CCurl
import Foundation
import HTTPCore

/// Takes in one answer as libcurl delivers it, within its bounds.
///
/// Used on the engine's thread only.
final class AnswerCollector {
    /// Why a callback stopped the transfer.
    private(set) var breach: TransportError?
    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    /// Whether the final answer's header section (not that of a 1xx) has ended.
    private(set) var headersEnded = false

    private let limits: TransportLimits
    private let spare: SpareBlocks?
    private var headerBytes = 0
    private var pending: (name: String, value: String)?
    private var block: UnsafeMutableRawPointer?
    private var capacity = 0
    private var count = 0

    /// - Parameter spare: large bodies take their memory from it, and give it back.
    init(limits: TransportLimits, spare: SpareBlocks? = nil) {
        self.limits = limits
        self.spare = spare
    }

    deinit { free(block) }

    /// One header line with its line end, as libcurl cuts them.
    ///
    /// False stops the transfer.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerBytes += line.count
        guard headerBytes <= limits.headerBytes else {
            breach = .headersTooLarge(limit: limits.headerBytes)
            return false
        }
        // Trailers after a chunked body count against the bound and are otherwise ignored.
        guard !headersEnded else { return true }
        var text = line[...]
        while let last = text.last, last == 0x0A || last == 0x0D { text.removeLast() }
        if text.isEmpty {
            flushPending()
            headersEnded = status >= 200
        } else if text.starts(with: "HTTP/".utf8) {
            // Each 1xx brings a header section of its own; only the last one counts.
            headers = HTTPHeaders()
            pending = nil
            status = Self.status(text)
        } else if text.first == 0x20 || text.first == 0x09 {
            // A folded line continues the one before (RFC 9112, section 5.2).
            pending?.value += " " + Self.trimmed(text)
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            flushPending()
            pending = (Self.trimmed(text[..<colon]), Self.trimmed(text[(colon + 1)...]))
        }
        return true
    }

    /// A piece of the decompressed body.
    ///
    /// False stops the transfer.
    func takeBody(_ piece: UnsafeRawBufferPointer) -> Bool {
        guard let start = piece.baseAddress, !piece.isEmpty else { return true }
        guard piece.count <= limits.bodyBytes - count else {
            breach = .bodyTooLarge(limit: limits.bodyBytes)
            return false
        }
        let needed = count + piece.count + ResponseBody.padding
        if needed > capacity,
            !grow(to: max(needed, min(capacity * 2, limits.bodyBytes + ResponseBody.padding)))
        {
            breach = .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue), "out of memory for the answer's body")
            return false
        }
        block?.advanced(by: count).copyMemory(from: start, byteCount: piece.count)
        count += piece.count
        return true
    }

    /// The body, without a copy.
    ///
    /// The collector is empty afterwards.
    func takeResponseBody() -> ResponseBody {
        guard var start = block else { return ResponseBody([]) }
        let needed = count + ResponseBody.padding
        // Doubling may have reserved twice the need; what is over goes back before the body is kept.
        if capacity - needed > 64 << 10, let fitted = realloc(start, needed) {
            start = fitted
            capacity = needed
        }
        let body = ResponseBody(
            adopting: SpareBlocks.Block(start: start, capacity: capacity), count: count, returningTo: spare)
        block = nil
        capacity = 0
        count = 0
        return body
    }

    private func grow(to size: Int) -> Bool {
        let size = max(size, 16 << 10)
        if let larger = spare?.take(size) {
            if let block { larger.start.copyMemory(from: block, byteCount: count) }
            free(block)
            block = larger.start
            capacity = larger.capacity
            return true
        }
        guard let larger = realloc(block, size) else { return false }
        block = larger
        capacity = size
        return true
    }

    private func flushPending() {
        if let pending { headers.append(pending.name, pending.value) }
        pending = nil
    }

    private static func status(_ line: Slice<UnsafeRawBufferPointer>) -> Int {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count > 1 else { return 0 }
        return Int(String(decoding: words[1], as: UTF8.self)) ?? 0
    }

    private static func trimmed(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespaces)
    }
}
