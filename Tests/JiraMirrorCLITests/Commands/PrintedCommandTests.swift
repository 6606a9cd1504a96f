import ArgumentParser
import Foundation
import SyncCore
import Testing

@testable import JiraMirrorCLI
@testable import Reporting

/// Commands that reports print: somebody pastes them into a shell.
@Suite("Commands that reports print") struct PrintedCommandTests {
    private static let parameters = [
        ReportParameter("project", .projects, help: ""), ReportParameter("assignee", .people, help: ""),
        ReportParameter("label", .labels, help: ""),
        ReportParameter("from", .day, default: "-90d", help: ""), ReportParameter("to", .day, help: ""),
        ReportParameter("subtasks", .flag, default: "no", help: ""),
        ReportParameter("board", .board, help: ""), ReportParameter("hours", .number, default: "8", help: ""),
        ReportParameter("by", .choice(["week", "month"]), default: "week", help: ""),
    ]
    private static let today = Day(year: 2026, month: 3, day: 31)

    private func values(_ given: [String: [String]]) throws -> ParameterValues {
        try ParameterValues(
            given,
            of: ReportDescription(name: "r", title: "", summary: "", parameters: Self.parameters),
            today: Self.today)
    }

    private func document(_ parameters: [UsedParameter], name: String = "cycle-time") -> ReportDocument {
        let tables = ["items", "it's more"].map {
            ReportTable(name: $0, title: $0, columns: [Column(untyped: "a")], rows: [])
        }
        return ReportDocument(
            name: name, title: "", headline: "", parameters: parameters, timeZone: .gmt,
            sample: Sample(0, "issues"), asOf: nil, generatedAt: Instant(milliseconds: 0),
            sections: tables.map { .table($0) })
    }

    /// What a shell makes of a line.
    private func words(_ line: String) throws -> [String] {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        let rest = try #require(line.hasPrefix("jira-mirror ") ? line.dropFirst("jira-mirror ".count) : nil)
        shell.arguments = ["-c", "printf '%s\\0' \(rest)"]
        let output = Pipe()
        shell.standardOutput = output
        try shell.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        try #require(shell.terminationStatus == 0)
        return data.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func parsed(_ line: String) throws -> ExportCommand {
        let words = try words(line)
        #expect(words.first == "export")
        return try ExportCommand.parse(Array(words.dropFirst()))
    }

    @Test(
        "the export of a cut table gives that table of the same selection",
        arguments: [
            [:],
            [
                "project": ["ABC", "DEF"], "assignee": ["Ann O'Hara, $(touch x)"],
                "label": ["all", "a'\u{301}b"],
                "from": ["2025-11"], "to": ["2026-02"], "subtasks": ["yes"], "board": ["Team; rm \"x\" \\"],
                "hours": ["7.5"], "by": ["month"],
            ],
            ["from": [""], "board": ["not set"], "label": ["not set"], "hours": ["8"]],
        ] as [[String: [String]]])
    func table(given: [String: [String]]) throws {
        let used = try values(given)
        let document = document(used.used)
        for table in document.tables {
            let command = try parsed(document.exportCommand(of: table))
            #expect(command.report == "cycle-time" && command.format.format == .csv)
            #expect(command.tableName == (table.name == "items" ? nil : table.name))
            #expect(!command.format.table)
            let again = try values(ExportParameters.parse(command.param))
            for name in Self.parameters.map(\.name) {
                #expect(again.value(name) == used.value(name), "\(name): \(command.param)")
            }
        }
    }

    @Test("what has its default is not repeated")
    func short() throws {
        let document = document(try values(["from": ["-90d"], "by": ["WEEK"], "project": ["ABC"]]).used)
        #expect(
            document.exportCommand(of: document.tables[0])
                == "jira-mirror export cycle-time --format csv --param project=ABC")
    }

    @Test("the spreadsheet file of a part is named like the part, of the same selection")
    func workbook() throws {
        let command = try parsed(
            document(try values(["label": ["a b"]]).used, name: "my report").workbookCommand)
        #expect(command.report == "my report" && command.output == "my report.xlsx")
        #expect(command.param == ["label=a b"])
    }
}
