import HTTPCore
import SyncCore

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Recognises objects by their bytes.
///
/// The same few users, statuses and types stand in a page hundreds of times, byte for byte; an object that
/// begins where an equal, already decoded one began needs no second look: JSON delimits itself, so equal
/// bytes are an equal object.
struct ObjectMemo {
    /// What an object was decoded as; the same bytes mean different things in different places.
    struct Role: Equatable {
        var code: UInt8
        static var user: Role { Role(code: 0) }
        /// An object of a custom field; the entry's id is its place in ``IssueBatch/customMembers``.
        static var customMember: Role { Role(code: .max) }
    }

    struct Entry {
        var start: UnsafePointer<UInt8>
        /// 0 in a free slot.
        var count = 0
        var role = Role.user
        /// The user's key, nil for an anonymous one.
        var key: TextSlice?
        /// The id of another thing.
        var id: Int64 = 0
    }

    private static let bits: UInt64 = 9
    /// Bytes that choose the slot: long enough to reach the user's name in `{"self":"…/user?username=…`.
    private static let sample = 128

    private var entries: [Entry]
    private let end: UnsafePointer<UInt8>

    init(_ scanner: JSONScanner) {
        entries = Array(repeating: Entry(start: scanner.start), count: 1 << Self.bits)
        end = scanner.end
    }

    /// Forgets everything.
    mutating func clear() {
        for index in entries.indices { entries[index].count = 0 }
    }

    /// The slot of an object that begins here, nil so close to the end that it is not worth it.
    @inline(__always)
    func slot(_ place: UnsafePointer<UInt8>) -> Int? {
        guard end - place + ResponseBody.padding >= Self.sample else { return nil }
        let base = UnsafeRawPointer(place)
        @inline(__always)
        func word(_ index: Int) -> UInt64 { base.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
        let k: UInt64 = 0x9E37_79B9_7F4A_7C15
        var a: UInt64 = 0
        var b: UInt64 = 1
        var c: UInt64 = 2
        var d: UInt64 = 3
        for index in 0..<4 {
            a = (a ^ word(index * 4)) &* k
            b = (b ^ word(index * 4 + 1)) &* k
            c = (c ^ word(index * 4 + 2)) &* k
            d = (d ^ word(index * 4 + 3)) &* k
        }
        let mixed = (a ^ b &>> 17 ^ c &>> 29 ^ d &>> 41) &* k
        return Int(truncatingIfNeeded: mixed >> (64 - Self.bits))
    }

    /// What an object of this role with these bytes was, if that is remembered.
    @inline(__always)
    func recall(_ slot: Int, _ place: UnsafePointer<UInt8>, _ role: Role) -> Entry? {
        let entry = entries[slot]
        guard entry.count > 0, entry.role == role, entry.count <= end - place,
            memcmp(entry.start, place, entry.count) == 0
        else { return nil }
        return entry
    }

    @inline(__always)
    mutating func store(_ slot: Int, _ entry: Entry) { entries[slot] = entry }
}
