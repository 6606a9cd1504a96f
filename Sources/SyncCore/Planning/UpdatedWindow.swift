/// The lower bound of an incremental run, as Jira takes it without knowing anybody's time zone:
/// `updated >= -Nm`.
///
/// The bound is a fixed instant of the server's clock; N is computed anew for each request from the
/// time that has passed, so that the bound never moves forward while the run goes on.
struct UpdatedWindow: Sendable {
    /// Server's clock when the run began and the local clock at that moment.
    let serverStart: Instant
    let localStart: Instant
    /// Everything updated at or after this is asked for.
    private(set) var bound: Instant

    /// - Parameters:
    ///   - mark: the server's clock at the start of the last finished run.
    ///   - markLocal: the local clock at that moment. The larger of both elapsed times counts: either
    ///     clock may have been set back.
    init(
        serverStart: Instant, localStart: Instant, mark: Instant, markLocal: Instant, overlapSeconds: Double
    ) {
        self.serverStart = serverStart
        self.localStart = localStart
        let elapsed = max(serverStart - mark, localStart - markLocal, 0)
        bound = serverStart + -(elapsed + overlapSeconds)
    }

    /// The N of `updated >= -Nm` for a request sent at this local time: rounded up, and one minute more
    /// because Jira cuts its own clock to whole minutes.
    func minutes(at localNow: Instant) -> Int {
        let serverNow = serverStart + max(localNow - localStart, 0)
        return Int(((serverNow - bound) / 60).rounded(.up)) + 1
    }

    /// Moves the bound up to where a page has shown everything; never back, and never beyond the start of
    /// the run (imported issues may carry a future date).
    mutating func advance(past lastUpdated: Instant) {
        bound = max(bound, min(lastUpdated, serverStart))
    }
}
