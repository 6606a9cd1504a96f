import Reporting
import SyncCore

/// An issue that the parameters choose.
struct SelectedIssue {
    var id: Int64
    var type: Int64
    /// In the report's zone; nil where it was not asked for.
    var created: Day?
    var place: IssueScope.Place
}

extension SelectedIssue {
    /// Of a row that begins with ``IssueSelection/columns(_:)``.
    init(_ row: MirrorRow, _ scope: IssueScope, readsCreation: Bool) {
        let type = row.number(1)
        self.init(
            id: row.number(0), type: type, created: readsCreation ? row.day(3) : nil,
            place: scope.place(type: type, isArchived: row.number(2) == 1))
    }
}

/// The issues that the parameters choose, by id, for passes over narrow tables beside it.
///
/// They come from a covering index of `issues`, never from its long rows, and are sorted in memory (32 bytes an
/// issue): a million look-ups would cost more than a merge.
struct IssueSelection {
    /// Up to so many issues are looked up one by one in tables of any length.
    static let few = 50_000

    /// By id, ascending.
    let issues: [SelectedIssue]
    /// Fewer than a pass over all is worth, because a parameter beside the projects chose them.
    let isFew: Bool

    static func columns(_ readsCreation: Bool) -> String {
        "i.id, i.issue_type_id, i.archived_at IS NOT NULL, \(readsCreation ? "i.created_on" : "NULL")"
    }

    init(
        _ scope: IssueScope, _ reader: MirrorReader, readsCreation: Bool = false, few: Int = few
    ) throws(ReportError) {
        var issues: [SelectedIssue] = []
        try reader.report(
            """
            SELECT \(Self.columns(readsCreation)) FROM issues AS i WHERE \(scope.condition("i"))
            """
        ) { row in
            issues.append(SelectedIssue(row, scope, readsCreation: readsCreation))
        }
        issues.sort { $0.id < $1.id }
        self.issues = issues
        isFew = scope.isNarrow && issues.count <= few
    }

    /// The issues of these ids that the parameters choose. `+` keeps SQLite from starting with the other conditions.
    init(of ids: Set<Int64>, _ scope: IssueScope, _ reader: MirrorReader) throws(ReportError) {
        var issues: [SelectedIssue] = []
        try reader.report(
            """
            SELECT \(Self.columns(false)) FROM issues AS i
            WHERE i.id IN (SELECT value FROM json_each(?)) AND \(scope.condition("+i"))
            """, .positional([.text(SQLText.json(ids.sorted()))])
        ) { row in
            issues.append(SelectedIssue(row, scope, readsCreation: false))
        }
        issues.sort { $0.id < $1.id }
        self.issues = issues
        isFew = true
    }
}
