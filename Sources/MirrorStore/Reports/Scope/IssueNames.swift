import Reporting

/// Keys and summaries of some issues.
enum IssueNames {
    /// By primary key, one statement.
    static func of(
        _ ids: [Int64], _ reader: MirrorReader
    ) throws(ReportError) -> [Int64: (key: String, summary: String)] {
        var names: [Int64: (key: String, summary: String)] = [:]
        names.reserveCapacity(ids.count)
        try reader.report(
            "SELECT id, key, summary FROM issues WHERE id IN (SELECT value FROM json_each(?))",
            .positional([.text(SQLText.json(ids))])
        ) { row in
            guard let id = row.integer(0) else { return }
            names[id] = (row.text(1) ?? "?\(id)", row.text(2) ?? "")
        }
        return names
    }
}

extension ReportTable {
    /// So many items are read about in one statement.
    private static let block = 500

    /// A long table: what its rows need beside the items, as the names of issues, is read while it is printed, for
    /// some hundred items at a time.
    ///
    /// - Parameters:
    ///   - items: one a row, in order.
    ///   - read: gives what the rows of some items need.
    ///   - row: makes the row of an item.
    init<Items: RandomAccessCollection, Facts>(
        name: String, title: String, columns: [Column], items: Items,
        reading read: @escaping (Items.SubSequence) throws -> Facts,
        row: @escaping (Items.Element, Facts) -> [ReportValue]
    ) {
        self.init(name: name, title: title, columns: columns, rowCount: items.count) { body in
            var rest = items[...]
            while !rest.isEmpty {
                let facts = try read(rest.prefix(Self.block))
                for item in rest.prefix(Self.block) {
                    if try body(row(item, facts)) == .stop { return }
                }
                rest = rest.dropFirst(Self.block)
            }
        }
    }
}
