import SyncCore

extension RejectedRecord {
    /// Bytes of a rejected record that are kept.
    static var rawLimit: Int { 1 << 20 }

    /// A record that could not be decoded though its text is sound JSON.
    ///
    /// The error's offset counts from the start of the body; the reason gives it from the start of the
    /// record, whose text is what is kept.
    init(_ text: TextSlice, _ error: ScanError, body: UnsafePointer<UInt8>, position: Int) {
        let inRecord = ScanError(problem: error.problem, offset: max(error.offset - (text.start - body), 0))
        let scanner = JSONScanner(validated: text.start, end: text.start + text.count)
        let path = JSONPath.text(of: inRecord, scanner: scanner)
        self.init(
            record: Self.name(scanner) ?? "#\(position + 1)",
            reason: "\(path.isEmpty ? "" : path + ": ")\(error.problem.text) (byte \(inRecord.offset))",
            raw: Array(text.bytes.prefix(Self.rawLimit)))
    }

    /// The id or else the key, as far as they can be read.
    private static func name(_ record: JSONScanner) -> String? {
        var scanner = record
        let arena = TextArena()
        var id: String?
        var key: String?
        do throws(ScanError) {
            guard scanner.peek() == Byte.openBrace else { return nil }
            var more = try scanner.openObject()
            while more {
                let name = arena.text(try scanner.key())
                let value = try scanner.rawValue()
                var first = JSONScanner(validated: value.start, end: value.start + value.count)
                let text =
                    value.start.pointee == Byte.quote ? arena.text(try first.string()) : value
                switch MemberTable.shared[name.start, name.count] {
                case .id? where JSONScanner.plainInteger(text) != nil: id = id ?? text.string
                case .key? where IssueReader.number(ofKey: text) != nil && text.count <= 255:
                    key = key ?? text.string
                default: break
                }
                more = try scanner.nextMember()
            }
        } catch {
            // The text was found to be sound before; what was read so far is the answer all the same.
        }
        return id ?? key
    }
}
