import GRDB
import SyncCore

/// What the writer remembers between transactions, and its scratch memory.
///
/// Unchecked: the database queue lets in one access at a time, and nothing else touches it.
final class WriterState: @unchecked Sendable {
    private var zone: ReportZone?
    private var categories: [Int64: StatusCategory]?
    /// Room for one text of an instant or a day per statement parameter.
    let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: WriterState.slotLength * 64)
    static let slotLength = 32
    /// Buffers of the status derivation, kept for their capacity.
    var changes: [StatusChange] = []
    var intervals: [StatusInterval] = []

    deinit { scratch.deallocate() }

    /// After an access failed: what it read or wrote may be rolled back.
    func forget() {
        zone = nil
        categories = nil
    }

    func forgetCategories() { categories = nil }

    /// The zone in which days are counted, from `site`.
    func reportZone(_ db: Database) throws -> ReportZone {
        if let zone { return zone }
        let name = try String.fetchOne(db, sql: "SELECT report_time_zone FROM site")
        let found = try Self.zone(named: name)
        zone = found
        return found
    }

    /// The zone for a loop: taken, not shared, so that its cache is filled in place. ``keep(_:)`` gives it back.
    func takeZone(_ db: Database) throws -> ReportZone {
        let taken = try reportZone(db)
        zone = nil
        return taken
    }

    /// Gives back the zone with what its cache learnt.
    func keep(_ zone: ReportZone) { self.zone = zone }

    static func zone(named name: String?) throws -> ReportZone {
        guard let name else { return ReportZone() }
        guard let zone = ReportZone(identifier: name) else {
            throw StoreError.unexpected("this system does not know the time zone \(name) of the mirror")
        }
        return zone
    }

    /// Today's category of each status.
    func statusCategories(_ db: Database) throws -> [Int64: StatusCategory] {
        if let categories { return categories }
        var found: [Int64: StatusCategory] = [:]
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT statuses.id, status_categories.key FROM statuses
                JOIN status_categories ON status_categories.id = statuses.category_id
                """)
        while let row = try rows.next() {
            let id: Int64 = row[0]
            let key: String = row[1]
            found[id] = StatusCategory(rawValue: key)
        }
        categories = found
        return found
    }
}
