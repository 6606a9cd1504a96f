import JiraSimulator
import SyncCore
import TestSupport

/// Random work on a site: the same seed does the same things in the same order of calls.
actor Commotion {
    private let site: SimulatedSite
    private var generator: SplitMix64
    private var keys: [String] = []
    private var calls = 0
    private(set) var moves = 0
    private(set) var deletions = 0
    private(set) var edits = 0
    private(set) var creations = 0

    init(_ site: SimulatedSite, seed: UInt64) {
        self.site = site
        generator = SplitMix64(state: seed)
    }

    /// Does one thing to the named issue (every second time) or to a random one.
    func stir(_ key: String?) {
        if calls % 10 == 0 { keys = site.issueKeys }
        calls += 1
        guard !keys.isEmpty else { return }
        let random = keys[Int(generator.next() % UInt64(keys.count))]
        let target = key != nil && generator.next() % 2 == 0 ? key ?? random : random
        switch generator.next() % 6 {
        case 0:
            let projects = site.projectKeys
            let project = projects[Int(generator.next() % UInt64(projects.count))]
            if site.apply(.moveIssue(issue: target, toProject: project)).error == nil { moves += 1 }
        case 1:
            if site.apply(.deleteIssue(issue: target)).error == nil { deletions += 1 }
        case 2:
            let project = String(target[..<(target.lastIndex(of: "-") ?? target.endIndex)])
            if site.apply(.createIssue(project: project, summary: "made in passing")).error == nil {
                creations += 1
            }
        default:
            let edit = IssueEdit(summary: "edited \(generator.next())")
            if site.apply(.editIssue(issue: target, edit: edit)).error == nil { edits += 1 }
        }
    }
}

extension SimulatedSite {
    /// Keys of the issues that the service account sees.
    var issueKeys: [String] { snapshot(as: Laboratory.user).issueKeys }

    /// Keys of the projects that the service account sees.
    var projectKeys: [String] {
        guard let column = SiteSnapshot.columns["projects"]?.firstIndex(of: "key") else { return [] }
        return snapshot(as: Laboratory.user).rows(of: "projects").compactMap { $0[column] }
    }
}

extension SimulatedSite {
    /// One column of a table of the site, as the service account sees it, without NULLs.
    func truth(_ table: String, _ column: String) -> [String] {
        guard let at = SiteSnapshot.columns[table]?.firstIndex(of: column) else { return [] }
        return snapshot(as: Laboratory.user).rows(of: table).compactMap { $0[at] }
    }

    /// Keys of the issues whose `updated` is not in the future.
    var pastIssueKeys: [String] {
        let now = Instant(milliseconds: now).text
        let at = SiteSnapshot.columns["issues"]?.firstIndex(of: "updated_at") ?? 0
        var keys: [String] = []
        snapshot(as: Laboratory.user).forEachIssue { issue in
            if let updated = issue.rows["issues"]?.first?[at], updated < now { keys.append(issue.key) }
        }
        return keys
    }
}
