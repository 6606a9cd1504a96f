import Foundation
import Testing

@testable import JiraMirrorCLI

@Suite("Configuration example") struct ConfigurationExampleTests {
    /// The example with every key set: what stands behind `#` without a blank is a key.
    private func uncommented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let indent = line.prefix { $0 == " " }
            let rest = line.dropFirst(indent.count)
            return rest.hasPrefix("#") && rest.dropFirst().first?.isLetter == true
                ? indent + rest.dropFirst() : line
        }.joined(separator: "\n")
    }

    private func loader(_ bench: Bench, _ environment: [String: String] = [:]) throws -> ConfigurationLoader {
        ConfigurationLoader(
            locations: try Locations(
                profile: "default", configurationFile: nil, environment: bench.context.environment,
                workingDirectory: bench.directory.path),
            environment: environment.merging(["HOME": "/home/ada"]) { first, _ in first },
            workingDirectory: bench.directory.path)
    }

    @Test func theDocumentIsUpToDate() async throws {
        let bench = try Bench()
        #expect(await bench.run("config", "example") == .done)
        let document = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("docs/config.example.yaml")
        #expect(try String(contentsOf: document, encoding: .utf8) == bench.output, "run: make config-example")
    }

    @Test func everyKeyIsInItOnceAndNoOther() async throws {
        let bench = try Bench()
        #expect(await bench.run("config", "example") == .done)
        let text = uncommented(bench.output)
        // The group of the example is on few machines; the environment wins over the file.
        let loaded = try loader(bench, ["JIRA_MIRROR_MIRROR_GROUP": "0"]).load(text: text)
        let fromFile = loaded.effective.filter { value in
            if case .file = value.place { true } else { value.key == "mirror.group" }
        }
        #expect(fromFile.map(\.key).sorted() == Settings.all.map(\.key).sorted())
        for setting in Settings.all {
            let name = setting.key.split(separator: ".").last ?? ""
            #expect(text.contains("# \(setting.summary)\n"), "\(setting.key)")
            #expect(text.contains("\(name): "), "\(setting.key)")
        }
    }

    @Test func asItIsItChangesNothing() async throws {
        let bench = try Bench()
        #expect(await bench.run("config", "example") == .done)
        let loaded = try loader(bench).load(text: bench.output)
        #expect(loaded.effective.allSatisfy { $0.place == nil })
    }

    @Test func keysCanBeSet() async throws {
        let bench = try Bench()
        let status = await bench.run(
            "config", "example", "--set", "site.url=https://jira.example.com/jira", "--set",
            "network.no_proxy=a.example,b.example", "--set", "sync.concurrency=3")
        #expect(status == .done, "\(bench.talk)")
        let loaded = try loader(bench).load(text: bench.output)
        #expect(loaded.configuration.site.url == "https://jira.example.com/jira")
        #expect(loaded.configuration.network.noProxy == ["a.example", "b.example"])
        #expect(loaded.configuration.sync.concurrency == 3)
    }

    @Test func everyMistakeIsNamedAtOnceAndNothingIsPrinted() async throws {
        let bench = try Bench()
        let status = await bench.run(
            "config", "example", "--set", "site.uri=x", "--set", "sync.concurrency=99", "--set",
            "mirror.mode=0777")
        #expect(status == .configuration)
        #expect(bench.output.isEmpty)
        for problem in ["did you mean 'site.url'?", "99 is not between", "mirror.mode: "] {
            #expect(bench.talk.contains(problem), "\(problem)")
        }
        #expect(await bench.run("config", "example", "--set", "site.url") == .usage)
    }
}
