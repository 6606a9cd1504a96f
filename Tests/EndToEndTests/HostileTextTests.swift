import Foundation
import GRDB
import JiraSimulator
import Testing

/// What people could write into Jira to harm those who look at an export.
enum HostilePayload {
    static let all: [String] = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
        "</title></style></table><svg onload=alert(1)>", "javascript:alert(1)",
        "[x](javascript:alert(1)) ![y](http://evil.example/p.png) <http://evil.example>",
        "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1",
        "＠A",
        "\"=1+1\"", "x;=cmd|' /C calc'!A0", "x; \"+1+1\";\t@SUM(1)", "x\n-2+3", "\u{FEFF}=1+1",
        "\u{200B}=1+1", "a\"\r\n=1+1,\"b", "_x003D_1+1",
        "\u{1B}[31mred\u{1B}[0m\u{07}\u{08}", "\u{1B}]8;;http://evil.example\u{1B}\\link\u{1B}]8;;\u{1B}\\",
        "\u{1B}]52;c;eA==\u{07}", "\u{9B}31m\u{9D}0;title\u{9C}\u{85}\u{7F}",
        "\u{202E}gnp.exe\u{202C}", "\u{2066}isolated\u{2069}\u{200F}\u{061C}",
        "\u{2028}line\u{2029}\u{E0041}",
        "a\u{AD}b\u{180E}\u{2060}\u{206A}\u{3164}\u{E0100}",
        "| a | b |\n|---|---|", String(repeating: "Wide🙂", count: 6000) + "x",
    ]

    /// Gives every text that people choose in Jira one of the payloads.
    static func plant(in mirror: URL) throws -> Int {
        let queue = try DatabaseQueue(path: mirror.path)
        return try queue.write { db in
            let columns = try Row.fetchAll(
                db,
                sql: """
                    SELECT m.name AS "table", c.name AS "column"
                    FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
                    WHERE m.type = 'table' AND c.type LIKE '%TEXT%' AND c.pk = 0
                        AND (c.name IN ('name', 'summary', 'description', 'environment', 'body', 'comment',
                                'display_name', 'username', 'goal', 'message', 'reason', 'filename', 'from_text',
                                'to_text', 'inward', 'outward', 'category', 'email')
                            OR m.name = 'issue_fields')
                    """)
            var planted = 0
            for column in columns {
                let (table, name): (String, String) = (column["table"], column["column"])
                let ids = try Row.fetchAll(
                    db,
                    sql: "SELECT DISTINCT \"\(name)\" AS v FROM \"\(table)\" WHERE v IS NOT NULL LIMIT 200")
                for (index, row) in ids.enumerated() {
                    let value: DatabaseValue = row["v"]
                    let payload = all[(index + planted) % all.count]
                    // Unique, for columns that must be.
                    try db.execute(
                        sql: "UPDATE OR IGNORE \"\(table)\" SET \"\(name)\" = ? WHERE \"\(name)\" = ?",
                        arguments: [payload + (index < all.count ? "" : " \(index)"), value])
                }
                planted += ids.count
            }
            for (index, payload) in all.enumerated() {
                try db.execute(
                    sql: """
                        UPDATE OR IGNORE issue_labels SET label = ?
                        WHERE (issue_id, label) IN (SELECT issue_id, label FROM issue_labels LIMIT 1 OFFSET ?)
                        """, arguments: [payload, index])
            }
            return planted
        }
    }
}

@Suite("Hostile texts", .serialized)
struct HostileTextTests {
    private static let formats = ["csv", "tsv", "json", "ndjson", "markdown", "table", "html"]
    private static let query = """
        SELECT i.id, i.key, i.summary, i.description, i.status, i.assignee, i.project_key, l.label,
            (SELECT group_concat(name, ' ') FROM sprints) AS sprints
        FROM issue_details AS i LEFT JOIN issue_labels AS l ON l.issue_id = i.id
        """

    @Test("nothing that a text says is obeyed: every report and a query in every format, and status")
    func everyOutput() async throws {
        let site = try await Site.authorized(issues: 60)
        #expect(try await site.sync().status == 0)
        #expect(try HostilePayload.plant(in: site.mirror) > 200)

        let list = try await site.command.run("export", "--list", "--json")
        let reports = try #require(
            JSONSerialization.jsonObject(with: Data(list.output.utf8)) as? [[String: Any]])
        var outputs = 0
        for report in reports {
            let name = try #require(report["name"] as? String)
            let parameters = (report["parameters"] as? [[String: Any]] ?? []).compactMap {
                $0["name"] as? String
            }
            let given = parameters.contains("board") ? ["--param", "board=1"] : []
            outputs += try await check(site, name, ["export", name] + given)
        }
        outputs += try await check(site, "query", ["query", Self.query])
        #expect(outputs > 100)

