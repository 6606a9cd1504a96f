package import OpenSSLCrypto
import Synchronization

/// Takes secrets out of every line that leaves the program by stderr or a log.
///
/// It knows the exact values in use and finds them plain, percent-encoded, in base64 (at any alignment,
/// either alphabet) and in hexadecimal. What looks like a secret goes too, known or not: OAuth parameters,
/// credentials in URLs, bearer tokens, private keys. The encoded forms are made for each line and forgotten:
/// lines are rare, secrets must not lie about.
package final class Redactor: Sendable {
    /// What stands in a secret's place.
    package static let mark = "<redacted>"
    /// Shorter values would hide ordinary words and are too weak to be anybody's token.
    private static let shortest = 4

    private let secrets = Mutex<[SecretBytes]>([])

    package init() {}

    /// From now on the value does not leave the program.
    package func learn(_ secret: SecretBytes) {
        guard secret.count >= Self.shortest else { return }
        secrets.withLock { known in
            if !known.contains(secret) { known.append(secret) }
        }
    }

    /// The line without secrets.
    package func redact(_ line: String) -> String {
        SecretPatterns.redact(
            String(decoding: withoutKnown(Array(line.utf8)), as: UTF8.self), mark: Self.mark)
    }

    /// A record of Jira's without the known secrets; what only looks like one is its data.
    package func withoutKnown(_ record: [UInt8]) -> [UInt8] {
        var bytes = record
        for secret in secrets.withLock({ $0 }) {
            for form in SecretForms.all(of: secret.reveal()) where form.count >= Self.shortest {
                bytes = Self.replace(form, in: bytes)
            }
        }
        return bytes
    }

    private static func replace(_ needle: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= needle.count, let first = needle.first else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == first, bytes.count - index >= needle.count,
                bytes[index..<index + needle.count].elementsEqual(needle)
            {
                result.append(contentsOf: mark.utf8)
                index += needle.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}
