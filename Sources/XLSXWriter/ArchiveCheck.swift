#if XLSX
    import CXLSXWriter
    import Foundation
    import Glibc

    /// Proves that a finished file is whole, by unpacking it once.
    ///
    /// The library copies every part through temporary files and does not look whether that worked: on a full disk
    /// it packs what fitted, with holes, and reports success. So each part must end with the end of its root element,
    /// each sheet hold the bytes that were written as its rows, and no link may be missing.
    struct ArchiveCheck {
        private let file: TemporaryFile
        private let sheets: [SheetContent]

        private static let localHeader: UInt32 = 0x0403_4B50
        private static let centralHeader: UInt32 = 0x0201_4B50
        private static let archiveEnd: UInt32 = 0x0605_4B50
        private static let deflated = 8

        init(_ file: TemporaryFile, sheets: [SheetContent]) {
            self.file = file
            self.sheets = sheets
        }

        /// - Throws: ``XLSXError/incomplete(part:directory:)`` for the first part that is cut short.
        func run() throws(XLSXError) {
            var offset: off_t = 0
            var parts = 0
            while true {
                let header = try file.read(30, at: offset)
                guard header.count == 30, Self.number(header, 0) == Self.localHeader else { break }
                let nameLength = Int(Self.number(header, 26) & 0xFFFF)
                let extraLength = Int(Self.number(header, 26) >> 16)
                let name = String(decoding: try file.read(nameLength, at: offset + 30), as: UTF8.self)
                guard Self.number(header, 8) & 0xFFFF == UInt32(Self.deflated), header[6] & 8 == 0 else {
                    throw .library("the part \(name) is packed in an unknown way")
                }
                offset = try end(of: name, at: offset + 30 + off_t(nameLength + extraLength))
                parts += 1
            }
            let directory = try file.read(4, at: offset)
            let last = try file.read(22, at: max(0, try file.size() - 22))
            guard directory.count == 4, Self.number(directory, 0) == Self.centralHeader, last.count == 22,
                Self.number(last, 0) == Self.archiveEnd, Int(Self.number(last, 8) & 0xFFFF) == parts
            else { throw .incomplete(part: "the list of its parts", directory: file.directory) }
        }

        /// Unpacks a part and gives where its packed bytes end.
        private func end(of name: String, at start: off_t) throws(XLSXError) -> off_t {
            var stream = z_stream()
            guard cxlsx_inflate_begin(&stream) == Z_OK else { throw .library("zlib cannot begin") }
            defer { inflateEnd(&stream) }
            var part = PartCheck(expectation(name))
            var room = [UInt8](repeating: 0, count: 65_536)
            var code = Z_OK
            while code == Z_OK {
                var packed = try file.read(65_536, at: start + off_t(stream.total_in))
                guard !packed.isEmpty else { break }
                var consumed = 0
                while code == Z_OK, consumed < packed.count {
                    var produced = 0
                    code = packed.withUnsafeMutableBufferPointer { packed in
                        room.withUnsafeMutableBufferPointer { room in
                            stream.next_in = packed.baseAddress?.advanced(by: consumed)
                            stream.avail_in = UInt32(packed.count - consumed)
                            stream.next_out = room.baseAddress
                            stream.avail_out = UInt32(room.count)
                            let code = inflate(&stream, Z_NO_FLUSH)
                            consumed = packed.count - Int(stream.avail_in)
                            produced = room.count - Int(stream.avail_out)
                            return code
                        }
                    }
                    try part.add(room[..<produced])
                }
            }
            guard code == Z_STREAM_END, try part.isWhole() else {
                throw .incomplete(part: name, directory: file.directory)
            }
            return start + off_t(stream.total_in)
        }

        /// Sheets are numbered from 1; the addresses of their links are in a part of their own.
        private func expectation(_ name: String) -> PartCheck.Expectation {
            for (index, sheet) in sheets.enumerated() {
                if name == "xl/worksheets/sheet\(index + 1).xml" { return .sheet(sheet) }
                if name == "xl/worksheets/_rels/sheet\(index + 1).xml.rels" { return .addresses(sheet.links) }
            }
            return .anything
        }

        /// Four bytes, the lowest first.
        private static func number(_ bytes: [UInt8], _ at: Int) -> UInt32 {
            (0..<4).reduce(0) { at + $1 < bytes.count ? $0 | UInt32(bytes[at + $1]) << (8 * UInt32($1)) : $0 }
        }
    }
#endif
