import Testing

@testable import JiraMirrorCLI

/// Signals belong to the whole process, so what one does is tested on the program itself, from outside.
@Suite("Signals") struct SignalWatchTests {
    private struct Failure: Error {}

    @Test func workThatEndsGivesItsValue() async throws {
        #expect(try await SignalWatch.run { 7 } == 7)
    }

    @Test func aFailureWithoutASignalIsItself() async throws {
        await #expect(throws: Failure.self) { try await SignalWatch.run { throw Failure() } }
    }

    @Test func cancellingTheCallerCancelsTheWork() async throws {
        let task = Task { try await SignalWatch.run { try await Task.sleep(for: .seconds(600)) } }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }
}
