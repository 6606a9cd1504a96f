import MirrorStore

/// Lets a signal stop a statement that computes for long.
enum Interruption {
    /// Does the work; when the task is cancelled, the reader's statement is interrupted.
    static func of<Result>(_ reader: MirrorReader, _ work: () throws -> Result) async throws -> Result {
        try await withTaskCancellationHandler {
            try work()
        } onCancel: {
            reader.interrupt()
        }
    }
}
