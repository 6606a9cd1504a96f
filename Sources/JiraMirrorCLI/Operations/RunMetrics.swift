import Glibc
import MirrorStore
import SyncCore

/// What a monitor wants to know after each run, with the prefix `jira_mirror_`.
///
/// Gauges alone: each run writes the file anew. What a failed run must not forget (the last success, the counts)
/// comes out of the mirror. Names and labels are a contract: they are only added to.
struct RunMetrics {
    /// How the run ended.
    struct Ending: Equatable {
        var status: ExitStatus
        var at: Instant
        var seconds: Double

        /// Whether the journal's run is this one: a run that was stopped before it could begin is not in it.
        func isOf(_ run: StatusSnapshot.Run) -> Bool {
            guard let finished = run.finishedAt.flatMap({ Instant(mirrorText: $0) }) else { return false }
            return abs(finished - at) < seconds + 1
        }
    }

    let document: StatusDocument
    let ending: Ending
    /// The mirror's file, for its size.
    let mirrorPath: String

    var text: String {
        var text = PrometheusText(common: [
            ("profile", document.profile), ("site", document.siteURL ?? document.mirror?.baseURL ?? ""),
        ])
        run(&text)
        if let mirror = document.mirror { self.mirror(mirror, &text) }
        grant(&text)
        files(&text)
        text.gauge(
            "jira_mirror_build_info", "1, with the version of the program.",
            [.init(labels: [("version", document.programVersion)], value: 1)])
        return text.text
    }

    private func run(_ text: inout PrometheusText) {
        text.gauge(
            "jira_mirror_last_run_timestamp_seconds", "When the last run ended.", Self.seconds(ending.at))
        text.gauge(
            "jira_mirror_last_run_exit_code",
            "Exit status of the last run (sysexits; 0 is done, 75 try later).",
            Double(ending.status.rawValue))
        text.gauge("jira_mirror_last_run_duration_seconds", "How long the last run took.", ending.seconds)
        guard let last = document.mirror?.runs.first, ending.isOf(last) else { return }
        let operations: [(String, Int64?)] = [
            ("read", last.issuesRead), ("written", last.issuesWritten), ("deleted", last.issuesDeleted),
            ("quarantined", last.quarantined),
        ]
        text.gauge(
            "jira_mirror_last_run_issues", "Issues of the last run by what became of them.",
            operations.compactMap { name, count in
                count.map { .init(labels: [("op", name)], value: Double($0)) }
            })
        text.gauge(
            "jira_mirror_last_run_requests", "Requests of the last run.", last.requests.map { Double($0) })
        text.gauge(
            "jira_mirror_last_run_retries", "Requests of the last run that were made again.",
            last.retries.map { Double($0) })
        text.gauge(
            "jira_mirror_last_run_received_bytes",
            "Bytes that the last run read from Jira, as they crossed the wire.",
            last.bytes.map { Double($0) })
        text.gauge(
            "jira_mirror_last_run_wait_seconds",
            "How long the last run waited for Jira's rate limit and between tries.",
            last.waitSeconds)
    }

    private func mirror(_ mirror: StatusSnapshot, _ text: inout PrometheusText) {
        text.gauge(
            "jira_mirror_last_success_timestamp_seconds",
            "When the last complete run ended: the age of the data.",
            Self.seconds(mirror.lastSyncedAt))
        text.gauge(
            "jira_mirror_watermark_timestamp_seconds",
            "Up to when changes in Jira are in the mirror, on Jira's clock.", Self.watermark(mirror))
        let issues = Double(mirror.projects.reduce(0) { $0 + $1.issues })
        let deleted = Double(mirror.deletedIssues.values.reduce(0, +))
        text.gauge(
            "jira_mirror_issues", "Issues in the mirror, and those that are gone from Jira.",
            [
                .init(labels: [("state", "live")], value: issues),
                .init(labels: [("state", "deleted")], value: deleted),
            ])
        text.gauge("jira_mirror_projects", "Projects in the mirror.", Double(mirror.projects.count))
        text.gauge(
            "jira_mirror_quarantine", "Records that cannot be read and are kept raw.",
            Double(mirror.quarantine.count))
        text.gauge(
            "jira_mirror_last_reconcile_timestamp_seconds",
            "When ids and dates of all issues were last compared.",
            Self.census(mirror))
        text.gauge("jira_mirror_schema_version", "The mirror's schema.", Double(mirror.schemaVersion))
    }

    private func grant(_ text: inout PrometheusText) {
        text.gauge(
            "jira_mirror_grant_active", "1 while Jira accepts the grant, 0 when somebody must run authorize.",
            document.grant.state == "unknown" ? nil : document.grant.state == "active" ? 1 : 0)
        text.gauge(
            "jira_mirror_token_expiry_timestamp_seconds", "When the grant ends.",
            Self.seconds(document.grant.expiresAt))
    }

    private func files(_ text: inout PrometheusText) {
        text.gauge("jira_mirror_db_bytes", "Size of the mirror's file.", Self.size(mirrorPath))
        text.gauge(
            "jira_mirror_wal_bytes", "Size of the mirror's write-ahead log.", Self.size(mirrorPath + "-wal"))
    }

    private static func watermark(_ mirror: StatusSnapshot) -> Double? {
        state(of: IncrementalMark.stream, IncrementalMark.self, in: mirror).map { Double($0.server) / 1000 }
    }

    private struct CensusMark: Decodable { var takenAt: Int64 }

    private static func census(_ mirror: StatusSnapshot) -> Double? {
        state(of: "census", CensusMark.self, in: mirror).map { Double($0.takenAt) / 1000 }
    }

    private static func state<State: Decodable>(
        of stream: String, _ type: State.Type, in mirror: StatusSnapshot
    ) -> State? {
        mirror.checkpoints.first { $0.stream == stream && $0.scope.isEmpty }
            .flatMap { CheckpointCoding.decode(type, from: $0.state) }
    }

    private static func size(_ path: String) -> Double? {
        var information = stat()
        return stat(path, &information) == 0 ? Double(information.st_size) : nil
    }

    private static func seconds(_ instant: Instant) -> Double { Double(instant.milliseconds) / 1000 }

    private static func seconds(_ text: String?) -> Double? {
        text.flatMap { Instant(mirrorText: $0) }.map { seconds($0) }
    }
}
