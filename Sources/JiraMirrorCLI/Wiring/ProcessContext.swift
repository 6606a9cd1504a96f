import Foundation
import Glibc
package import HTTPCore
package import SyncCore

/// What the outside world is to the program: environment, streams, clock, network.
///
/// Tests give their own.
package struct ProcessContext: Sendable {
    package var environment: [String: String]
    /// What relative paths of the command line start from.
    package var workingDirectory: String
    package var terminal: Terminal
    /// Standard input's descriptor.
    package var input: Int32
    /// Standard output: data only.
    package var output: OutputFile
    /// Standard error: talk only.
    package var talk: Talk
    package var redactor: Redactor
    package var now: @Sendable () -> Instant
    /// Seconds on a clock that only goes forward.
    package var monotonic: @Sendable () -> Double
    /// Suspends for these seconds; throws when the task is cancelled.
    package var sleep: @Sendable (Double) async throws -> Void
    /// The umask that the person had, for files that a command line names.
    package var umask: UInt32
    /// Makes the way to the site; the production value is a `CurlTransport`.
    package var makeTransport: @Sendable (Configuration.Network) -> any HTTPTransport

    package init(
        environment: [String: String], workingDirectory: String, terminal: Terminal, input: Int32,
        output: OutputFile, error: OutputFile, umask: UInt32 = 0o077,
        now: @escaping @Sendable () -> Instant,
        monotonic: @escaping @Sendable () -> Double = Self.systemMonotonic,
        sleep: @escaping @Sendable (Double) async throws -> Void = Self.systemSleep,
        makeTransport: @escaping @Sendable (Configuration.Network) -> any HTTPTransport
    ) {
        self.environment = environment
        self.workingDirectory = workingDirectory
        self.terminal = terminal
        self.input = input
        self.output = output
        redactor = Redactor()
        talk = Talk(error, redactor: redactor)
        self.umask = umask
        self.now = now
        self.monotonic = monotonic
        self.sleep = sleep
        self.makeTransport = makeTransport
    }

    /// Where temporary files go that belong to no other place.
    var temporaryDirectory: String {
        environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// The real world.
    ///
    /// - Parameter umask: what the process was started with.
    package static func current(umask: UInt32) -> ProcessContext {
        let environment = ProcessInfo.processInfo.environment
        return ProcessContext(
            environment: environment, workingDirectory: FileManager.default.currentDirectoryPath,
            terminal: .current(environment: environment), input: STDIN_FILENO,
            output: OutputFile(descriptor: STDOUT_FILENO, name: "standard output"),
            error: OutputFile(descriptor: STDERR_FILENO, name: "standard error"), umask: umask,
            now: systemClock, makeTransport: Transport.make)
    }

    /// The system's clock, in milliseconds.
    package static let systemClock: @Sendable () -> Instant = {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Instant(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// The system's clock since it was started.
    package static let systemMonotonic: @Sendable () -> Double = {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Suspends the task.
    package static let systemSleep: @Sendable (Double) async throws -> Void = { seconds in
        try await Task.sleep(for: .seconds(seconds))
    }
}
