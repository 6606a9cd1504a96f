import Foundation
import Reporting
import Testing

@testable import MirrorStore

/// `docs/reports.md` tells of the reports as they are.
@Suite struct ReportsGuideTests {
    private static let docs = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs")

    /// The section of each report, its lines joined.
    private static func sections() throws -> [String: String] {
        let text = try String(contentsOf: docs.appendingPathComponent("reports.md"), encoding: .utf8)
        var sections: [String: String] = [:]
        for part in text.components(separatedBy: "\n## ").dropFirst() {
            let lines = part.components(separatedBy: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            sections[lines[0]] = lines.dropFirst().joined(separator: " ")
        }
        return sections
    }

    @Test("every built-in report has a section with its question, its parameters, a picture and an example")
    func sections() throws {
        let sections = try Self.sections()
        for report in ReportCatalog.builtIn {
            let section = try #require(
                sections[report.name], "docs/reports.md has no section '\(report.name)'")
            #expect(
                section.contains(report.description.summary), "\(report.name): its question is another one")
            for parameter in report.description.parameters {
                #expect(
                    section.contains("`\(parameter.name)`"),
                    "\(report.name): '\(parameter.name)' is not named")
            }
            #expect(section.contains("jira-mirror export \(report.name) "))
            #expect(section.contains("](images/\(report.name).png)"))
            let picture = Self.docs.appendingPathComponent("images/\(report.name).png")
            let bytes = try Data(contentsOf: picture)
            #expect(bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) && bytes.count < 150_000, "\(report.name)")
        }
    }

    /// What a rule begins with, before anything that differs from run to run.
    static func beginning(_ rule: String) -> String {
        String(rule.prefix { !$0.isNumber && !":;,.".contains($0) }).trimmingCharacters(in: .whitespaces)
    }

    @Test("the rules that a report prints stand in its section")
    func rules() throws {
        let sections = try Self.sections()
        let fixture = try ReportFixture()
        var count = 0
        for report in ReportCatalog.builtIn {
            // The fixture has no board, so the reports on sprints cannot be made of it.
            guard let document = try? fixture.run(report.name) else { continue }
            count += 1
            for rule in document.definition where !rule.contains("is left out: ") {
                let beginning = Self.beginning(rule).replacingOccurrences(
                    of: "the time zone Europe/Berlin", with: "the report time zone")
                #expect(
                    sections[report.name]?.contains(beginning) == true,
                    "docs/reports.md, \(report.name), lacks the rule: \(rule)")
            }
        }
        #expect(count >= ReportCatalog.builtIn.count - 3)
    }
}
