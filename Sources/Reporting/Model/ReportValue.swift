package import SyncCore

/// One cell of a report or of a query's result.
package enum ReportValue: Hashable, Sendable {
    case null
    case integer(Int64)
    /// Not finite values are printed as NULL.
    case real(Double)
    case text(String)
    case boolean(Bool)
    /// Data formats print UTC (`2026-11-23T14:05:00.000Z`); formats for people print the report's time zone.
    case instant(Instant)
    case day(Day)
    /// A BLOB, printed as lower-case hexadecimal.
    case bytes([UInt8])

    package var isNull: Bool { self == .null }

    /// An integer, or NULL for nil.
    package static func integer(optional value: Int64?) -> Self { value.map { .integer($0) } ?? .null }

    /// A text, or NULL for nil.
    package static func text(optional value: String?) -> Self { value.map { .text($0) } ?? .null }

    /// An instant, or NULL for nil.
    package static func instant(optional value: Instant?) -> Self { value.map { .instant($0) } ?? .null }

    /// An amount of seconds as days, rounded to four decimals (8.6 seconds).
    package static func days(ofSeconds seconds: Double) -> Self {
        .real((seconds / 86_400 * 10_000).rounded() / 10_000)
    }
}
