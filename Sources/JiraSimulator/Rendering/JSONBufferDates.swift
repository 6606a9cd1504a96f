/// Dates as Jira writes them.
extension JSONBuffer {
    /// A number padded with zeros to `width` digits.
    mutating func digits(_ value: Int, _ width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        var rest = max(0, value)
        for _ in 0..<width {
            byte(48 + UInt8(truncatingIfNeeded: rest / divisor % 10))
            rest %= divisor
            divisor /= 10
        }
    }

    /// `"2024-06-17T08:35:40.762+0200"`: milliseconds, the server's offset, no colon.
    mutating func date(_ milliseconds: Int64, offset minutes: Int) {
        byte(34)
        CivilDate.write(milliseconds, offsetMinutes: minutes, to: &self)
        zone(minutes, colon: false)
        byte(34)
    }

    /// `2024-06-17T08:35:40.762+02:00`, without quotes: the form inside a sprint's text.
    mutating func sprintDate(_ milliseconds: Int64?, offset minutes: Int) {
        guard let milliseconds else { return raw("<null>") }
        CivilDate.write(milliseconds, offsetMinutes: minutes, to: &self)
        if minutes == 0 { byte(90) } else { zone(minutes, colon: true) }
    }

    private mutating func zone(_ minutes: Int, colon: Bool) {
        byte(minutes < 0 ? 45 : 43)
        digits(abs(minutes) / 60, 2)
        if colon { byte(58) }
        digits(abs(minutes) % 60, 2)
    }

    /// `"2024-06-17"` or `null`.
    mutating func day(_ day: Int?) {
        guard let day else { return raw("null") }
        byte(34)
        plain(CivilDate.text(day: day))
        byte(34)
    }
}
