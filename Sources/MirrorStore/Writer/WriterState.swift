import GRDB
import SyncCore

/// What the writer remembers between transactions, and its scratch memory.
///
/// Unchecked: the database queue lets in one access at a time, and nothing else touches it.
final class WriterState: @unchecked Sendable {
    private var zone: ReportZone?
    private var categories: [Int64: StatusCategory]?
    /// What the last stored sighting of each person, status, version … said, as hashes of key and content.
    private var sightings: [UInt64: UInt64] = [:]
    private static let sightingLimit = 200_000
    private var fields: FieldCatalog?
    private var archivedProjects: Set<Int64>?
    private var isIndexed: Bool?
    /// Names of what custom fields refer to, as last seen.
    private(set) var optionNames: [FieldOptions.Key: FieldOptions.Known] = [:]
    private static let optionLimit = 200_000
    /// Texts that are made up for the present row.
    let arena = TextArena()
    /// Room for one text of an instant or a day per statement parameter.
    let scratch = UnsafeMutablePointer<UInt8>.allocate(capacity: WriterState.slotLength * 64)
    static let slotLength = 32
    /// Buffers of the status derivation, kept for their capacity.
    var changes: [StatusChange] = []
    var intervals: [StatusInterval] = []

    deinit { scratch.deallocate() }

    /// After an access failed or was rolled back: all that was read or written in it is in doubt.
    func forget() {
        zone = nil
        categories = nil
        fields = nil
        archivedProjects = nil
        isIndexed = nil
        optionNames.removeAll(keepingCapacity: true)
        sightings.removeAll(keepingCapacity: true)
    }

    /// False where the last stored sighting of that key said the same; else remembers this one.
    func isNewSighting(key: UInt64, content: UInt64) -> Bool {
        if sightings.count >= Self.sightingLimit { sightings.removeAll(keepingCapacity: true) }
        return sightings.updateValue(content, forKey: key) != content
    }

    /// After lists or the directory were stored: what they hold may differ, or be gone.
    func forgetSightings() { sightings.removeAll(keepingCapacity: true) }

    func forgetCategories() { categories = nil }

    // MARK: Custom fields

    func fieldCatalog(_ db: Database) throws -> FieldCatalog {
        if let fields { return fields }
        let found = try FieldCatalog(db)
        fields = found
        return found
    }

    /// After `fields` or `boards` changed.
    func forgetFields() { fields = nil }

    func remember(_ name: FieldOptions.Known, of option: FieldOptions.Key) {
        if optionNames.count >= Self.optionLimit { optionNames.removeAll(keepingCapacity: true) }
        optionNames[option] = name
    }

    // MARK: Projects

    /// Projects that are archived as wholes.
    func archivedProjects(_ db: Database) throws -> Set<Int64> {
        if let archivedProjects { return archivedProjects }
        let found = Set(try Int64.fetchAll(db, sql: "SELECT id FROM projects WHERE archived"))
        archivedProjects = found
        return found
    }

    func forgetProjects() { archivedProjects = nil }

    // MARK: Indexes

    /// Whether issues can be found by what they name: not so in a first fill.
    func isIndexed(_ db: Database) throws -> Bool {
        if let isIndexed { return isIndexed }
        let present = Set(
            try String.fetchAll(db, sql: "SELECT name FROM sqlite_schema WHERE type = 'index'"))
        let found = present.isSuperset(of: MirrorIndexes.all.map(\.name))
        isIndexed = found
        return found
    }

    func forgetIndexes() { isIndexed = nil }

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
