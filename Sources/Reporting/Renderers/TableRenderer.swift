/// Prints one table as its rows come; keeps no more of them than it must.
package protocol TableRenderer: AnyObject {
    func begin(_ columns: [Column]) throws
    /// As many values as there are columns.
    func row(_ values: [ReportValue]) throws
    func end() throws
}

extension TableRenderer {
    /// All of a table.
    package func render(_ table: ReportTable) throws {
        try begin(table.columns)
        var count = 0
        try table.rows { values in
            count += 1
            // A signal cancels the task: rows that come from memory would go on to their end.
            if count.isMultiple(of: 1024) { try Task.checkCancellation() }
            try row(values)
            return .next
        }
        try end()
    }
}
