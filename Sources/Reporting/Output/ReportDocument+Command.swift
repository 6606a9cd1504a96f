extension ReportDocument {
    /// The command that prints all rows of a table, of the same selection.
    func exportCommand(of table: ReportTable) -> String {
        var words = ["--format", "csv"]
        if table.name != self.table()?.name { words += ["--table-name", table.name] }
        return exportCommand(words)
    }

    /// The command that makes the report's own spreadsheet file, of the same selection.
    var workbookCommand: String { exportCommand(["--output", "\(name).xlsx"]) }

    private func exportCommand(_ options: [String]) -> String {
        let given = parameters.flatMap { parameter in
            parameter.argument.map { ["--param", "\(parameter.name)=\($0)"] } ?? []
        }
        return (["jira-mirror", "export", name] + options + given).map(ShellText.word).joined(separator: " ")
    }
}

/// Texts for a command that somebody may paste into a shell.
enum ShellText {
    /// The text as a POSIX shell takes it for one word: in apostrophes, where it holds more than the plainest
    /// characters.
    static func word(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: ","), UInt8(ascii: "="):
                true
            default: false
            }
        }
        guard !isPlain || text.isEmpty else { return text }
        var out = "'"
        // A mark that combines with an apostrophe makes no other character of it for a shell.
        for scalar in text.unicodeScalars {
            if scalar == "'" { out += "'\\''" } else { out.unicodeScalars.append(scalar) }
        }
        return out + "'"
    }
}
