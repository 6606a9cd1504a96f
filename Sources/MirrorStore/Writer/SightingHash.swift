import SyncCore

/// What a sighting says, as 64 bits (FNV-1a): sightings that say the same have the same. Absent and empty differ.
struct SightingHash {
    private(set) var value: UInt64 = 14_695_981_039_346_656_037

    mutating func mix(_ text: TextSlice?) {
        guard let text else { return mix(0xFF) }
        // The length first: no text runs into the next one.
        mix(Int64(text.count))
        for byte in text.bytes { mix(byte) }
    }

    mutating func mix(_ number: Int64?) {
        guard let number else { return mix(0xFE) }
        value = (value ^ UInt64(bitPattern: number)) &* Self.prime
    }

    mutating func mix(_ flag: Bool?) { mix(flag.map { $0 ? 1 : 0 } as UInt8? ?? 0xFD) }

    private mutating func mix(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* Self.prime }

    private static let prime: UInt64 = 1_099_511_628_211
}
