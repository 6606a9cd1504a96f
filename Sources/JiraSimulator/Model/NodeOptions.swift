/// A node of the cluster: all share the database, each has its own search index and its own clock.
package struct NodeOptions: Sendable, Codable, Equatable {
    /// Shown in `X-ANODEID`.
    package var name: String
    /// How far its search index is behind the database, in milliseconds.
    package var indexLag: Int64
    /// What its clock shows more than the site's, in milliseconds.
    package var clockOffset: Int64

    package init(_ name: String, indexLag: Int64 = 0, clockOffset: Int64 = 0) {
        self.name = name
        self.indexLag = indexLag
        self.clockOffset = clockOffset
    }
}

/// How an app gives the issue above an epic.
package enum ParentLinkForm: String, Sendable, Codable {
    /// `"ABC-1"`.
    case key
    /// An object with `id` and `key`.
    case object
    /// The same inside `data` of an object.
    case data
}
