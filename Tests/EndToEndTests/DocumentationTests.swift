import Foundation
import Testing

@Suite("The README tells the truth", .serialized)
struct DocumentationTests {
    private static let readme: String = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("README.md")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    /// Fenced blocks of a language, in order.
    private static func blocks(_ language: String) -> [String] {
        readme.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "\n```").first
        }
    }

    @Test("every SQL example runs on a real mirror")
    func examples() async throws {
        let queries = Self.blocks("sql")
        #expect(queries.count >= 10)
        let site = try await Site.authorized(issues: 150)
        let run = try await site.sync()
        try #require(run.status == 0, "\(run)")
        var rows = 0
        for query in queries {
            let result = try await site.command.run("query", "--format", "ndjson", query)
            #expect(result.status == 0, "\(query)\n\(result)")
            rows += result.output.split(separator: "\n").count
        }
        #expect(rows > 50)
        await site.stop()
    }

    @Test("every command and every exit status is described")
    func completeness() async throws {
        let command = Command(home: FileManager.default.temporaryDirectory)
        let help = try await command.run("--help")
        #expect(help.status == 0)
        let lines = help.output.components(separatedBy: "SUBCOMMANDS:").last?.split(separator: "\n") ?? []
        let names = lines.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .compactMap { $0.split(separator: " ").first.map(String.init) }
            .filter { $0.allSatisfy { $0.isLowercase || $0 == "-" } && $0 != "help" }
        #expect(names.contains("sync"))
        for name in names { #expect(Self.readme.contains("jira-mirror \(name)"), "\(name)") }
        for status in [0, 64, 65, 69, 70, 73, 74, 75, 76, 77, 78] {
            #expect(Self.readme.contains("| \(status) |"), "\(status)")
            #expect(help.output.contains("  \(status)  ") || status == 0, "\(status)")
        }
    }

    @Test("every make target it names exists")
    func makeTargets() throws {
        let makefile = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Makefile")
        let text = try String(contentsOf: makefile, encoding: .utf8)
        var found = 0
        for word in Self.readme.components(separatedBy: "make ").dropFirst() {
            let target = word.prefix { $0.isLowercase || $0 == "-" }
            guard !target.isEmpty,
                Self.readme.contains("`make \(target)`") || Self.readme.contains("\nmake \(target)")
            else { continue }
            found += 1
            #expect(text.contains("\n\(target):"), "\(target)")
        }
        #expect(found > 4)
    }
}
