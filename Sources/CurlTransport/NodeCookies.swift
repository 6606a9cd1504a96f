import Foundation
import HTTPCore

/// The load balancer's node cookies, per origin.
///
/// Everything else that a server sets is dropped: each request proves itself, and a session cookie could
/// outlive the grant.
final class NodeCookies: @unchecked Sendable {
    private static let mostPerOrigin = 8
    /// Name and value, in bytes.
    private static let longestPair = 4096

    private let names: [String]
    private let lock = NSLock()
    // Guarded by `lock`.
    private var jar: [String: [(name: String, value: String)]] = [:]

    init(names: [String]) { self.names = names }

    /// The `Cookie` field for a request to that origin, or nil.
    func field(for origin: String) -> String? {
        guard !names.isEmpty else { return nil }
        return lock.withLock {
            jar[origin].map { $0.map { "\($0.name)=\($0.value)" }.joined(separator: "; ") }
        }
    }

    /// Keeps what the answer sets under one of the names; an empty value or `Max-Age=0` removes it.
    func take(_ headers: HTTPHeaders, from origin: String) {
        guard !names.isEmpty else { return }
        for field in headers.values("Set-Cookie") {
            let parts = field.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard let pair = parts.first, let equals = pair.firstIndex(of: "=") else { continue }
            let name = String(pair[..<equals])
            let value = String(pair[pair.index(after: equals)...])
            // Of the name too: a pattern leaves its end to the server, and what ends a line would begin a field of ours.
            guard matches(name), name.utf8.count + value.utf8.count <= Self.longestPair,
                (name + value).utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
            else { continue }
            let removes = value.isEmpty || parts.dropFirst().contains { $0.lowercased() == "max-age=0" }
            lock.withLock {
                var kept = (jar[origin] ?? []).filter { $0.name != name }
                if !removes, kept.count < Self.mostPerOrigin { kept.append((name, value)) }
                jar[origin] = kept.isEmpty ? nil : kept
            }
        }
    }

    private func matches(_ name: String) -> Bool {
        names.contains { $0.hasSuffix("*") ? name.hasPrefix($0.dropLast()) : name == $0 }
    }
}
