import Foundation
import HTTPCore
import SyncCore

@testable import JiraMirrorCLI

/// A program without a world: its own directory, streams that are kept, a network that a test scripts.
final class Bench: Sendable {
    let directory: TemporaryDirectory
    let context: ProcessContext
    private let outputFile: String
    private let errorFile: String
    private let descriptors: [Int32]

    /// A request that no test planned is a failure, never an answer.
    struct Unplanned: HTTPTransport {
        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            throw .refusedURL("unplanned request: \(request.url)")
        }
    }

    init(
        environment: [String: String] = [:], input: String = "", terminal: Terminal = Terminal(),
        transport: any HTTPTransport = Unplanned(), now: Instant = Instant(milliseconds: 1_795_000_000_000)
    ) throws {
        directory = try TemporaryDirectory()
        outputFile = try directory.file("stdout", "")
        errorFile = try directory.file("stderr", "")
        let inputFile = try directory.file("stdin", input)
        descriptors = [
            open(outputFile, O_WRONLY | O_APPEND), open(errorFile, O_WRONLY | O_APPEND),
            open(inputFile, O_RDONLY),
        ]
        var variables = ["JIRA_MIRROR_HOME": directory.path + "/home", "HOME": directory.path]
        variables.merge(environment) { $1 }
        context = ProcessContext(
            environment: variables, workingDirectory: directory.path, terminal: terminal,
            input: descriptors[2],
            output: OutputFile(descriptor: descriptors[0], name: "standard output"),
            error: OutputFile(descriptor: descriptors[1], name: "standard error"), now: { now },
            makeTransport: { _ in transport })
    }

    deinit { for descriptor in descriptors { close(descriptor) } }

    func run(_ arguments: String...) async -> ExitStatus { await Program.run(arguments, in: context) }

    var output: String { (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? "" }
    var talk: String { (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? "" }

    /// Writes the default profile's configuration file.
    func configure(_ yaml: String) throws {
        try FileManager.default.createDirectory(
            atPath: directory.path + "/home", withIntermediateDirectories: true)
        try yaml.write(toFile: directory.path + "/home/config.yaml", atomically: true, encoding: .utf8)
    }
}
