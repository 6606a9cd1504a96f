import Reporting

/// A file with a user's own view: one `CREATE VIEW name AS SELECT …`, read without a database.
struct UserViewFile {
    let file: String
    let sql: String
    /// The view's name.
    let name: String
    /// Where the SELECT begins, a byte of ``sql``.
    let bodyOffset: Int

    /// - Throws: what is wrong with it, in words.
    init(file: String, sql: String) throws(Problem) {
        self.file = file
        let text = SQLSource(sql).text
        self.sql = text
        let tokens = SQLTokens(text)
        var rest = tokens.tokens.filter { $0.kind != .comment }[...]
        func line(_ token: SQLTokens.Token?) -> Int {
            SQLPlace(in: text, offset: token?.range.lowerBound ?? text.utf8.count).line
        }
        func word() -> String? { rest.first.map { tokens.text($0).uppercased() } }
        let form = "a file has one statement: CREATE VIEW name AS SELECT …"
        guard word() == "CREATE" else { throw Problem(line(rest.first), form) }
        rest.removeFirst()
        if word() == "TEMP" || word() == "TEMPORARY" {
            throw Problem(
                line(rest.first), "a temporary view would be gone at once: CREATE VIEW name AS SELECT …")
        }
        guard word() == "VIEW" else { throw Problem(line(rest.first), form) }
        rest.removeFirst()
        if word() == "IF" { rest = rest.dropFirst(3) }
        guard let mark = rest.popFirst() else { throw Problem(line(nil), form) }
        let name = tokens.text(mark)
        guard SQLName.isPlain(name), word() == "AS" || word() == "(" else {
            throw Problem(
                line(mark),
                "the view's name must be plain: letters, digits and '_', without quotes and without a schema")
        }
        guard !name.lowercased().hasPrefix("sqlite_") else {
            throw Problem(line(mark), "names that begin with 'sqlite_' are SQLite's own")
        }
        self.name = name
        while let token = rest.first, tokens.text(token).uppercased() != "AS" { rest.removeFirst() }
        guard let start = rest.dropFirst().first else { throw Problem(line(nil), form) }
        bodyOffset = start.range.lowerBound
        if let end = rest.firstIndex(where: { $0.kind == .end }),
            let further = rest[end...].first(where: { $0.kind != .end })
        {
            throw Problem(line(further), "one statement a file: put the other into a file of its own")
        }
    }

    /// What is wrong, with its line from 1.
    struct Problem: Error {
        var text: String

        init(_ line: Int, _ text: String) { self.text = "line \(line): \(text)" }
    }

    /// The SELECT, for itself.
    var body: String { String(decoding: Array(sql.utf8)[bodyOffset...], as: UTF8.self) }
}
