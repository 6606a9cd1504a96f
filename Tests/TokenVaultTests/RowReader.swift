import GRDB

@testable import TokenVault

enum RowReader {
    static func wrap(_ db: Database) throws -> WrapRow? {
        try Row.fetchOne(db, sql: WrapRow.select).map(WrapRow.init)
    }
}
