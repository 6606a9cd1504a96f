import MirrorStore
import SyncCore

/// The mirror's file and what its journal says.
struct MirrorCheck {
    let dependencies: Dependencies

    /// A mirror that is older is no longer what people take it for.
    private static let staleSeconds = 86_400.0

    func findings() -> [Finding] {
        let status: StatusSnapshot
        do {
            status = try dependencies.reader().status(now: dependencies.context.now(), countingRows: false)
        } catch CommandError.noMirror {
            return [.note("mirror", "there is none yet: the first sync makes it")]
        } catch {
            return [.failure("mirror", error, program: dependencies.program)]
        }
        let issues = status.projects.reduce(0) { $0 + $1.issues }
        var findings = [
            Finding.good(
                "mirror",
                "schema \(status.schemaVersion), \(issues) issues in \(status.projects.count) projects")
        ]
        if let held = status.baseURL, let asked = dependencies.configuration.site.url, held != asked {
            findings[0] = .failure(
                "mirror", CommandError.mirrorOfOtherSite(held: held, asked: asked, path: status.path),
                program: dependencies.program)
        }
        findings.append(age(status))
        if !status.quarantine.isEmpty {
            findings.append(
                .warning(
                    "quarantine",
                    "\(status.quarantine.count) records cannot be read; they are kept raw and tried again",
                    "see: \(dependencies.program) status"))
        }
        for view in status.userViews {
            guard let problem = view.problem else { continue }
            findings.append(.warning("views", "\(view.file) is left out: \(problem)", "mend the file"))
        }
        let backfills = status.backfills.filter { !$0.done }.map(\.name)
        if !backfills.isEmpty {
            findings.append(.note("backfill", "under way: \(backfills.joined(separator: ", "))"))
        }
        return findings
    }

    private func age(_ status: StatusSnapshot) -> Finding {
        guard let lag = status.lagSeconds else {
            return .warning("data", "no complete run yet", "run: \(dependencies.program) sync")
        }
        let age = "the last complete run ended \(StatusText.age(lag)) ago"
        guard let last = status.runs.first, last.exitStatus.map({ $0 != 0 }) ?? true else {
            return lag < Self.staleSeconds
                ? .good("data", age)
                : .warning("data", age, "does cron (or the timer) run \(dependencies.program) sync?")
        }
        let message = last.message?.split(separator: "\n").first.map { ": \($0)" } ?? ""
        let status = last.exitStatus.map { "ended with \($0)" } ?? "has not ended"
        return .warning(
            "data", "\(age); the last run \(status)\(message)", "see: \(dependencies.program) status")
    }
}
