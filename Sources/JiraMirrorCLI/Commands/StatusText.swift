import MirrorStore
import Reporting
import SyncCore

/// The status for people.
struct StatusText {
    private let document: StatusDocument

    init(_ document: StatusDocument) { self.document = document }

    /// All lines.
    var text: String {
        var lines: [(String, String)] = []
        if document.profile != Locations.defaultProfile { lines.append(("profile", document.profile)) }
        lines.append(("site", site))
        lines.append(("grant", grant))
        if let warning = document.grant.warning {
            lines.append(("", "\(warning); to go on after that, run jira-mirror authorize"))
        }
        if let mirror = document.mirror {
            lines += Self.lines(mirror)
        } else {
            lines.append(("mirror", document.mirrorProblem ?? "none"))
        }
        let width = lines.map(\.0.count).max() ?? 0
        let head = lines.map { label, value in
            label + String(repeating: " ", count: width + 2 - label.count) + TerminalText.visible(value)
        }
        return (head + projects + runs).joined(separator: "\n") + "\n"
    }

    private var site: String {
        guard let url = document.siteURL ?? document.mirror?.baseURL else {
            return "none: run jira-mirror init"
        }
        guard let mirror = document.mirror, let version = mirror.version else { return url }
        return "\(url) (Jira \(version)\(mirror.title.map { ", \($0)" } ?? ""))"
    }

    private var grant: String {
        let grant = document.grant
        let since = grant.since.map { " since \($0.prefix(10))" } ?? ""
        switch grant.state {
        case "none": return "none: run jira-mirror authorize"
        case "active":
            let account = document.mirror?.account ?? grant.account
            let until = grant.expiresAt.map { ", until \($0.prefix(10))" } ?? ""
            let method = grant.method.map { $0 == SignInMethod.oauth1.rawValue ? "" : ", \($0)" } ?? ""
            return "active\(account.map { " as \($0)" } ?? "")\(method)\(until)"
        case "unknown": return "unknown: \(grant.reason ?? "")"
        default:
            return "\(grant.state)\(since)\(grant.reason.map { " (\($0))" } ?? ""): run jira-mirror authorize"
        }
    }

    private static func lines(_ mirror: StatusSnapshot) -> [(String, String)] {
        var lines: [(String, String)] = []
        if let last = mirror.lastSyncedAt {
            let ago = mirror.lagSeconds.map { ", \(Self.age($0)) ago" } ?? ""
            lines.append(("data as of", last + ago))
        } else {
            lines.append(("data as of", "no complete run yet"))
        }
        if let run = mirror.runs.first { lines.append(("last run", Self.run(run))) }
        let issues = mirror.projects.reduce(0) { $0 + $1.issues }
        lines.append(("issues", "\(issues) in \(mirror.projects.count) projects"))
        let deleted = mirror.deletedIssues.values.reduce(0, +)
        if deleted > 0 {
            let reasons = mirror.deletedIssues.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            lines.append(("deleted", "\(deleted) (\(reasons.joined(separator: ", ")))"))
        }
        lines.append(("mirror", "\(mirror.path), schema \(mirror.schemaVersion)"))
        for record in mirror.quarantine.prefix(5) {
            lines.append(("quarantine", "\(record.stream) \(record.record): \(record.reason)"))
        }
        if mirror.quarantine.count > 5 {
            lines.append(("quarantine", "and \(mirror.quarantine.count - 5) more, see --json"))
        }
        for view in mirror.userViews {
            guard let problem = view.problem else { continue }
            lines.append(("view", "\(view.file) is left out: \(problem)"))
        }
        lines += Self.unseen(mirror)
        if let reread = mirror.reread { lines.append(("re-read", Self.round(reread))) }
        for backfill in mirror.backfills where !backfill.done {
            let rest = backfill.remaining.map { ", \($0) to go" } ?? ""
            lines.append(("backfill", backfill.name + rest))
        }
        return lines
    }

    /// What is in Jira but not for this account, or not here yet.
    private static func unseen(_ mirror: StatusSnapshot) -> [(String, String)] {
        var lines: [(String, String)] = []
        if let archived = mirror.archivedIssues, archived > 0 {
            lines.append(("archived", "\(archived) issues: in no search, kept here"))
        }
        if mirror.incompleteWorklogs > 0 {
            lines.append(("worklogs", "of \(mirror.incompleteWorklogs) issues are still to be completed"))
        }
        guard let unseen = mirror.unseen else { return lines }
        if unseen.issuesWithHiddenWorklogs > 0 {
            let hours = Int((Double(unseen.hiddenWorkSeconds) / 3600).rounded())
            lines.append(
                ("not visible", "\(hours) h of logged work on \(unseen.issuesWithHiddenWorklogs) issues"))
        }
        if !unseen.projects.isEmpty {
            let keys = unseen.projects.prefix(10).map { "\($0.key) (\($0.issues))" }.joined(separator: ", ")
            let more = unseen.projects.count > 10 ? " and \(unseen.projects.count - 10) more" : ""
            lines.append(("not visible", "issues of \(keys)\(more) that other issues point at"))
        }
        return lines
    }

    /// `1200 of 2000 issues since 2026-01-05; the last round took 3 hours`.
    private static func round(_ reread: StatusSnapshot.Reread) -> String {
        let last = reread.lastCycleSeconds.map { "; the last round took \(age($0))" } ?? ""
        return "\(reread.done) of \(reread.expected) issues since \(reread.cycleStartedAt.prefix(10))\(last)"
    }

    private static func run(_ run: StatusSnapshot.Run) -> String {
        let counts = [
            ("read", run.issuesRead), ("written", run.issuesWritten), ("deleted", run.issuesDeleted),
            ("requests", run.requests),
        ].compactMap { name, value in value.map { "\($0) \(name)" } }.joined(separator: ", ")
        let outcome = run.outcome ?? (run.finishedAt == nil ? "not finished" : "unknown")
        let status = run.exitStatus.map { $0 == 0 ? "" : ", exit status \($0)" } ?? ""
        let message = run.message.flatMap { $0.split(separator: "\n").first }.map { ": \($0)" } ?? ""
        return "\(outcome)\(status)\(message)" + (counts.isEmpty ? "" : " (\(counts))")
    }

    private var projects: [String] {
        guard let projects = document.mirror?.projects, !projects.isEmpty else { return [] }
        let rows = projects.sorted { $0.key < $1.key }.map { project in
            [TerminalText.visible(project.key), String(project.issues), project.newestUpdatedAt ?? "-"]
        }
        return ["", "projects"] + Self.columns([["key", "issues", "newest change"]] + rows)
    }

    private var runs: [String] {
        guard let runs = document.mirror?.runs, runs.count > 1 else { return [] }
        let rows = runs.map { run in
            [run.startedAt, run.kind, TerminalText.visible(Self.run(run))]
        }
        return ["", "runs"] + Self.columns([["started", "kind", "outcome"]] + rows)
    }

    private static func columns(_ rows: [[String]]) -> [String] {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            var line = " "
            for (column, cell) in row.enumerated() {
                line += " " + cell
                if column < count - 1 {
                    line += String(repeating: " ", count: widths[column] - cell.count + 1)
                }
            }
            return line
        }
    }

    /// `12 minutes`, `3 days`.
    static func age(_ seconds: Double) -> String {
        let units: [(String, Double)] = [("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1)]
        let unit = units.first { seconds >= $0.1 * ($0.1 > 1 ? 2 : 0) } ?? ("second", 1)
        let count = Int(min(max(0, seconds), 1e12) / unit.1)
        return "\(count) \(unit.0)\(count == 1 ? "" : "s")"
    }
}
