import Foundation
import SyncCore

/// What every report says about itself, as lines for people; each renderer escapes them its own way.
package struct ReportNotes {
    private let document: ReportDocument

    package init(_ document: ReportDocument) { self.document = document }

    /// "n = 120 finished issues · data as of 2026-11-23 14:05 (6 hours old) · time zone Europe/Berlin".
    package var basis: String {
        let calendar = ReportCalendar(zone: document.timeZone)
        var parts = [sample]
        if let asOf = document.asOf {
            parts.append("data as of \(calendar.minuteText(asOf)) (\(Self.age(document.generatedAt - asOf)))")
        } else {
            parts.append("data of unknown age: no run has completed yet")
        }
        parts.append("time zone \(document.timeZone.identifier)")
        return parts.joined(separator: " · ")
    }

    /// "n = 120 finished issues".
    package var sample: String {
        "n = \(Figure.grouped(document.sample.count)) \(document.sample.noun)"
    }

    package var parameters: String {
        document.parameters.map { "\($0.name) = \($0.value)" }.joined(separator: " · ")
    }

    /// What narrows the report: its parameters without those that leave everything in.
    package var selection: String? {
        let everything: Set = ["all", "no", "not set", ""]
        let technical: Set = ["reports", "seed", "limit"]
        let told = document.parameters.filter {
            // Days that the sample names need no second mention.
            let isDay = $0.value.utf8.count == 10 && sample.contains($0.value)
            return !everything.contains($0.value) && !technical.contains($0.name) && !isDay
        }
        return told.isEmpty ? nil : told.map { "\($0.name) \($0.value)" }.joined(separator: " · ")
    }

    /// "Left out: 3 never started, 12 sub-tasks"; nothing where nothing is.
    package var exclusions: String? {
        let counted = document.exclusions.filter { $0.count > 0 }
        guard !counted.isEmpty else { return nil }
        return "Left out: "
            + counted.map { "\(Figure.grouped($0.count)) \($0.reason)" }.joined(separator: "; ")
    }

    package var generated: String {
        let calendar = ReportCalendar(zone: document.timeZone)
        return "Generated \(calendar.minuteText(document.generatedAt)) by jira-mirror"
    }

    /// All of it, a line each: what a command may print on standard error beside a data format.
    package var lines: [String] {
        var lines: [String] = []
        if let banner = document.banner { lines.append("Warning: \(banner)") }
        lines.append(document.headline)
        lines.append(basis)
        if !document.parameters.isEmpty { lines.append("Parameters: \(parameters)") }
        if let exclusions { lines.append(exclusions) }
        lines += document.definition.map { "How counted: \($0)" }
        if let difference = document.jiraDifference { lines.append("Jira's own: \(difference)") }
        for search in document.searches {
            let expected = search.expected.map { " (\(Figure.grouped($0)))" } ?? ""
            lines.append("\(search.label)\(expected): \(search.jql)")
            if let site = document.site { lines.append("  \(site.search(search.jql))") }
        }
        return lines
    }

    static func age(_ seconds: Double) -> String {
        switch seconds {
        case ..<90: "just now"
        case ..<5400: "\(Figure.fixed(seconds / 60, digits: 0)) minutes old"
        case ..<129_600: "\(Figure.fixed(seconds / 3600, digits: 0)) hours old"
        default: "\(Figure.fixed(seconds / 86_400, digits: 0)) days old"
        }
    }
}
