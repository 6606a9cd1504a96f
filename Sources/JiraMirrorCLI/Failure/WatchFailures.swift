extension FailureReport {
    /// Pings and hooks fail beside a run: the status is that of the run, this one is never an exit status.
    init(ping error: HealthPing.Failure) {
        switch error {
        case .transport(let error):
            let report = FailureReport(transport: error)
            self.init(report.what.replacing("the site", with: "the monitor"), status: report.status)
        case .status(let status):
            self.init("the monitor answered with status \(status)", status: .tryLater)
        }
    }

    init(hook error: FailureHook.Failure) {
        switch error {
        case .notStarted(let program, let reason):
            self.init("cannot run \(program): \(reason)", status: .configuration)
        case .tooLate(let program, let seconds):
            self.init("\(program) was stopped: it did not end within \(seconds) s", status: .tryLater)
        case .ended(let program, let how):
            self.init("\(program) ended with \(how)", status: .tryLater)
        }
    }
}