        for arguments in [["status"], ["status", "--json"]] {
            let running = try site.command.start(arguments)
            let result = await running.wait()
            #expect(result.status == 0)
            #expect(Self.hidden(result.output) == [], "\(arguments)")
        }
        await site.stop()
    }

    /// All formats of one command; gives the number of outputs that were looked at.
    private func check(_ site: Site, _ name: String, _ arguments: [String]) async throws -> Int {
        for format in Self.formats {
            let file = site.home.appendingPathComponent("\(name).\(format)")
            let result = try run(site, arguments + ["--format", format], to: file)
            #expect(result.status == 0, "\(name) \(format): \(result.errors)")
            let text = try String(contentsOf: file, encoding: .utf8)
            let problems =
                switch format {
                case "csv": Self.delimited(text, CSVReader.rows(text)) + Self.semicolons(text)
                case "tsv":
                    Self.delimited(
                        text,
                        text.split(separator: "\n").map {
                            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                        })
                case "json": Self.json(text, [text])
                case "ndjson": Self.json(text, text.split(separator: "\n").map(String.init))
                case "markdown": Self.hidden(text) + Self.markdown(text, site.jira.baseURL)
                // HTML takes a tab for a blank.
                case "html":
                    Self.hidden(text).filter { $0 != "U+9" } + MarkupReader.problems(text, site.jira.baseURL)
                default: Self.hidden(text)
                }
            #expect(problems.prefix(5) == [], "\(name) \(format)")
        }
        return try Self.formats.count + workbook(site, name, arguments)
    }

    /// Runs the program with a file as standard output: some outputs are long.
    private func run(
        _ site: Site, _ arguments: [String], to file: URL
    ) throws -> (status: Int32, errors: String) {
        try Data().write(to: file)
        let process = Process()
        process.executableURL = Command.binaries.appendingPathComponent("jira-mirror")
        process.arguments = arguments
        process.environment = ["JIRA_MIRROR_HOME": site.home.path, "PATH": "/usr/bin:/bin"]
        process.standardOutput = try FileHandle(forWritingTo: file)
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        let talk = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, talk)
    }

    /// The spreadsheet file, read with Python's own modules: well-formed XML, no formula, links to the site only.
    private func workbook(_ site: Site, _ name: String, _ arguments: [String]) throws -> Int {
        let file = site.home.appendingPathComponent("\(name).xlsx")
        let result = try run(site, arguments + ["--format", "xlsx"], to: file)
        if result.status == 64, result.errors.contains("built without xlsx") { return 0 }
        #expect(result.status == 0, "\(name) xlsx: \(result.errors)")
        let reader = Process()
        reader.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        reader.arguments = ["python3", "-c", Self.pythonReader, file.path, site.jira.baseURL]
        let said = Pipe()
        reader.standardOutput = said
        reader.standardError = said
        try reader.run()
        let problems = String(decoding: try said.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        reader.waitUntilExit()
        #expect(reader.terminationStatus == 0 && problems == "ok\n", "\(name) xlsx: \(problems.prefix(500))")
        return 1
    }

    private static let pythonReader = """
        import sys, zipfile, xml.etree.ElementTree as tree
        archive, site, problems = zipfile.ZipFile(sys.argv[1]), sys.argv[2], []
        for part in archive.namelist():
            root = tree.fromstring(archive.read(part))
            for element in root.iter():
                name = element.tag.split('}')[-1]
                if part.startswith('xl/worksheets/') and name in ('f', 'oleObject', 'control', 'legacyDrawing'):
                    problems.append(part + ': ' + name)
                if element.get('TargetMode') == 'External' and not element.get('Target').startswith(site + '/'):
                    problems.append(element.get('Target'))
        print('\\n'.join(problems) or 'ok')
        """

    /// Characters that a terminal obeys, that turn or hide text: all that no output for people may hold.
    private static func hidden(_ text: String) -> [String] {
        text.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 0x0A: false
            case 0..<0x20, 0x7F...0x9F, 0xAD, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F, 0x2028...0x202E,
                0x2060...0x206F, 0x3164, 0xFEFF, 0xE0000...0xE007F, 0xE0100...0xE01EF:
                true
            default: false
            }
        }.map { "U+" + String($0.value, radix: 16) }
    }

    /// No cell begins like a formula, but for numbers; all rows are of one width.
    private static func delimited(_ text: String, _ rows: [[String]]) -> [String] {
        var problems: [String] = []
        if text.utf8.contains(0) { problems.append("NUL") }
        for row in rows {
            if row.count != rows[0].count { problems.append("\(row.count) cells: \(row)") }
            for cell in row {
                guard let first = cell.unicodeScalars.first(where: { $0 != "\u{FEFF}" }) else { continue }
                if "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first), Double(cell) == nil {
                    problems.append("formula: \(cell.prefix(40))")
                }
            }
        }
        return problems
    }

    /// No cell begins like a formula for a spreadsheet that separates by semicolons, and to which the quotes of a file
    /// with commas mean nothing.
    private static func semicolons(_ text: String) -> [String] {
        text.unicodeScalars.split { ";\t\r\n".unicodeScalars.contains($0) }.compactMap { cell in
            let begin = cell.drop { " \"\u{A0}\u{FEFF}".unicodeScalars.contains($0) }
            // A number that is the first cell of its row.
            let number = begin.prefix { $0 != "," }
            guard let first = begin.first, "=+-@＝＋－＠".unicodeScalars.contains(first),
                Double(String(number)) == nil
            else { return nil }
            return "formula behind a semicolon: \(String(begin.prefix(40)))"
        }
    }

    private static func json(_ text: String, _ documents: [String]) -> [String] {
        hidden(text)
            + documents.compactMap { document in
                do {
                    _ = try JSONSerialization.jsonObject(with: Data(document.utf8))
                    return nil
                } catch {
                    return "no JSON: \(error): \(document.prefix(80)) … \(document.suffix(200))"
                }
            }
    }

    /// No HTML but line breaks, no link and no picture but to the site.
    private static func markdown(_ text: String, _ base: String) -> [String] {
        var problems: [String] = []
        for piece in text.split(separator: "<", omittingEmptySubsequences: false).dropFirst()
        where !piece.hasPrefix("br>") {
            problems.append("HTML: <\(piece.prefix(40))")
        }
        let pieces = text.split(separator: "](", omittingEmptySubsequences: false)
        for (before, piece) in zip(pieces, pieces.dropFirst())
        where !before.hasSuffix("\\") && !piece.hasPrefix(base + "/") {
            problems.append("link: \(piece.prefix(40))")
        }
        return problems
    }
}
