import CSQLite

/// Settings of SQLite for the whole process.
package enum SQLiteProcess {
    /// Slots of a connection for small allocations: statements that are kept take some for good, and the others
    /// should still find one. 1,200 bytes is SQLite's own size, 40 its own number. A SQLite that was built without such
    /// slots (Debian's) passes over it.
    private static let slotBytes: Int32 = 1200
    private static let slots: Int32 = 400

    /// To be called before anything opens a database.
    ///
    /// - Returns: false where something has done so already; SQLite then works on with its own settings.
    @discardableResult
    package static func configure() -> Bool {
        csqlite_without_memory_statistics() == SQLITE_OK
            && csqlite_set_lookaside(slotBytes, slots) == SQLITE_OK
    }
}
