/// The `.sql` files of `Reports/BuiltIn`, embedded in the binary. A test compares the lists of definitions with
/// the folder, and that each can be read.
enum BuiltInSQL {
    static func report(_ name: String, _ bytes: [UInt8]) -> any ReportDefinition {
        SQLReport.reading(name: name, sql: String(decoding: bytes, as: UTF8.self))
    }
}
