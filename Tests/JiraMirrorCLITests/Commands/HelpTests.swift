import ArgumentParser
import Testing

@testable import JiraMirrorCLI

@Suite("Help") struct HelpTests {
    /// Every command that does something, with its path.
    private func leaves(
        _ command: any ParsableCommand.Type, _ path: [String] = []
    ) -> [(path: [String], command: any ParsableCommand.Type)] {
        let children = command.configuration.subcommands
        if children.isEmpty { return [(path, command)] }
        return children.flatMap { child in
            leaves(child, path + [child.configuration.commandName ?? "?"])
        }
    }

    @Test func everyCommandHasAnExampleThatNamesIt() {
        let commands = leaves(JiraMirrorCommand.self)
        #expect(commands.count >= 12)
        for (path, command) in commands {
            let help = JiraMirrorCommand.helpMessage(for: command)
            #expect(help.contains("Example"), "\(path)")
            let line = path == ["init"] ? "jira-mirror init" : "jira-mirror " + path.joined(separator: " ")
            #expect(help.contains(line), "\(path)")
        }
    }

    @Test func theExampleOfEveryCommandParses() throws {
        for (path, command) in leaves(JiraMirrorCommand.self) {
            let text = command.configuration.discussion
            let examples = text.split(separator: "\n").map { $0.trimmingSpaces() }
                .filter { $0.hasPrefix("jira-mirror ") }
            #expect(!examples.isEmpty, "\(path)")
            for example in examples {
                let line = example.prefix { $0 != "|" && $0 != ">" && $0 != "&" && $0 != "<" }
                let words = Self.words(String(line)).dropFirst()
                #expect(throws: Never.self, "\(example)") {
                    _ = try JiraMirrorCommand.parseAsRoot(
                        LeadingOptions.moved(Array(words), root: JiraMirrorCommand.self))
                }
            }
        }
    }

    /// Words as a shell splits them, for examples with double quotes.
    private static func words(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { index, part in
            index % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }

    @Test func theRootListsTheExitStatuses() async throws {
        let bench = try Bench()
        #expect(await bench.run("--help") == .done)
        for status in JiraMirrorCLI.ExitStatus.allCases { #expect(bench.output.contains(status.meaning)) }
        #expect(bench.talk.isEmpty)
    }

    @Test func aMistakeOnTheCommandLineIs64OnStandardError() async throws {
        let bench = try Bench()
        #expect(await bench.run("exprot") == .usage)
        #expect(bench.output.isEmpty)
        #expect(bench.talk.hasPrefix("jira-mirror: "))
    }

    @Test func theVersionIsOneLine() async throws {
        let bench = try Bench()
        #expect(await bench.run("--version") == .done)
        #expect(bench.output == Version.text + "\n")
    }

    @Test func theVersionNamesTheCommitWhereTheBuildKnowsIt() {
        #expect(Version.text(commit: nil) == Version.number)
        #expect(Version.text(commit: "7b22c40f1d5e-dirty") == "\(Version.number) (commit 7b22c40f1d5e-dirty)")
    }
}
