import Foundation

/// The time zone in which a person's searches are read.
struct UserZone: Sendable {
    private let zone: TimeZone?
    private let fixedSeconds: Int

    init(fixedMinutes: Int) {
        zone = nil
        fixedSeconds = fixedMinutes * 60
    }

    /// An unknown identifier falls back to the server's offset, as a profile without a zone does.
    init(identifier: String, elseMinutes: Int) {
        zone = TimeZone(identifier: identifier)
        fixedSeconds = elseMinutes * 60
    }

    /// True where the time zone database has it.
    static func isKnown(_ identifier: String) -> Bool { TimeZone(identifier: identifier) != nil }

    func offsetSeconds(at milliseconds: Int64) -> Int {
        guard let zone else { return fixedSeconds }
        return zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(milliseconds) / 1000))
    }

    /// The instant of a local wall time.
    ///
    /// Of an ambiguous hour the first is taken, an impossible one is moved forward by the gap.
    func instant(day: Int, hour: Int, minute: Int) -> Int64 {
        let local = Int64(day) * 86_400_000 + Int64(hour) * 3_600_000 + Int64(minute) * 60_000
        let before = Int64(offsetSeconds(at: local - 86_400_000)) * 1000
        let after = Int64(offsetSeconds(at: local + 86_400_000)) * 1000
        let first = local - before
        if Int64(offsetSeconds(at: first)) * 1000 == before { return first }
        let second = local - after
        if Int64(offsetSeconds(at: second)) * 1000 == after { return second }
        return first
    }

    /// The calendar day on which an instant falls.
    func day(of milliseconds: Int64) -> Int {
        let local = milliseconds + Int64(offsetSeconds(at: milliseconds)) * 1000
        return Int((Double(local) / 86_400_000).rounded(.down))
    }
}
