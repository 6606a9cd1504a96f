import ArgumentParser
import Foundation
import MirrorStore
import Testing

@testable import JiraMirrorCLI

@Suite("Formats of the commands") struct OutputFormatTests {
    private func bench(terminal: Terminal = Terminal()) throws -> Bench {
        let bench = try Bench(terminal: terminal)
        try bench.configure("report: {time_zone: Europe/Berlin}\n")
        try Dependencies(GlobalOptions.parse([]), in: bench.context).store().close()
        return bench
    }

    @Test("--raw turns the guard against formulas off, in every command that prints tables")
    func raw() async throws {
        let bench = try bench()
        #expect(await bench.run("query", "SELECT '=1' AS a, -1 AS b") == .done)
        #expect(bench.output == "a,b\n\"'=1\",-1\n")
        #expect(await bench.run("query", "--raw", "SELECT '=1' AS a, -1 AS b") == .done)
        #expect(bench.output.hasSuffix("a,b\n=1,-1\n"))
        for arguments in [["export", "--list"], ["config", "show"]] {
            #expect(await Program.run(arguments + ["--csv", "--raw"], in: bench.context) == .done)
        }
        #expect(await bench.run("export", "users", "--raw", "--output", "users.tsv") == .done)
        #expect(try bench.directory.text("users.tsv").hasPrefix("key\t"))
    }

    @Test("on a terminal a data format shows control characters instead of sending them")
    func terminal() async throws {
        let bench = try bench(terminal: Terminal(outputIsTerminal: true, width: 80))
        #expect(await bench.run("query", "--csv", "SELECT char(27) || ']52;c;eA==' || char(7) AS a") == .done)
        #expect(bench.output == "a\n^[]52;c;eA==^G\n")
        #expect(await bench.run("query", "--csv", "--raw", "SELECT char(27) AS a") == .done)
        #expect(bench.output.hasSuffix("a\n\u{1B}\n"))
    }

    #if XLSX
        @Test("a spreadsheet file goes to a file or a pipe, never to a terminal")
        func workbook() async throws {
            let bench = try bench(terminal: Terminal(outputIsTerminal: true, width: 80))
            #expect(await bench.run("query", "--xlsx", "SELECT 1") == .usage)
            #expect(bench.talk.contains("nothing that a terminal can show"))
            #expect(bench.output.isEmpty)
            #expect(await bench.run("export", "users", "--output", "users.xlsx") == .done)
            let bytes = try Data(contentsOf: URL(fileURLWithPath: bench.directory.path + "/users.xlsx"))
            #expect(bytes.starts(with: Array("PK".utf8)))
            #expect(try bench.directory.names == ["home", "stderr", "stdin", "stdout", "users.xlsx"])
        }

        @Test("a place without room or without a directory is named, and nothing is left there")
        func workbookFailures() async throws {
            let bench = try bench()
            #expect(await bench.run("export", "users", "--output", "no/such/users.xlsx") == .cannotCreate)
            #expect(await bench.run("export", "users", "--xlsx", "--output", "/dev/full") == .inputOutput)
            #expect(try bench.directory.names == ["home", "stderr", "stdin", "stdout"])
        }
    #else
        @Test("a program without spreadsheet files says how to get one that has them")
        func notBuilt() async throws {
            let bench = try bench()
            #expect(await bench.run("export", "users", "--output", "users.xlsx") == .usage)
            #expect(bench.talk.contains("make install XLSX=1"))
            #expect(try !bench.directory.names.contains("users.xlsx"))
            try bench.configure("exports: [{report: users, path: a.xlsx}]")
            #expect(await bench.run("config", "check") == .configuration)
            #expect(bench.talk.contains("built without xlsx"))
        }
    #endif
}
