import Reporting

extension ElapsedTime {
    /// What a day of the figures is, for the report's definition.
    var rule: String {
        isBusiness
            ? "configured working hours only; 1 business day is \(Figure.days(secondsPerDay / 3600)) hours"
            : "nights and weekends included; 1 day is 24 hours"
    }

    func days(_ seconds: Double) -> Double { seconds / secondsPerDay }

    /// "3.2 days", "1 business day".
    func text(_ days: Double) -> String {
        let text = Figure.daysText(days)
        guard isBusiness, let blank = text.firstIndex(of: " ") else { return text }
        return text[..<blank] + " business" + text[blank...]
    }

    /// Days, rounded to four decimals (8.6 seconds of a day of 24 hours).
    func value(ofSeconds seconds: Double) -> ReportValue {
        .real((days(seconds) * 10_000).rounded() / 10_000)
    }
}
