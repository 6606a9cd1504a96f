package import Reporting
import SyncCore

/// A report that can be asked of a mirror: one of the built-in ones, or a user's SQL.
package protocol ReportDefinition: Sendable {
    var description: ReportDescription { get }
    var origin: ReportOrigin { get }
    /// The SQL of a report that is written in it.
    var source: String? { get }
    /// Why the report cannot be made at all: its file cannot be read.
    var problem: ReportError? { get }

    /// Computes the report. Long tables are read only while they are rendered: keep the reader open, and wrap
    /// both in one ``MirrorReader/snapshot(_:)`` where a writer may be at work.
    func document(_ request: ReportRequest) throws(ReportError) -> ReportDocument
}

/// Everything that a definition needs for one run.
package struct ReportRequest {
    let reader: MirrorReader
    let values: ParameterValues
    let facts: MirrorFacts
    let now: Instant
}

extension ReportRequest {
    var name: String { values.reportName }

    /// How long things take, by the parameter `calendar`.
    var elapsed: ElapsedTime {
        ElapsedTime(
            values.text("calendar") == "business" ? facts.workingHours : nil, calendar: facts.calendar)
    }

    /// Up to when open stays and open work count: the end of the last complete run.
    var dataMoment: Instant { facts.asOf ?? now }
}

extension ReportDefinition {
    package var name: String { description.name }
    package var origin: ReportOrigin { .builtIn }
    package var source: String? { nil }
    package var problem: ReportError? { nil }

    /// Checks the parameters (all problems at once) and computes the report.
    package func run(
        reader: MirrorReader, parameters: [String: [String]], context: ReportContext
    ) throws(ReportError) -> ReportDocument {
        // Before the parameters: there are none to compare them with.
        if let problem { throw problem }
        let facts = try MirrorFacts(reader, context)
        let values = try ParameterValues(parameters, of: description, today: facts.today)
        return try document(ReportRequest(reader: reader, values: values, facts: facts, now: context.now))
    }

    /// The parts that every document has alike.
    func document(
        _ request: ReportRequest, headline: String, definition: [String], sample: Sample,
        exclusions: [Exclusion] = [], jiraDifference: String? = nil, searches: [JiraSearch] = [],
        sections: [ReportSection], parts: [ReportDocument] = [], mainTable: String? = nil
    ) -> ReportDocument {
        ReportDocument(
            name: description.name, title: description.title, headline: headline, definition: definition,
            parameters: request.values.used, timeZone: request.facts.calendar.zone, sample: sample,
            asOf: request.facts.asOf, generatedAt: request.now, exclusions: exclusions,
            jiraDifference: jiraDifference, searches: searches, banner: request.facts.banner,
            site: request.facts.site, sections: sections, parts: parts, mainTable: mainTable)
    }
}
