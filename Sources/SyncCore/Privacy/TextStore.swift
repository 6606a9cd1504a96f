/// Keeps the texts that replaced slices of a page; lives as long as the batch that points into it.
///
/// Filled by one redaction, read only afterwards.
final class TextStore: @unchecked Sendable {
    private var blocks: [UnsafeMutablePointer<UInt8>] = []
    private var known: [String: TextSlice] = [:]
    /// What reads whole words may look behind a text's end.
    private static let slack = 16

    deinit {
        for block in blocks { block.deallocate() }
    }

    var isEmpty: Bool { blocks.isEmpty }

    func slice(_ text: String) -> TextSlice {
        if let slice = known[text] { return slice }
        var text = text
        let slice = text.withUTF8 { bytes in
            let block = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + Self.slack)
            block.initialize(repeating: 0, count: bytes.count + Self.slack)
            if let start = bytes.baseAddress { block.update(from: start, count: bytes.count) }
            blocks.append(block)
            return TextSlice(start: block, count: bytes.count)
        }
        // Names come again and again, long texts do not.
        if slice.count < 256 { known[text] = slice }
        return slice
    }
}
