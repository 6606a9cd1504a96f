/// Where a report comes from.
package enum ReportOrigin: Hashable, Sendable {
    /// Part of this program.
    case builtIn
    /// A file of the user's.
    case own(file: String)
}
