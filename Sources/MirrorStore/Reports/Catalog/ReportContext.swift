package import Foundation
package import Reporting
package import SyncCore

/// What a report knows beside the mirror.
package struct ReportContext: Sendable {
    package var now: Instant
    /// For mirrors that state no `report_time_zone`: days are then counted in this one.
    package var zone: TimeZone
    /// Instead of the mirror's own `base_url`.
    package var baseURL: String?
    /// Shown on top of the report.
    ///
    /// Nil asks the run journal: a last run that did not complete is told.
    package var banner: String?
    /// What `calendar=business` counts, in the report's zone.
    package var workingHours: WorkingHours

    package init(
        now: Instant, zone: TimeZone, baseURL: String? = nil, banner: String? = nil,
        workingHours: WorkingHours = .usual
    ) {
        self.now = now
        self.zone = zone
        self.baseURL = baseURL
        self.banner = banner
        self.workingHours = workingHours
    }
}

/// What every report reads of the mirror itself.
struct MirrorFacts {
    var site: SiteLinks?
    var calendar: ReportCalendar
    /// End of the last complete run.
    var asOf: Instant?
    var banner: String?
    /// The day of the data's moment in the report's zone: what `today` and `-26w` count from. A mirror that was
    /// last read a year ago has nothing to tell of the weeks since.
    var today: Day
    var workingHours: WorkingHours

    init(_ reader: MirrorReader, _ context: ReportContext) throws(ReportError) {
        var baseURL: String?
        var zoneName: String?
        var asOf: Instant?
        try reader.report("SELECT base_url, report_time_zone, last_synced_at FROM site") { row in
            baseURL = row.text(0)
            zoneName = row.text(1)
            asOf = row.instant(2)
        }
        site = (context.baseURL ?? baseURL).flatMap(SiteLinks.init(baseURL:))
        let zone = zoneName.flatMap(TimeZone.init(identifier:)) ?? context.zone
        calendar = ReportCalendar(zone: zone)
        self.asOf = asOf
        workingHours = context.workingHours
        today = calendar.day(of: asOf ?? context.now)
        if let banner = context.banner {
            self.banner = banner
        } else {
            banner = try Self.banner(reader, calendar)
        }
    }

    /// Told where the last finished run is not a complete one.
    private static func banner(
        _ reader: MirrorReader, _ calendar: ReportCalendar
    ) throws(ReportError) -> String? {
        var banner: String?
        try reader.report(
            """
            SELECT outcome, finished_at, message FROM sync_runs WHERE finished_at IS NOT NULL
            ORDER BY id DESC LIMIT 1
            """
        ) { row in
            guard let outcome = row.text(0), outcome != "complete" else { return }
            let when = row.instant(1).map { " at \(calendar.minuteText($0))" } ?? ""
            let what = outcome == "partial" ? "stopped early" : "failed"
            banner = "The last run \(what)\(when)" + (row.text(2).map { ": \($0)" } ?? ".")
        }
        return banner
    }
}
