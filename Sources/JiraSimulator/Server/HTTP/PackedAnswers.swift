import Synchronization

/// Compressed answers that were given before: who measures a client on the machine of the simulator does not want to
/// measure zlib.
final class PackedAnswers: Sendable {
    private struct Key: Hashable {
        var hash: Int
        var count: Int
    }

    private let packed = Mutex<[Key: [UInt8]]>([:])

    /// The bytes as gzip, compressed when they are seen for the first time; nil where they cannot be.
    func pack(_ bytes: [UInt8], with encoder: GzipEncoder) -> [UInt8]? {
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        let key = Key(hash: hasher.finalize(), count: bytes.count)
        if let known = packed.withLock({ $0[key] }) { return known }
        guard let new = encoder.encode(bytes) else { return nil }
        packed.withLock { $0[key] = new }
        return new
    }
}
