/// Random bytes of the kernel's generator (`getrandom(2)`), fit for keys and nonces.
package enum RandomBytes {
    /// `count` fresh bytes.
    package static func make(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: max(count, 0))
        bytes.withUnsafeMutableBytes { fill($0) }
        return bytes
    }

    /// Overwrites `buffer` with fresh bytes.
    package static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
        var generator = SystemRandomNumberGenerator()
        for offset in stride(from: 0, to: buffer.count, by: 8) {
            withUnsafeBytes(of: generator.next() as UInt64) { word in
                for index in 0..<min(8, buffer.count - offset) { buffer[offset + index] = word[index] }
            }
        }
    }
}
