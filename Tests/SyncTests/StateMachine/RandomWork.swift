import Foundation
import JiraSimulator
import TestSupport

/// People at work in a simulated Jira: every kind of change, drawn by chance. The same seed does the same
/// things to the same site.
final class RandomWork: @unchecked Sendable {
    private let site: SimulatedSite
    private let kinds: [(String, Make)]
    private var generator: SplitMix64
    /// Walks side by side stir the site each before its own requests.
    private let lock = NSLock()
    /// How often each kind of change was applied.
    private(set) var applied: [String: Int] = [:]

    /// - Parameter kinds: what is drawn from.
    init(_ site: SimulatedSite, seed: UInt64, kinds: [(String, Make)] = RandomWork.kinds) {
        self.site = site
        self.kinds = kinds
        generator = SplitMix64(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
    }

    /// Tries changes until one applies; gives its name.
    @discardableResult
    func step() -> String? {
        lock.withLock { draw() }
    }

    private func draw() -> String? {
        for _ in 0..<20 {
            let (name, make) = kinds[below(kinds.count)]
            guard let mutation = make(self), site.apply(mutation).error == nil else { continue }
            applied[name, default: 0] += 1
            return name
        }
        return nil
    }

    /// Jira's clock.
    var now: Int64 { site.now }

    // MARK: Chance

    func below(_ bound: Int) -> Int { bound <= 0 ? 0 : Int(generator.next() % UInt64(bound)) }

    func word() -> String { "w\(generator.next() % 100_000)" }

    func pick<Element>(_ list: [Element]) -> Element? {
        list.isEmpty ? nil : list[below(list.count)]
    }

    // MARK: What there is

    func rows(_ table: String, as user: String? = SimulatedSite.administratorKey) -> [[String:
        String]]
    {
        let columns = SiteSnapshot.columns[table] ?? []
        return site.snapshot(as: user).rows(of: table).map { row in
            Dictionary(
                zip(columns, row).compactMap { name, value in value.map { (name, $0) } },
                uniquingKeysWith: { $1 })
        }
    }

    func cell(_ table: String, _ column: String) -> String? {
        pick(rows(table))?[column]
    }

    func id(_ table: String) -> Int64? { cell(table, "id").flatMap { Int64($0) } }

    func issue() -> String? {
        pick(site.snapshot(as: SimulatedSite.administratorKey).changeableIssueKeys)
    }

    /// Archived ones too.
    func anyIssue() -> String? { pick(site.snapshot(as: SimulatedSite.administratorKey).issueKeys) }

    /// One that is not archived: nothing can be changed in those that are.
    func project() -> String? { pick(rows("projects").filter { $0["archived"] != "1" })?["key"] }

    /// A child of some issue: the issue's key and the child's id.
    func child(_ table: String) -> (issue: String, id: Int64)? {
        var found: [(String, Int64)] = []
        let at = SiteSnapshot.columns[table]?.firstIndex(of: "id") ?? 0
        site.snapshot(as: SimulatedSite.administratorKey).forEachIssue { issue in
            guard !issue.isArchived else { return }
            for row in issue.rows[table] ?? [] {
                if let id = row[at].flatMap({ Int64($0) }) { found.append((issue.key, id)) }
            }
        }
        return pick(found).map { (issue: $0.0, id: $0.1) }
    }

    func someone() -> String? {
        pick(rows("users").filter { $0["active"] == "1" })?["key"]
    }

    /// Somebody whose account the test does not depend on.
    func colleague() -> String? {
        let own = [SimulatedSite.administratorKey, SimulatedSite.serviceAccountKey]
        return pick(rows("users").filter { $0["active"] == "1" && !own.contains($0["key"] ?? "") })?["key"]
    }

    func named(_ table: String, in project: String) -> String? {
        guard let id = rows("projects").first(where: { $0["key"] == project })?["id"] else { return nil }
        return pick(rows(table).filter { $0["project_id"] == id })?["name"]
    }

    func field() -> (id: String, type: String)? {
        pick(rows("fields").filter { $0["custom"] == "1" }).flatMap { row in
            guard let id = row["id"], let type = row["schema_custom"] else { return nil }
            return (id, type.split(separator: ":").last.map(String.init) ?? type)
        }
    }

    /// A value that a field of this type takes.
    func value(_ type: String) -> String? {
        switch type {
        case "textfield", "textarea", "gh-epic-label": word()
        case "url": "https://example.com/" + word()
        case "float": "\(below(1000)).5"
        case "datepicker": "2026-0\(1 + below(9))-1\(below(9))"
        case "datetime": "2026-0\(1 + below(9))-1\(below(9))T10:2\(below(9)):00.000+0000"
        case "userpicker", "multiuserpicker": someone()
        case "labels": word() + "," + word()
        case "gh-epic-link", "jpo-custom-field-parent": issue()
        case "version", "multiversion": cell("versions", "name")
        case "project": project()
        default: nil
        }
    }

    func status() -> String? { cell("statuses", "id") }
}
