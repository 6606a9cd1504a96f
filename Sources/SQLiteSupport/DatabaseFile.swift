import CSQLite

/// The file behind a connection, asked through SQLite.
///
/// Never by a descriptor of our own: closing one would drop the locks that SQLite holds on the file in this process.
package struct DatabaseFile {
    private let connection: OpaquePointer

    package init(_ connection: OpaquePointer) { self.connection = connection }

    /// Where it lies; nil of a database in memory.
    package var path: String? {
        guard let name = sqlite3_db_filename(connection, "main") else { return nil }
        let path = String(cString: name)
        return path.isEmpty ? nil : path
    }

    /// The `errno` of the last call that failed on the file, its WAL or its journal; 0 where none did.
    package var lastError: Int32 {
        let code = csqlite_last_file_errno(connection)
        return code == 0 ? sqlite3_system_errno(connection) : code
    }

    /// Its first hundred bytes as they lie in the file; nil where there are not so many.
    package var header: DatabaseHeader? {
        var bytes = [UInt8](repeating: 0, count: DatabaseHeader.byteCount)
        let code = bytes.withUnsafeMutableBytes {
            csqlite_read_header(connection, $0.baseAddress, Int32($0.count))
        }
        return code == SQLITE_OK ? DatabaseHeader(bytes: bytes) : nil
    }
}

/// What the head of a database's file says of it (section 1.3 of SQLite's file format).
package struct DatabaseHeader: Equatable, Sendable {
    static let byteCount = 100
    private let bytes: [UInt8]

    /// - Parameter bytes: a hundred of them.
    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Whether it says that SQLite may only read the file: what a later SQLite would write into a file that it alone
    /// understands. In a file of ours it is damage, which SQLite reports as a want of rights.
    package var forbidsWriting: Bool { bytes[18] > 2 }

    /// `PRAGMA application_id`.
    package var applicationID: Int32 { Int32(bitPattern: bytes[68..<72].reduce(0) { $0 << 8 | UInt32($1) }) }
}
