import Synchronization
import Testing

@testable import JiraSimulator

/// A clock that tests set.
final class FixtureClock: Sendable {
    /// 2025-11-24T16:00:00.123Z.
    static let start: Int64 = 1_764_000_000_123
    private let time = Mutex(FixtureClock.start)

    var now: Int64 { time.withLock { $0 } }
    func advance(_ milliseconds: Int64) { time.withLock { $0 += milliseconds } }
}

/// A small site with a clock, read as the administrator unless told otherwise.
struct SiteFixture {
    let clock: FixtureClock
    let site: SimulatedSite

    init(
        issues: Int = 120, projects: Int = 3, seed: UInt64 = 42,
        _ adjust: (inout SiteOptions) -> Void = { _ in }
    ) {
        let clock = FixtureClock()
        self.clock = clock
        var options = SiteOptions(
            seed: seed, issues: issues, projects: projects, users: 20, baseURL: "http://jira.test/ctx",
            now: { clock.now }, bodySize: .small)
        adjust(&options)
        site = SimulatedSite(options)
    }

    func search(
        _ jql: String, startAt: Int = 0, max: Int? = 1000, fields: [String]? = ["id"], expand: [String] = [],
        validate: Bool = true, as user: String? = "admin"
    ) throws -> JSONValue {
        let request = SearchRequest(
            jql: jql, startAt: startAt, maxResults: max, fields: fields, expand: expand,
            validateQuery: validate)
        return try JSONReader.read(try site.search(request, as: user).get())
    }

    func keys(_ jql: String, as user: String? = "admin") throws -> [String] {
        try search(jql, as: user)["issues"]?.items.compactMap { $0["key"]?.text } ?? []
    }

    /// The error messages of a refused search.
    func refusal(_ jql: String, as user: String? = "admin") throws -> (status: Int, messages: [String]) {
        switch site.search(SearchRequest(jql: jql), as: user) {
        case .success: return (200, [])
        case .failure(let failure):
            let body = try JSONReader.read(failure.body)
            return (failure.status, body["errorMessages"]?.items.compactMap { $0.text } ?? [])
        }
    }

    func issue(_ key: String, expand: [String] = ["changelog"], as user: String? = "admin") throws
        -> JSONValue
    {
        try JSONReader.read(try site.issue(key, expand: expand, as: user).get())
    }

    func truths(as user: String? = "admin") -> [IssueTruth] {
        var list: [IssueTruth] = []
        site.snapshot(as: user).forEachIssue { list.append($0) }
        return list
    }

    func truth(_ key: String) throws -> IssueTruth {
        let snapshot = site.snapshot(as: "admin")
        let slot = try #require(snapshot.state.find(issue: key))
        let truth = IssueTruthMaker(state: snapshot.state, viewer: snapshot.viewer).truth(slot)
        try #require(truth.key == key || String(truth.id) == key, "\(key) is a former key")
        return truth
    }

    func apply(_ mutation: Mutation) throws -> MutationResult {
        clock.advance(60_000)
        let result = site.apply(mutation)
        try #require(result.error == nil, "\(result.error ?? "")")
        return result
    }
}

extension IssueTruth {
    /// A column of the issue's own row.
    func column(_ name: String) -> String? {
        guard let at = SiteSnapshot.columns["issues"]?.firstIndex(of: name), let row = rows["issues"]?.first
        else { return nil }
        return row[at]
    }

    /// The rows of a table as dictionaries; NULL is left out.
    func table(_ name: String) -> [[String: String]] {
        let columns = SiteSnapshot.columns[name] ?? SiteSnapshot.fieldColumns[name] ?? []
        return (rows[name] ?? []).map { row in
            Dictionary(
                uniqueKeysWithValues: zip(columns, row).compactMap { pair in pair.1.map { (pair.0, $0) } })
        }
    }

    /// What the issue shows in a custom field, as the text of a mirror's column.
    func field(_ id: String) -> String? { table("issue_fields").first { $0["field_id"] == id }?["value"] }

    /// The members of a custom field's value, in their order.
    func members(_ id: String) -> [[String: String]] {
        table("issue_field_values").filter { $0["field_id"] == id }.sorted {
            Int($0["position"] ?? "") ?? 0 < Int($1["position"] ?? "") ?? 0
        }
    }
}
