import OpenSSLCrypto
import Synchronization

/// A secret that is known once the vault was opened, for those who were made before.
package final class HeldSecret: Sendable, Equatable {
    private let value = Mutex<SecretBytes?>(nil)

    package init() {}

    /// Whether there is one.
    var isKnown: Bool { value.withLock { $0 != nil } }

    func hold(_ secret: SecretBytes) { value.withLock { $0 = secret } }

    /// A copy for one use; the user of it zeroes it.
    func reveal() -> [UInt8] { value.withLock { $0?.reveal() } ?? [] }

    /// It is no part of a configuration: all are alike.
    package static func == (a: HeldSecret, b: HeldSecret) -> Bool { true }
}
