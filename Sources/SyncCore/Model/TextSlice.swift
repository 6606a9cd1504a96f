/// A UTF-8 text inside memory that an ``IssueBatch`` keeps alive: the page's own bytes where the JSON
/// string had no escapes, the batch's arena where it had. Valid UTF-8 without NUL, checked by the decoder.
///
/// Use it only while the batch lives; nothing here owns memory.
@usableFromInline
package struct TextSlice: @unchecked Sendable {
    @usableFromInline package var start: UnsafePointer<UInt8>
    @usableFromInline package var count: Int

    @inlinable
    package init(start: UnsafePointer<UInt8>, count: Int) {
        self.start = start
        self.count = count
    }

    package init(_ text: StaticString) {
        start = text.utf8Start
        count = text.utf8CodeUnitCount
    }

    package var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }

    /// A copy that outlives the batch.
    package var string: String { String(decoding: bytes, as: UTF8.self) }

    package func equals(_ other: TextSlice) -> Bool { bytes.elementsEqual(other.bytes) }
}
