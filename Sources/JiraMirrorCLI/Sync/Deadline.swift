/// The end of a run that waits for an answer when its time is over.
///
/// The run itself looks at the time between pages; a server that keeps it waiting would hold it for the sum of all
/// tries.
enum Deadline {
    /// What an answer that is under way may still take: a page in good health is there by then.
    static let graceSeconds = 10.0

    /// Does the work; that many seconds and the grace later it is cancelled, as by a signal.
    static func bound<Value: Sendable>(
        _ seconds: Double?, _ work: @escaping @Sendable () async -> Value
    ) async -> Value {
        guard let seconds else { return await work() }
        let task = Task { await work() }
        let end = Task {
            try await Task.sleep(for: .seconds(max(0, seconds) + graceSeconds))
            task.cancel()
        }
        defer { end.cancel() }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
