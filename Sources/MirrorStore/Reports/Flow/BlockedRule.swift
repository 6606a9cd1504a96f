import Reporting
import SyncCore

/// When an issue is blocked: while a field holds a value (Jira Software's flag), and while it is in certain
/// statuses.
struct BlockedRule {
    /// The field's name in the history.
    let field: String
    /// Whether the site has a field of that name today: Jira refuses to search by another one.
    let hasField: Bool
    /// Ascending.
    let statuses: [Int64]
    /// Whether the statuses were given, not found by their names.
    let isChosen: Bool

    /// What a status is called in which work is blocked.
    private static let words = ["block", "impediment"]

    static let parameters = [
        ReportParameter(
            "flag", .text, default: MirrorIndexes.flag,
            help: "the field that holds a value while an issue is blocked, by its name in the history"),
        ReportParameter(
            "status", .list,
            help:
                "the statuses in which issues are blocked, by name; without it those with \"block\" or \"impediment\" in their names"
        ),
    ]

    init(_ request: ReportRequest, _ stages: StageRule) throws(ReportError) {
        field = request.values.text("flag") ?? MirrorIndexes.flag
        let wanted = request.values.list("status")
        isChosen = !wanted.isEmpty
        var problems: [ParameterProblem] = []
        var found: Set<Int64> = []
        for name in wanted {
            let matches = stages.statuses.values.filter { $0.name.lowercased() == name.lowercased() }
            if matches.isEmpty {
                let known = stages.statuses.values.map(\.name).sorted()
                problems.append(
                    .notInMirror(name: "status", value: name, nearest: NearestName.of(name, among: known)))
            }
            found.formUnion(matches.map(\.id))
        }
        guard problems.isEmpty else { throw .parameters(report: request.name, problems) }
        if !isChosen {
            let named = stages.statuses.values.filter { status in
                Self.words.contains { status.name.lowercased().contains($0) }
            }
            found = Set(named.map(\.id))
        }
        statuses = found.sorted()
        var count: Int64 = 0
        try request.reader.report(
            "SELECT count(*) FROM fields WHERE name = ?", .positional([.text(field)])
        ) { count = $0.number(0) }
        hasField = count > 0
    }

    /// What is blocked, in JQL; nil where nothing can be.
    func clause(_ stages: StageRule) -> String? {
        let names = statuses.map { stages.name($0) }
        let terms =
            (hasField ? ["\(JQL.quoted(field)) is not EMPTY"] : [])
            + (names.isEmpty ? [] : ["status in \(JQL.list(names))"])
        return terms.count > 1 ? "(\(terms.joined(separator: " OR ")))" : terms.first
    }

    func text(_ stages: StageRule) -> String {
        let names = statuses.map { stages.name($0) }.joined(separator: ", ")
        let flag = "while the field \(field) holds a value, by its history"
        guard !statuses.isEmpty else {
            return "Blocked: \(flag). No status has \"block\" or \"impediment\" in its name."
        }
        return
            "Blocked: \(flag), and while the issue is in one of the statuses \(names) (\(isChosen ? "as chosen" : "by their names")). Where both hold, the time counts once."
    }

    /// A change of the flag.
    struct Change {
        /// Milliseconds since 1970.
        var at: Int64
        var before: Bool
        var after: Bool
    }

    /// Of all issues, or those of some projects, by issue and time.
    ///
    /// The index `changelog_flags` holds the history of the field Flagged; of another name, all histories of the
    /// projects are read.
    func changes(_ scope: IssueScope, _ reader: MirrorReader) throws(ReportError) -> [Int64: [Change]] {
        var changes: [Int64: [Change]] = [:]
        // The name as a literal: only then SQLite sees that the index covers it.
        try reader.report(
            """
            SELECT t.issue_id, c.created_at, coalesce(t.from_text, '') <> '', coalesce(t.to_text, '') <> ''
            FROM changelog_items AS t
            CROSS JOIN changelog AS c ON c.issue_id = t.issue_id AND c.id = t.changelog_id
            WHERE t.field = \(ScopeFilters.quoted([field])) AND \(chosen(scope))
            ORDER BY t.issue_id, c.created_at, c.id, t.position
            """
        ) { row in
            guard let at = row.instant(1) else { return }
            changes[row.number(0), default: []].append(
                Change(at: at.milliseconds, before: row.number(2) == 1, after: row.number(3) == 1))
        }
        return changes
    }

    /// The condition of the projects on the history `t`.
    ///
    /// The few rows of the index are asked for their issue's project, which its first stay tells in the shortest row;
    /// all histories are found by the issues of the projects.
    private func chosen(_ scope: IssueScope) -> String {
        guard !scope.projects.isEmpty else { return "1" }
        return field == MirrorIndexes.flag
            ? """
            EXISTS (SELECT 1 FROM status_interval_data AS d
                WHERE d.issue_id = t.issue_id AND d.position = 0 AND \(scope.projectCondition("+d.project_id")))
            """ : "t.issue_id IN (SELECT id FROM issues WHERE \(scope.projectCondition("project_id")))"
    }

    /// When an issue was blocked and not done; ascending, apart. Milliseconds since 1970.
    func spans(_ stays: UnsafeBufferPointer<Stay>, _ changes: [Change], _ stages: StageRule) -> [Range<Int64>]
    {
        var blocked: [Range<Int64>] = []
        var since = changes.first?.before == true ? stays.first?.entered : nil
        for change in changes {
            if change.after, since == nil { since = change.at }
            if !change.after, let start = since {
                if change.at > start { blocked.append(start..<change.at) }
                since = nil
            }
        }
        if let since { blocked.append(since..<Stay.open) }
        for stay in stays where stay.left > stay.entered && statuses.contains(stay.status) {
            blocked.append(stay.entered..<stay.left)
        }
        let working = Self.union(
            stays.filter { stages.stage($0.status) != .done && $0.left > $0.entered }
                .map { $0.entered..<$0.left })
        return Self.union(blocked).flatMap { span in
            working.filter { $0.overlaps(span) }.map { $0.clamped(to: span) }
        }
    }

    private static func union(_ spans: [Range<Int64>]) -> [Range<Int64>] {
        var merged: [Range<Int64>] = []
        for span in spans.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, span.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                merged.append(span)
            }
        }
        return merged
    }
}
