#if XLSX
    import Foundation
    import Glibc

    /// What was written into a sheet.
    struct SheetContent {
        /// Its rows, as they stand between `<sheetData>` and its end.
        var rows: TemporaryFile
        var links: Int
    }

    /// Looks whether an XML part is whole, as its bytes come.
    struct PartCheck {
        enum Expectation {
            case anything
            case sheet(SheetContent)
            /// That many `Relationship` elements.
            case addresses(Int)
        }

        private var head: [UInt8] = []
        private var tail: [UInt8] = []
        private var rows: RowsComparison?
        private var elements: ElementCount
        private let expectedCount: Int?

        init(_ expectation: Expectation) {
            switch expectation {
            case .anything:
                elements = ElementCount("")
                expectedCount = nil
            case .sheet(let content):
                rows = RowsComparison(content.rows)
                elements = ElementCount("<hyperlink ")
                expectedCount = content.links
            case .addresses(let count):
                elements = ElementCount("<Relationship ")
                expectedCount = count
            }
        }

        mutating func add(_ bytes: ArraySlice<UInt8>) throws(XLSXError) {
            if head.count < 512 { head += bytes.prefix(512 - head.count) }
            tail = Array((tail + bytes.suffix(128)).suffix(128))
            var rest = bytes
            if rows != nil { rest = try rows?.add(bytes) ?? [] }
            // Texts of rows are escaped: they hold no element. What follows the rows is counted.
            if expectedCount != nil { elements.add(rest) }
        }

        func isWhole() throws(XLSXError) -> Bool {
            if let rows, !(try rows.isComplete()) { return false }
            return isClosed && (expectedCount == nil || expectedCount == elements.count)
        }

        /// Whether the document ends with the end of its first element.
        private var isClosed: Bool {
            let text = String(decoding: head, as: UTF8.self)
            guard let declared = text.range(of: "?>"),
                let start = text[declared.upperBound...].firstIndex(of: "<")
            else { return false }
            let name = text[text.index(after: start)...].prefix { !$0.isWhitespace && $0 != ">" && $0 != "/" }
            var end = tail[...]
            while let byte = end.last, byte == 0x0A || byte == 0x0D || byte == 0x20 { end.removeLast() }
            return !name.isEmpty && end.suffix(name.utf8.count + 3).elementsEqual("</\(name)>".utf8)
        }
    }

    /// Compares the rows of an unpacked sheet with those that were written.
    private struct RowsComparison {
        private let rows: TemporaryFile
        private var start = ElementCount("<sheetData>")
        private var compared: off_t = 0
        private var differs = false
        private var isDone = false

        init(_ rows: TemporaryFile) { self.rows = rows }

        /// Takes the next bytes of the sheet; gives those that follow the rows.
        mutating func add(_ bytes: ArraySlice<UInt8>) throws(XLSXError) -> ArraySlice<UInt8> {
            if isDone || differs { return bytes }
            var bytes = bytes
            if start.count == 0 {
                guard let end = start.endOfFirst(in: bytes) else { return [] }
                bytes = bytes[end...]
            }
            if bytes.isEmpty { return [] }
            let wanted = try rows.read(bytes.count, at: compared)
            if wanted.isEmpty {
                isDone = true
                return bytes
            }
            let found = bytes.prefix(wanted.count)
            differs = found.withUnsafeBytes { found in
                wanted.withUnsafeBytes { wanted in
                    guard let a = found.baseAddress, let b = wanted.baseAddress else { return false }
                    return memcmp(a, b, wanted.count) != 0
                }
            }
            compared += off_t(wanted.count)
            guard wanted.count < bytes.count else { return [] }
            isDone = true
            return bytes.dropFirst(wanted.count)
        }

        func isComplete() throws(XLSXError) -> Bool {
            guard !differs, start.count > 0 else { return false }
            return compared == (try rows.size())
        }
    }

    /// Counts a word in bytes that come in pieces.
    private struct ElementCount {
        private let word: [UInt8]
        private var matched = 0
        private(set) var count = 0

        init(_ word: String) { self.word = Array(word.utf8) }

        mutating func add(_ bytes: ArraySlice<UInt8>) {
            for byte in bytes { step(byte) }
        }

        /// Where the first one ends, if it does in these bytes.
        mutating func endOfFirst(in bytes: ArraySlice<UInt8>) -> Int? {
            for index in bytes.indices {
                step(bytes[index])
                if count > 0 { return index + 1 }
            }
            return nil
        }

        /// A word begins with `<` and has no other one: after a mismatch only its beginning can match.
        private mutating func step(_ byte: UInt8) {
            if byte == word[matched] {
                matched += 1
                if matched == word.count {
                    count += 1
                    matched = 0
                }
            } else {
                matched = byte == word[0] ? 1 : 0
            }
        }
    }
#endif
