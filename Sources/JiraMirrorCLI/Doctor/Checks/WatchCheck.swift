import Glibc

/// Those who are told of runs: metrics file, monitor, hook.
struct WatchCheck {
    let dependencies: Dependencies

    func findings() -> [Finding] {
        let alert = dependencies.configuration.alert
        return [alert.metricsPath.map(metrics), alert.pingFile.map(ping), hook(alert.onFailure)].compactMap {
            $0
        }
    }

    private func metrics(_ path: String) -> Finding {
        let folder = Directory.parent(of: path)
        guard FileMode.exists(folder) else {
            return .warning(
                "metrics", "there is no folder \(folder)", "is node_exporter's textfile collector set up?")
        }
        return WritablePlace.problem(folder).map { .warning("metrics", $0, "ls -ld \(folder)") }
            ?? .good("metrics", path)
    }

    private func ping(_ file: String) -> Finding {
        do {
            _ = try PingURL.read(file, in: dependencies.context)
            return .good("monitor", "its URL is in \(file); no ping is sent by doctor")
        } catch {
            let report = FailureReport(error)
            return .warning("monitor", report.what, "put the URL alone into \(file), mode 0600")
        }
    }

    private func hook(_ words: [String]) -> Finding? {
        guard let program = words.first else { return nil }
        let places =
            program.contains("/")
            ? [program]
            : (dependencies.context.environment["PATH"] ?? "").split(separator: ":").map {
                "\($0)/\(program)"
            }
        guard places.contains(where: { access($0, X_OK) == 0 }) else {
            return .warning("hook", "alert.on_failure: \(program) cannot be run", "give its whole path")
        }
        return .good("hook", program)
    }
}
