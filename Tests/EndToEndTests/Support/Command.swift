import Foundation
import Testing

/// The built `jira-mirror`, run as a person or cron would run it.
struct Command {
    /// Where everything of the profile lies (`JIRA_MIRROR_HOME`).
    let home: URL
    var environment: [String: String] = [:]
    /// What is run: `jira-mirror` of this build, or a script around it.
    var executable = Command.binaries.appendingPathComponent("jira-mirror")

    /// What a finished run left behind.
    struct Result: CustomStringConvertible {
        var status: Int32
        var wasKilled: Bool
        var output: String
        var errors: String

        var description: String { "status \(status)\nstdout: \(output)\nstderr: \(errors)" }
    }

    /// The products of the build that these tests belong to.
    static let binaries: URL = {
        let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        var folder = tests.deletingLastPathComponent()
        for _ in 0..<5 {
            if FileManager.default.isExecutableFile(atPath: folder.appendingPathComponent("jira-mirror").path)
            {
                return folder
            }
            folder = folder.deletingLastPathComponent()
        }
        return tests.deletingLastPathComponent()
    }()

    /// What a build with sanitizers needs to be told, such as that the runtime's own memory is no leak.
    private static let sanitizerOptions = ProcessInfo.processInfo.environment.filter {
        $0.key.hasSuffix("SAN_OPTIONS")
    }

    /// A running program.
    final class Running: @unchecked Sendable {
        let process = Process()
        let input = Pipe()
        private let output = Collector()
        private let errors = Collector()

        fileprivate init(_ command: Command, _ arguments: [String]) throws {
            process.executableURL = command.executable
            process.arguments = arguments
            var environment = [
                "PATH": "/usr/bin:/bin", "HOME": command.home.path,
                "JIRA_MIRROR_HOME": command.home.path, "LANG": "C.UTF-8",
            ]
            environment.merge(Command.sanitizerOptions) { $1 }
            environment.merge(command.environment) { $1 }
            process.environment = environment
            process.currentDirectoryURL = command.home
            process.standardInput = input
            process.standardOutput = output.pipe
            process.standardError = errors.pipe
            output.start()
            errors.start()
            // A program inherits the mask of the thread that starts it, and threads of a pool block most signals.
            var none = sigset_t()
            var own = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, &own)
            defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
            try process.run()
        }

        /// The first whole line on stdout, waited for.
        func firstLine(within seconds: Double = 30) async throws -> String {
            try await output.waitForLine(seconds)
        }

        /// What was said on stderr so far.
        var talk: String { errors.text }

        func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }
        func terminate() { process.terminate() }

        /// Waits for the end; a program that hangs is killed and shows as such.
        func wait(within seconds: Double = 120) async -> Result {
            let deadline = Date() + seconds
            while process.isRunning, Date() < deadline {
                try? await Task.sleep(for: .milliseconds(5))
            }
            if process.isRunning { kill() }
            while process.isRunning { try? await Task.sleep(for: .milliseconds(5)) }
            await output.finish()
            await errors.finish()
            return Result(
                status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
                output: output.text, errors: errors.text)
        }
    }

    func start(_ arguments: [String]) throws -> Running { try Running(self, arguments) }

    /// Runs a line of the shell in which `$0` is the program, for limits that only a shell sets.
    func run(shell line: String) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line, Self.binaries.appendingPathComponent("jira-mirror").path]
        process.environment = Self.sanitizerOptions.merging(
            ["JIRA_MIRROR_HOME": home.path, "HOME": home.path, "PATH": "/usr/bin:/bin"]
        ) { $1 }
        let errors = Pipe()
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return Result(status: process.terminationStatus, wasKilled: false, output: "", errors: text)
    }

    /// Runs to the end with nothing on standard input.
    func run(_ arguments: String..., within seconds: Double = 120) async throws -> Result {
        let running = try start(arguments)
        try running.input.fileHandleForWriting.close()
        return await running.wait(within: seconds)
    }
}

/// Reads a pipe to its end while the program runs, so that it never blocks on a full one: on a thread of its own, so
/// that no busy pool of threads delays it.
private final class Collector: @unchecked Sendable {
    let pipe = Pipe()
    private let lock = NSLock()
    private var data = Data()
    private var isAtEnd = false

    /// Seconds after the program's end in which the end of its pipe must be read, however busy the machine is.
    private static let patience = 120.0

    func start() {
        let thread = Thread { [self] in
            let handle = pipe.fileHandleForReading
            var chunk = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = read(handle.fileDescriptor, &chunk, chunk.count)
                if count > 0 {
                    lock.withLock { data.append(contentsOf: chunk[..<count]) }
                } else if count == 0 || errno != EINTR {
                    break
                }
            }
            lock.withLock { isAtEnd = true }
        }
        thread.start()
    }

    var text: String { lock.withLock { String(decoding: data, as: UTF8.self) } }

    func waitForLine(_ seconds: Double) async throws -> String {
        let deadline = Date() + seconds
        while Date() < deadline {
            if let line = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first {
                return String(line)
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw CocoaError(.fileReadUnknown)
    }

    /// Waits for the end of the pipe. Half an output is no output: it fails the test.
    func finish() async {
        let deadline = Date() + Self.patience
        while !lock.withLock({ isAtEnd }) {
            guard Date() < deadline else {
                Issue.record("the program ended, and somebody still holds its output open")
                return
            }
            try? await Task.sleep(for: .milliseconds(2))
        }
    }
}
