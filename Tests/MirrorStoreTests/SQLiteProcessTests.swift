import MirrorStore
import SQLiteSupport
import Testing

struct SQLiteProcessTests {
    @Test("settings of the whole process come too late where a database was opened before")
    func tooLate() throws {
        _ = try Mirror()
        #expect(!SQLiteProcess.configure())
    }
}
