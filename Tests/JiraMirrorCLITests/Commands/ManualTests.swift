import ArgumentParser
import Foundation
import Testing

@testable import JiraMirrorCLI

@Suite("Manual page") struct ManualTests {
    private func page(_ environment: [String: String] = [:]) async throws -> String {
        let bench = try Bench(environment: environment)
        try #require(await bench.run("manual") == .done, "\(bench.talk)")
        return bench.output
    }

    /// The page as a reader sees it: without the escapes of troff, and with whole paragraphs on one line.
    private func plain(_ text: String) -> String {
        let lines = text.split(separator: "\n")
        let joined = lines.enumerated().map { index, line in
            let isText = !line.hasPrefix(".") && index > 0 && !lines[index - 1].hasPrefix(".")
            return (isText ? " " : "\n") + line
        }.joined()
        return joined.replacing("\\-", with: "-").replacing("\\&", with: "").replacing("\"", with: "")
            .replacing("\\(aq", with: "'").replacing("\\(ti", with: "~")
    }

    /// The part of a section or of one command.
    private func part(_ heading: String, of page: String) throws -> String {
        let parts = page.components(separatedBy: "\n.S")
        return try #require(parts.first { $0.hasPrefix(heading + "\n") || $0 == heading }, "\(heading)")
    }

    @Test func everyCommandHasItsPartWithAllThatItsHelpNames() async throws {
        let page = try await plain(self.page())
        let commands = try CommandDescription.root().leaves
        #expect(commands.count >= 12)
        var options = 0
        for (words, command) in commands {
            let text = try part("s " + words.joined(separator: " "), of: page)
            for argument in command.shownArguments {
                for name in argument.names ?? [] {
                    let shown = name.kind == "long" ? "Fl --\(name.name)" : "Fl -\(name.name)"
                    // Fl writes one of the dashes.
                    #expect(text.contains(shown.replacing("Fl -", with: "Fl ")), "\(words) \(shown)")
                    options += 1
                }
                #expect(argument.abstract?.isEmpty == false, "\(words): an argument without a meaning")
            }
        }
        #expect(options > 60)
    }

    @Test func theHelpOfEveryCommandNamesWhatThePageNames() throws {
        for (words, command) in try CommandDescription.root().leaves {
            var type: any ParsableCommand.Type = JiraMirrorCommand.self
            for word in words {
                type = try #require(
                    type.configuration.subcommands.first { $0.configuration.commandName == word })
            }
            let help = JiraMirrorCommand.helpMessage(for: type)
            for argument in command.shownArguments {
                let name = try #require(argument.names?.first?.name ?? argument.valueName)
                #expect(help.contains(name), "\(words): \(name)")
            }
        }
    }

    @Test func everyKeyAndEveryExitStatusIsListed() async throws {
        let page = try await plain(self.page())
        let environment = try part("h ENVIRONMENT", of: page)
        for setting in Settings.all {
            #expect(
                environment.contains(".It \(setting.environmentName)\n\(setting.key): "), "\(setting.key)")
        }
        let statuses = try part("h EXIT STATUS", of: page)
        for status in JiraMirrorCLI.ExitStatus.allCases {
            #expect(statuses.contains(".It \(status.rawValue)\n\(status.meaning)"), "\(status)")
        }
        for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "FILES", "EXAMPLES", "SEE ALSO"] {
            _ = try part("h " + section, of: page)
        }
    }

    @Test func theExamplesAreThoseOfTheHelp() async throws {
        let page = try await plain(self.page())
        let examples = try part("h EXAMPLES", of: page)
        for (words, command) in try CommandDescription.root().leaves {
            #expect(!command.prose.examples.isEmpty, "\(words)")
            for example in command.prose.examples {
                #expect(examples.contains(example.replacing("\"", with: "")), "\(example)")
            }
        }
    }

    @Test func aBuildThatIsRepeatedMakesTheSamePage() async throws {
        let page = try await page(["SOURCE_DATE_EPOCH": "1795996800"])
        #expect(page.hasPrefix(".Dd November 30, 2026\n.Dt JIRA-MIRROR 1\n"))
        #expect(try await self.page(["SOURCE_DATE_EPOCH": "1795996800"]) == page)
        let bench = try Bench(environment: ["SOURCE_DATE_EPOCH": "yesterday"])
        #expect(await bench.run("manual") == .usage)
    }

    @Test func nothingOfATextIsTakenForMarkup() {
        var markup = ManualMarkup()
        markup.prose(".It is no macro.")
        markup.prose("'Nor is this: C:\\n and -x.")
        markup.macro("It", "a \"b\" c")
        #expect(
            markup.lines == [
                "\\&.It is no macro.", "\\(aqNor is this: C:\\en and \\-x.", ".It \"\\&a \\(dqb\\(dq c\"",
            ])
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func everyCommandIsCompleted(_ shell: String) async throws {
        let bench = try Bench()
        #expect(await bench.run("--generate-completion-script", shell) == .done)
        for (words, _) in try CommandDescription.root().leaves {
            for word in words { #expect(bench.output.contains(word), "\(word)") }
        }
        #expect(!bench.output.contains("schema-document"), "a hidden command")
    }
}
