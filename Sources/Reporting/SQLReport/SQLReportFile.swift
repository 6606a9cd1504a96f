/// A report that is written in SQL: a comment header that says what it is, and one statement a table.
///
/// ```sql
/// -- title: Open bugs
/// -- description: Bugs that nobody has resolved, by assignee.
/// -- noun: open bugs
/// -- sample: {sum:bugs} open bugs
/// -- headline: {sum:bugs} bugs are open; {unassigned} of them are nobody's.
/// -- empty: No bug is open.
/// -- parameter: age integer = 30 : only issues older than this many days
/// -- tile: Open = {sum:bugs} : {count} people
/// -- exclusion: archived issues = {archived}
/// -- rule: Open is without a resolution.
/// -- jira: Jira's own gadget leaves nobody out.
/// -- search: Open = {sum:bugs} : resolution is EMPTY
/// -- figures:
/// SELECT … AS unassigned, … AS archived FROM issues AS i WHERE {selection:i};
///
/// -- table: people People
/// -- column: bugs integer Open bugs
/// -- chart: bars person bugs title Open bugs of each person
/// SELECT … AS person, count(*) AS bugs FROM issues AS i WHERE {scope:i} AND … GROUP BY …;
///
/// -- table: list The bugs
/// -- column: created_at instant Created
/// -- note: The oldest first.
/// SELECT …
/// ```
///
/// **Words of the report**, each `-- word: text`. `--` alone, or a line that is no comment, ends the header;
/// other comments belong to the SQL.
/// - `title`, `description` (the question it answers), `noun` (what the rows are, in the plural), `headline` (the
///   finding, in a sentence) and `empty` (the headline where the first table has no rows).
/// - `parameter: NAME KIND [required | = DEFAULT] [: HELP]`, see ``SQLParameter``.
/// - `tile: LABEL = VALUE [: DETAIL]`, `exclusion: WHAT = COUNT`, `sample: COUNT WHAT`.
/// - `rule`, `jira` (how Jira's own counts differ), `search: LABEL [= COUNT] : JQL`, narrowed by what the scope's
///   parameters chose; parameters that are days or numbers may stand in it as `{from}`.
///
/// Figures in braces are those of ``ReportTemplate``.
///
/// **Statements.** A file may have one statement, its table is called `rows`; or several, each ended by `;` and
/// begun by `-- table: NAME [TITLE]` with its own words `column`, `chart` (``SQLChart``), `note` and `rows: {FIGURE}`
/// (the number of rows of a long table, where it can be had for less than a pass over them). `-- figures:` begins a statement
/// of one row that is not shown: its columns are figures for the header.
///
/// **The scope.** `{scope:i}` stands for a condition on the table or index `issues AS i`: what the parameters
/// project, type, label, component, version, assignee and subtasks choose, archived issues left out.
/// `{selection:i}` is the same without the rules about sub-tasks and archived issues, to count what they leave out.
/// A file that has either has those parameters without declaring them, and `board` if it declares it.
///
/// **Parameters in SQL** stand as `:name` and are never pasted into the text: lists are JSON arrays
/// (`json_each(:project)`), days `YYYY-MM-DD`, flags 0 or 1, what is not given NULL. Also there: `:as_of`
/// and `:as_of_day`, the moment and the day of the data, and `:today`, from which relative days count: the same
/// day; days are those of the report's time zone.
package struct SQLReportFile: Hashable, Sendable {
    package struct Tile: Hashable, Sendable {
        package var label: String
        package var value: ReportTemplate
        package var detail: ReportTemplate?
    }

    /// Something with its number.
    package struct Count: Hashable, Sendable {
        package var what: String
        package var count: ReportTemplate
    }

    package struct Search: Hashable, Sendable {
        package var label: String
        package var expected: ReportTemplate?
        package var jql: ReportTemplate
    }

    /// With the scope's parameters, where the file has one.
    package internal(set) var description: ReportDescription
    /// What the rows are, in the plural.
    package internal(set) var noun = "rows"
    package internal(set) var headline: ReportTemplate?
    package internal(set) var emptyHeadline: String?
    package internal(set) var sample: Count?
    package internal(set) var tiles: [Tile] = []
    package internal(set) var exclusions: [Count] = []
    /// How counted.
    package internal(set) var rules: [String] = []
    package internal(set) var jiraDifference: String?
    package internal(set) var searches: [Search] = []
    /// The statement whose one row the header may name.
    package internal(set) var figures: SQLSection?
    /// At least one.
    package internal(set) var tables: [SQLSection] = []
    /// Whether any statement has `{scope:…}` or `{selection:…}`.
    package internal(set) var hasScope = false
    /// Where each parameter is declared.
    var parameterLines: [String: Int] = [:]

    /// The name of the table of a file with one statement.
    package static let onlyTable = "rows"

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - name: what `export` calls the report: the file's name without its ending.
    ///   - sql: the whole text, header first.
    ///   - file: where the text comes from, for errors; nil names the report instead.
    ///   - scope: the parameters that come with `{scope:…}`.
    /// - Throws: ``ReportError/header(report:line:problem:)``.
    package init(
        name: String, sql: String, file: String? = nil, scope: [ReportParameter] = []
    ) throws(ReportError) {
        description = ReportDescription(name: name, title: name, summary: "", parameters: [])
        let source = SQLSource(sql)
        do throws(HeaderFault) {
            var reader = SQLSectionReader(source)
            while let block = try reader.next() { try add(block) }
            if tables.isEmpty {
                throw HeaderFault(
                    reader.lastLine, HeaderProblem("there is no statement for a table after the header"))
            }
            if tables.count == 1, tables[0].title == nil { tables[0].title = description.title }
            try check(scope)
        } catch {
            throw .header(report: file ?? name, line: error.line, problem: error.problem.text)
        }
    }

    /// The columns that the header of the first table describes.
    package var columns: [Column] { tables.first?.columns ?? [] }

    private mutating func add(_ block: SQLSectionReader.Block) throws(HeaderFault) {
        for entry in block.reportWords {
            do { try read(entry) } catch { throw HeaderFault(entry.line, error) }
        }
        switch block.kind {
        case .figures:
            guard figures == nil else {
                throw HeaderFault(block.line, HeaderProblem("there can be one '-- figures:' only"))
            }
            figures = try SQLSection(block, name: "figures", title: nil)
        case .table(let name, let title):
            guard !tables.contains(where: { $0.name == name }) else {
                throw HeaderFault(block.line, HeaderProblem("there is a table '\(name)' already"))
            }
            tables.append(try SQLSection(block, name: name, title: title))
        }
    }
}

/// A problem and its line in the file, from 1.
struct HeaderFault: Error {
    var line: Int
    var problem: HeaderProblem

    init(_ line: Int, _ problem: HeaderProblem) {
        self.line = line
        self.problem = problem
    }
}
