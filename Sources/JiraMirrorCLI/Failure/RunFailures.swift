import SyncCore

/// What a run has to say beside a failure: it went on, and something in the mirror waits for a person.
extension FailureReport {
    init(guardStop stop: DeletionGuard.Stop, program: String) {
        self.init(
            "project \(stop.project): \(stop.vanishing) of \(stop.stored) issues are no longer visible, which is more "
                + "than one run may remove",
            kept: "they are kept; did the account lose a permission?",
            hints: ["if they are really gone, run: \(program) sync --allow-mass-deletion"], status: .dataError
        )
    }

    init(newlyQuarantined count: Int, program: String) {
        self.init(
            "\(count) issues could not be read and were put aside",
            kept: "the rest of the mirror is up to date; each run tries them again",
            hints: ["see which and why: \(program) status"], status: .dataError)
    }

    init(expected: Int64, held: Int64, program: String) {
        self.init(
            "Jira counts \(expected) issues, the mirror holds \(held)",
            hints: ["the next run compares again; if it stays so, run: \(program) sync --full"],
            status: .dataError)
    }
}
