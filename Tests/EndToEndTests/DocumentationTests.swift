import Foundation
import Testing

@Suite("The README tells the truth", .serialized)
struct DocumentationTests {
    private static let readme = (try? Documents.text("README.md")) ?? ""

    @Test("every SQL example runs on a real mirror")
    func examples() async throws {
        let queries = Documents.blocks("sql", in: Self.readme).map(\.text)
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

    @Test("every file that a document links to exists")
    func links() throws {
        let folder = Documents.root.appendingPathComponent("docs")
        let documents = try FileManager.default.contentsOfDirectory(atPath: folder.path)
            .filter { $0.hasSuffix(".md") }.map { "docs/" + $0 }
        var found = 0
        for document in documents + ["README.md"] {
            let base = Documents.root.appendingPathComponent(document).deletingLastPathComponent()
            for part in try Documents.text(document).components(separatedBy: "](").dropFirst() {
                let target = part.prefix { $0 != ")" && $0 != "#" }
                guard !target.isEmpty, !target.contains("://") else { continue }
                found += 1
                let file = base.appendingPathComponent(String(target))
                #expect(FileManager.default.fileExists(atPath: file.path), "\(document): \(target)")
            }
        }
        #expect(found >= 8)
    }

    @Test("every make target it names exists")
    func makeTargets() throws {
        let text = try Documents.text("Makefile")
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
