package import Foundation
package import SyncCore

/// A finished report: what it says, how it was counted, and what to look at.
///
/// Data formats print its first table; formats for people print all of it.
package struct ReportDocument {
    /// What `export` calls it.
    package var name: String
    package var title: String
    /// The answer in a sentence.
    package var headline: String
    /// How counted: one rule a line.
    package var definition: [String]
    /// Parameters as they were used, defaults included.
    package var parameters: [UsedParameter]
    package var timeZone: TimeZone
    package var sample: Sample
    /// The moment whose state the data show: the last complete run.
    package var asOf: Instant?
    package var generatedAt: Instant
    package var exclusions: [Exclusion]
    /// How Jira's own gadget or report counts differently.
    package var jiraDifference: String?
    /// Searches that yield the same counts in Jira.
    package var searches: [JiraSearch]
    /// Shown on top: the last run failed, so the data are older than they seem.
    package var banner: String?
    package var site: SiteLinks?
    package var sections: [ReportSection]
    /// Whole reports that follow this one's sections: a dashboard's.
    package var parts: [ReportDocument]
    /// Name of the table that data formats print; nil is the first.
    package var mainTable: String?

    package init(
        name: String, title: String, headline: String, definition: [String] = [],
        parameters: [UsedParameter] = [], timeZone: TimeZone, sample: Sample, asOf: Instant?,
        generatedAt: Instant, exclusions: [Exclusion] = [], jiraDifference: String? = nil,
        searches: [JiraSearch] = [], banner: String? = nil, site: SiteLinks? = nil,
        sections: [ReportSection], parts: [ReportDocument] = [], mainTable: String? = nil
    ) {
        self.name = name
        self.title = title
        self.headline = headline
        self.definition = definition
        self.parameters = parameters
        self.timeZone = timeZone
        self.sample = sample
        self.asOf = asOf
        self.generatedAt = generatedAt
        self.exclusions = exclusions
        self.jiraDifference = jiraDifference
        self.searches = searches
        self.banner = banner
        self.site = site
        self.sections = sections
        self.parts = parts
        self.mainTable = mainTable
    }

    /// All tables, in reading order.
    package var tables: [ReportTable] {
        sections.compactMap { section in
            if case .table(let table) = section { table } else { nil }
        }
    }

    /// The table of that name, or the one that data formats print.
    package func table(named name: String? = nil) -> ReportTable? {
        let tables = tables
        guard let wanted = name ?? mainTable else { return tables.first }
        return tables.first { $0.name == wanted }
    }
}

/// A part of a report, in reading order.
package enum ReportSection {
    case tiles([Tile])
    case chart(Chart)
    case table(ReportTable)
}

/// A key figure.
package struct Tile: Hashable, Sendable {
    package enum Tone: Hashable, Sendable {
        case neutral, good, bad
    }

    package var label: String
    package var value: String
    /// A few words under the figure.
    package var detail: String?
    package var tone: Tone

    package init(_ label: String, _ value: String, detail: String? = nil, tone: Tone = .neutral) {
        self.label = label
        self.value = value
        self.detail = detail
        self.tone = tone
    }
}

/// How many things the report rests on.
package struct Sample: Hashable, Sendable {
    package var count: Int
    /// Plural: "finished issues".
    package var noun: String

    package init(_ count: Int, _ noun: String) {
        self.count = count
        self.noun = noun
    }
}

/// Things that the rules leave out, with their number.
package struct Exclusion: Hashable, Sendable {
    package var reason: String
    package var count: Int

    package init(_ reason: String, _ count: Int) {
        self.reason = reason
        self.count = count
    }
}

/// A parameter as the report used it.
package struct UsedParameter: Hashable, Sendable {
    package var name: String
    /// For people: "all" where nothing was chosen.
    package var value: String
    /// What to give for it to have the same again (`--param name=argument`); nil where that is its default.
    package var argument: String?

    package init(_ name: String, _ value: String, argument: String? = nil) {
        self.name = name
        self.value = value
        self.argument = argument
    }
}
