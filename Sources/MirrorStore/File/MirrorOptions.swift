/// Where the mirror lies, who may read it, and how SQLite is tuned.
package struct MirrorOptions: Sendable, Equatable {
    package var path: String
    /// File mode of the database, its `-wal` and its `-shm`.
    package var mode: UInt32
    /// Name or number of the group that the three files belong to; nil leaves what the system gives.
    package var group: String?
    /// SQLite's page cache while single pages of issues are stored: rows are written table by table, so what matters is
    /// at hand with few of them, and the system keeps the rest of the file.
    package var cacheBytes: Int
    /// The cache while every issue is read. Four times as much made fills no faster (150,000 issues): walks go by key, so
    /// each table grows in a few places only.
    package var fillCacheBytes: Int
    /// The cache while indexes are built, which is also what their sorter may use.
    package var indexCacheBytes: Int
    /// How long another writer is waited for.
    package var busyTimeoutSeconds: Double
    /// Whether what is deleted is overwritten with zeros at once.
    package var overwritesDeleted = false
    /// A ceiling for the file's size in pages of 8 KB; nil is none. Beyond it writing fails as on a full disk.
    package var maximumPages: Int?

    package init(path: String, mode: UInt32 = 0o600, group: String? = nil) {
        self.path = path
        self.mode = mode
        self.group = group
        cacheBytes = 4 << 20
        fillCacheBytes = 16 << 20
        indexCacheBytes = 32 << 20
        busyTimeoutSeconds = 10
    }
}
