internal import COpenSSL

/// Why a cryptographic operation did not give a result.
///
/// No case carries a key, a plaintext or a passphrase.
package enum CryptoError: Error, Equatable, Sendable {
    /// OpenSSL refused; `reasons` is its error queue, oldest first.
    case library(operation: String, reasons: [String])
    /// A PEM text that holds no key we can read (damaged, encrypted with a passphrase, another type).
    case unreadableKey(String)
    /// An RSA key of a forbidden size.
    case keySize(bits: Int, allowed: ClosedRange<Int>)
    /// The private and the public half of an RSA key do not belong together.
    case inconsistentKey
    /// An argument of the wrong length, in bytes.
    case wrongLength(what: String, expected: Int, found: Int)
    /// The data, its additional data, its nonce or the key is not the one it was sealed with.
    case authenticationFailed
    /// scrypt parameters beyond what this program will spend.
    case workFactor(String)
}

extension CryptoError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .library(let operation, let reasons):
            let detail = reasons.isEmpty ? "no reason given" : reasons.joined(separator: "; ")
            return "OpenSSL could not \(operation): \(detail)"
        case .unreadableKey(let why):
            return "not a readable RSA key in PEM form: \(why)"
        case .keySize(let bits, let allowed):
            return "RSA key of \(bits) bits refused: "
                + "\(allowed.lowerBound) to \(allowed.upperBound) bits are accepted"
        case .inconsistentKey:
            return "the private key does not match its own public half"
        case .wrongLength(let what, let expected, let found):
            return "\(what): \(expected) bytes expected, \(found) found"
        case .authenticationFailed:
            return "sealed data did not pass its integrity check"
        case .workFactor(let why):
            return "scrypt parameters refused: \(why)"
        }
    }
}

/// The thread's OpenSSL error queue.
///
/// It must be emptied after each failure: what is left there would be reported as the cause of a later one.
enum ErrorQueue {
    /// Takes every waiting error, oldest first.
    static func drain() -> [String] {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            var text = [CChar](repeating: 0, count: 256)
            ERR_error_string_n(code, &text, text.count)
            reasons.append(
                String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
        }
        return reasons
    }

    /// Forgets every waiting error, for calls whose failure is an ordinary answer.
    static func discard() { ERR_clear_error() }

    /// The error to throw for a failed `operation` ("sign", "generate a key").
    static func failure(_ operation: String) -> CryptoError {
        .library(operation: operation, reasons: drain())
    }
}
