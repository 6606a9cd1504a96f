import Reporting
import SyncCore

/// Finds in the mirror what parameters name, by their kind, and gives it to SQL.
///
/// Nothing is taken silently for empty: a name that the mirror does not hold is a problem, and all problems come
/// at once.
struct ParameterLookup {
    private(set) var arguments: MirrorArguments = .none

    init(_ request: ReportRequest, _ parameters: [ReportParameter]) throws(ReportError) {
        var problems: [ParameterProblem] = []
        var named: [String: MirrorValue] = [
            "today": .text(request.facts.today.text),
            "as_of": .text(request.dataMoment.text),
            "as_of_day": .text(request.facts.today.text),
        ]
        for parameter in parameters {
            named[parameter.name] = try Self.value(
                parameter, request.values.value(parameter.name), request.reader, &problems)
        }
        guard problems.isEmpty else { throw .parameters(report: request.name, problems) }
        arguments = .named(named)
    }

    private static func value(
        _ parameter: ReportParameter, _ value: ParameterValues.Value?, _ reader: MirrorReader,
        _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> MirrorValue {
        switch value {
        case nil: return .null
        case .day(let day): return .text(day.text)
        case .integer(let number): return .integer(number)
        case .number(let number): return .real(number)
        case .flag(let flag): return .integer(flag ? 1 : 0)
        case .text(let text):
            switch parameter.kind {
            case .board: return try only(text, parameter.name, "boards", reader, &problems)
            case .sprint: return try only(text, parameter.name, "sprints", reader, &problems)
            default: return .text(text)
            }
        case .list(let texts):
            guard !texts.isEmpty else { return .null }
            var members = Members(name: parameter.name, wanted: texts)
            try find(&members, parameter.kind, reader)
            problems += members.problems
            return .text(members.json)
        }
    }

    /// The id of the board or sprint of that id or name.
    private static func only(
        _ wanted: String, _ name: String, _ table: String, _ reader: MirrorReader,
        _ problems: inout [ParameterProblem]
    ) throws(ReportError) -> MirrorValue {
        var known: [(id: Int64, name: String)] = []
        try reader.report("SELECT id, name FROM \(table) ORDER BY id") { row in
            known.append((row.number(0), row.text(1) ?? ""))
        }
        if let found = known.first(where: { String($0.id) == wanted }) { return .integer(found.id) }
        let named = known.filter { $0.name.lowercased() == wanted.lowercased() }
        if named.count == 1 { return .integer(named[0].id) }
        if named.isEmpty {
            problems.append(
                .notInMirror(
                    name: name, value: wanted, nearest: NearestName.of(wanted, among: known.map(\.name))))
        } else {
            let ids = named.map { String($0.id) }.joined(separator: ", ")
            problems.append(
                .invalid(name: name, value: wanted, expected: "an id; \(table) of that name: \(ids)"))
        }
        return .null
    }

    private static func find(
        _ members: inout Members, _ kind: ReportParameter.Kind, _ reader: MirrorReader
    ) throws(ReportError) {
        switch kind {
        case .projects:
            // Present keys last: they win over another project's former key.
            try members.look(
                """
                SELECT k.key, p.key FROM project_keys AS k JOIN projects AS p ON p.id = k.project_id
                UNION ALL SELECT key, key FROM projects
                """, reader, lastWins: true)
        case .issueTypes:
            try members.look("SELECT name, name FROM issue_types WHERE name IS NOT NULL ORDER BY id", reader)
        case .labels: try members.lookForLabels(reader)
        case .components:
            try members.look("SELECT name, id FROM components WHERE name IS NOT NULL ORDER BY id", reader)
        case .versions:
            try members.look("SELECT name, id FROM versions WHERE name IS NOT NULL ORDER BY id", reader)
        case .people:
            try members.look(
                """
                SELECT key, key FROM users UNION ALL SELECT username, key FROM users WHERE username IS NOT NULL
                UNION ALL SELECT display_name, key FROM users WHERE display_name IS NOT NULL
                """, reader)
        default: members.takeAll()
        }
    }
}

/// The members of a list, found one by one.
private struct Members {
    let name: String
    let wanted: [String]
    private(set) var problems: [ParameterProblem] = []
    private var found: [MirrorValue] = []

    init(name: String, wanted: [String]) {
        self.name = name
        self.wanted = wanted
    }

    mutating func takeAll() { found = wanted.map { .text($0) } }

    /// By a statement that gives names, letter case aside, and what stands for each.
    mutating func look(_ sql: String, _ reader: MirrorReader, lastWins: Bool = false) throws(ReportError) {
        var lookup = NameLookup<MirrorValue>()
        try reader.report(sql) { row in
            if let name = row.text(0) { lookup.add(name, row[1]) }
        }
        found = lookup.find(wanted, for: name, lastWins: lastWins, &problems)
    }

    /// Letter case and all.
    mutating func lookForLabels(_ reader: MirrorReader) throws(ReportError) {
        found = try reader.labels(named: wanted, for: name, &problems).map { .text($0) }
    }

    /// Ids as numbers, all else as texts.
    var json: String {
        let members = found.map { value in
            switch value {
            case .integer(let number): String(number)
            case .text(let text): String(ParameterJSON.array(of: [text]).dropFirst().dropLast())
            default: "null"
            }
        }
        return "[" + members.joined(separator: ",") + "]"
    }
}
