/// What the index holds of every issue, in 72 bytes.
///
/// The slot in the array gives the id; texts, children and history of a seeded issue are made on demand,
/// those of a changed one lie in the overlay.
struct IssueRecord: Sendable {
    var created: Int64
    var updated: Int64
    /// ``none`` while unresolved.
    var resolved: Int64
    var number: Int32
    /// Slots and positions in the site's arrays; -1 is none.
    var parent: Int32
    var epic: Int32
    var assignee: Int32
    var reporter: Int32
    /// Days since 1970; `Int32.min` is none.
    var due: Int32
    /// Bits into the seed's pools.
    ///
    /// They hold only while the issue has no overlay.
    var labels: UInt32
    var components: UInt16
    var fixVersions: UInt16
    var affectedVersions: UInt16
    var project: UInt16
    /// Positions in the catalogue; 255 is none.
    var status: UInt8
    var type: UInt8
    var priority: UInt8
    var resolution: UInt8
    private var flags: UInt8
    /// Position of the security level plus one; 0 is none.
    private var level: UInt16 = 0

    static let none = Int64.min
    static let noDay = Int32.min
    static let nothing: UInt8 = 255

    init(project: Int, number: Int, created: Int64, status: UInt8, type: UInt8) {
        self.created = created
        updated = created
        resolved = Self.none
        self.number = Int32(truncatingIfNeeded: number)
        parent = -1
        epic = -1
        assignee = -1
        reporter = -1
        due = Self.noDay
        labels = 0
        components = 0
        fixVersions = 0
        affectedVersions = 0
        self.project = UInt16(truncatingIfNeeded: project)
        self.status = status
        self.type = type
        priority = Self.nothing
        resolution = Self.nothing
        flags = 0
    }

    var isDeleted: Bool {
        get { flags & 1 != 0 }
        set { flags = newValue ? flags | 1 : flags & ~1 }
    }

    /// Position in the site's security levels.
    var security: Int? {
        get { level == 0 ? nil : Int(level) - 1 }
        set { level = newValue.flatMap { UInt16(exactly: $0 + 1) } ?? 0 }
    }

    /// Exists, but no search finds it.
    var isArchived: Bool {
        get { flags & 4 != 0 }
        set { flags = newValue ? flags | 4 : flags & ~4 }
    }

    /// The overlay holds its texts, lists, children and history.
    var isOverlaid: Bool {
        get { flags & 2 != 0 }
        set { flags = newValue ? flags | 2 : flags & ~2 }
    }
}
